"""File names as people may see them. No file is ever found by one."""

import re
import unicodedata

from django.utils.http import content_disposition_header

_LONGEST = 120
_SUFFIXES = re.compile(r"(?:\.[A-Za-z][A-Za-z0-9]{0,4})+$")
_FORBIDDEN = re.compile(r'[<>:"|?*]')


def clean_name(name: str, extension: str = "") -> str:
    """A name that is safe to show and to save under: no path, no control or direction characters, not too long.

    With `extension` (as "pdf") every Latin suffix the uploader wrote gives way to that one.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(character for character in last if unicodedata.category(character)[0] != "C")
    stem = _FORBIDDEN.sub("_", visible)
    suffix = f".{extension}" if extension else ""
    if extension:
        stem = _SUFFIXES.sub("", stem)
    stem = stem[: _LONGEST - len(suffix)].strip(" .")
    return (stem or "文件") + suffix


def content_disposition(name: str) -> str:
    """The header that makes a browser save the file under this name (RFC 6266, filename* for Chinese)."""
    return content_disposition_header(as_attachment=True, filename=clean_name(name))
