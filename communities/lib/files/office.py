"""Workbooks and documents (OOXML): a plain zip of XML without macros, DTDs, passwords, or links to other files."""

import re
import zipfile
from io import BytesIO
from typing import Literal
from urllib.parse import unquote

from defusedxml import ElementTree

from communities.lib.errors import Refused

MAX_MEMBERS = 2_000
MAX_INFLATED = 128 * 1024 * 1024  # a full roll of 68,000 members unpacks to 67 MB
MAX_INDEX = 4 * 1024 * 1024
_CHUNK = 256 * 1024
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_MAIN_PARTS: dict[str, Literal["xlsx", "docx"]] = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
}
_MACRO = re.compile(r"vbaproject|vbadata|/activex/|macrosheets|\.bin$|/embeddings/", re.IGNORECASE)
# Printer settings are in every printed workbook; a chart in a document carries its table.
_HARMLESS = re.compile(r"xl/printerSettings/printerSettings\d+\.bin|word/embeddings/[^/]+\.xlsx")
# An absolute address other than a drive of the reader's own machine.
_REMOTE = re.compile(r"(?!file:///[A-Za-z]:[\\/])(?:[A-Za-z][\w+.-]+:|[\\/]{2})")
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_BROKEN = "文件已损坏，无法读取；请用Office或WPS打开后另存，再上传。"


def check_office(content: bytes) -> Literal["xlsx", "docx"]:
    """Which of the two it is; raises Refused."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_members(content, archive)
            parts = _read_xml_parts(archive)
            _check_links(parts)
            return _main_part(parts, set(archive.namelist()))
    except Refused:
        raise
    except Exception as fault:  # zipfile, zlib and the XML parser raise a dozen kinds on hostile input
        raise Refused(_BROKEN) from fault


def _check_members(content: bytes, archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if content[-22:-18] != b"PK\x05\x06" or archive.comment or len({name.lower() for name in names}) != len(names):
        raise Refused(_BROKEN)
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise Refused(_BROKEN)
    if any(member.flag_bits & 1 for member in members):
        raise Refused("文件设有密码；请去掉密码后上传。")
    if len(members) > MAX_MEMBERS:
        raise Refused(f"文件内部超过{MAX_MEMBERS}个部件；请拆分后上传。")
    if any(_MACRO.search(name) and not _HARMLESS.fullmatch(name) for name in names):
        raise Refused("文件含有宏、控件或嵌入对象；请另存为不含宏的.xlsx或.docx后上传。")


def _read_xml_parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Unpack everything within the limit, whatever sizes it claims; returns the small parts that say what is where."""
    parts: dict[str, bytes] = {}
    left = MAX_INFLATED
    for member in archive.infolist():
        name = member.filename.lower()
        keep = name == "[content_types].xml" or name.endswith(".rels")
        tail, kept = b"", []
        with archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise Refused(f"文件解压后超过{MAX_INFLATED // 1024 // 1024}MB；请拆分后上传。")
                # Without NULs the search also sees through UTF-16.
                window = (tail + chunk).replace(b"\0", b"")
                if name.endswith((".xml", ".rels", ".vml")) and _DTD.search(window):
                    raise Refused("文件含有外部定义（DTD）；请用Office或WPS另存后上传。")
                tail = chunk[-32:]
                if keep:
                    kept.append(chunk)
        if sum(map(len, kept)) > MAX_INDEX:
            raise Refused(_BROKEN)
        if keep:
            parts[name] = b"".join(kept)
    return parts


def _main_part(parts: dict[str, bytes], names: set[str]) -> Literal["xlsx", "docx"]:
    root = ElementTree.fromstring(parts["[content_types].xml"], forbid_dtd=True)
    found = [
        _MAIN_PARTS[kind]
        for entry in root.iter(f"{_TYPES}Override")
        if (kind := entry.get("ContentType", "")) in _MAIN_PARTS and entry.get("PartName", "").lstrip("/") in names
    ]
    if len(found) != 1:
        raise Refused("文件不是XLSX工作簿或DOCX文档（或带有宏）；请用Office或WPS另存为.xlsx或.docx后上传。")
    return found[0]


def _check_links(parts: dict[str, bytes]) -> None:
    """A hyperlink waits for a click; any other address is fetched by whoever opens the file."""
    for name, part in parts.items():
        if not name.endswith(".rels"):
            continue
        for link in ElementTree.fromstring(part, forbid_dtd=True):
            fetched = link.get("TargetMode") == "External" and not link.get("Type", "").endswith("/hyperlink")
            if fetched and _REMOTE.match(unquote(link.get("Target", "")).strip()):
                raise Refused("文件引用了外部文件或网址上的内容；请在Office或WPS中断开链接后上传。")
