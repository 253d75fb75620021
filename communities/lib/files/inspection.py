"""The gate of every upload: what a file is, is decided by its content; its name and declared type count for nothing."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Literal

from communities.lib.errors import Refused
from communities.lib.files.images import cleaned_image
from communities.lib.files.names import clean_name
from communities.lib.files.office import check_office
from communities.lib.files.papers import MAX_PAGES, check_pdf

MAX_BYTES = 25 * 1024 * 1024
Kind = Literal["pdf", "jpg", "png", "xlsx", "docx"]
_CHUNK = 64 * 1024
_MEDIA_TYPES: dict[Kind, str] = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class Accepted:
    """A file that may be stored. `size` (bytes) and `sha256` are of `content`, in which an image is encoded anew."""

    kind: Kind
    name: str
    sha256: str
    size: int
    content: bytes

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self.kind]

    @property
    def extension(self) -> str:
        return self.kind


def inspect(stream: BinaryIO, name: str, max_bytes: int = MAX_BYTES, most_pages: int = MAX_PAGES) -> Accepted:
    """Read an upload, at most `max_bytes` of it, and accept it as one of the five kinds, or raise Refused.

    `name` is what the uploader called it; the accepted name carries the suffix of what the file is.
    """
    content = _read(stream, max_bytes)
    kind, content = _examined(content, most_pages)
    return Accepted(kind, clean_name(name, kind), hashlib.sha256(content).hexdigest(), len(content), content)


def _read(stream: BinaryIO, max_bytes: int) -> bytes:
    parts, size = [], 0
    while part := stream.read(_CHUNK):
        size += len(part)
        if size > max_bytes:
            raise Refused(f"文件超过{max_bytes / 1024 / 1024:g}MB；请压缩或拆分后重新上传。")
        parts.append(part)
    if not size:
        raise Refused("文件是空的；请确认文件能正常打开后重新上传。")
    return b"".join(parts)


def _examined(content: bytes, most_pages: int) -> tuple[Kind, bytes]:
    if content.startswith(b"%PDF-"):
        check_pdf(content, most_pages)
        return "pdf", content
    for magic, examine in _BY_MAGIC.items():
        if content.startswith(magic):
            return examine(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("这是旧版或加密的Office文件；请去掉密码，另存为.xlsx或.docx后上传。")
    raise Refused("只接受PDF、JPG、PNG、XLSX、DOCX五种文件，此文件的内容不是其中任何一种；请转换后上传。")


def _office(content: bytes) -> tuple[Kind, bytes]:
    return check_office(content), content


_BY_MAGIC: dict[bytes, Callable[[bytes], tuple[Kind, bytes]]] = {
    b"\xff\xd8\xff": lambda content: ("jpg", cleaned_image(content, "JPEG")),
    b"\x89PNG\r\n\x1a\n": lambda content: ("png", cleaned_image(content, "PNG")),
    b"PK\x03\x04": _office,
}
