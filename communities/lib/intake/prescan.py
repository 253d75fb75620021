"""The look at a workbook's zip before any library opens it. Runs in the child; stdlib only, so that it starts fast.

Spreadsheet libraries trust what a file says of itself: they unpack bombs, allocate up to the farthest cell and pass
over formulas and error values in silence. What is found here is either refused or told to the reader.
"""

import re
import zipfile
from io import BytesIO
from posixpath import join, normpath

from communities.lib.intake.emptiness import EmptyCells, empty_shared
from communities.lib.intake.scanning import CHUNK, Scanner, SheetScan, Unreadable, parser_of, position

MAX_MEMBERS = 200
MAX_SHEETS = 60
_MACRO = re.compile(r"vbaproject|vbadata|/activex/|macrosheets|/embeddings/|/externallinks/", re.IGNORECASE)
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_BROKEN = "工作簿已损坏或不是正常的 .xlsx 文件，无法读取；请用 Office 或 WPS 打开后另存，再上传。"


class Archive:
    """A workbook whose zip has been looked through. Raises Unreadable."""

    def __init__(self, content: bytes, max_inflated: int) -> None:
        try:
            self.zip = zipfile.ZipFile(BytesIO(content))
            _check_members(self.zip)
            _inflate_all(self.zip, max_inflated)
            self.parts = self._sheet_parts()
        except Unreadable:
            raise
        except Exception as fault:  # zipfile, zlib and expat raise a dozen kinds on hostile input
            raise Unreadable(_BROKEN) from fault

    def scan(self, sheet: str, max_rows: int) -> SheetScan:
        """Look through one sheet; a value beyond `max_rows` or column 256 refuses the workbook."""
        try:
            return Scanner(sheet, max_rows).run(self.zip.open(self.parts[sheet]))
        except Unreadable:
            raise
        except Exception as fault:
            raise Unreadable(_BROKEN) from fault

    def count_empty(self, sheet: str, but: set[tuple[int, int]]) -> int:
        """How many filled cells of the sheet, `but` those, hold a text of no characters at all."""
        try:
            tables = [name for name in self.zip.namelist() if name.lower().endswith("/sharedstrings.xml")]
            shared = empty_shared(self.zip.read(tables[0])) if tables else []
            return len(EmptyCells(shared, position).run(self.zip.read(self.parts[sheet])) - but)
        except Exception as fault:
            raise Unreadable(_BROKEN) from fault

    def _sheet_parts(self) -> dict[str, str]:
        """The part of each sheet by the sheet's name, in the order of the tabs."""
        main = next(
            (_target("", each) for each in _elements(self.zip.read("_rels/.rels"), "Relationship")
             if each.get("Type", "").endswith("/officeDocument")), "",
        )  # fmt: skip
        folder, _, name = main.rpartition("/")
        links = {
            each.get("Id"): _target(folder, each)
            for each in _elements(self.zip.read(f"{folder}/_rels/{name}.rels"), "Relationship")
        }
        sheets = _elements(self.zip.read(main), "sheet")
        found = {each["name"]: links[each["id"]] for each in sheets}
        if len(found) != len(sheets) or not found:
            raise Unreadable(_BROKEN)
        if len(found) > MAX_SHEETS:
            raise Unreadable(f"工作簿有 {len(found)} 张表，超过 {MAX_SHEETS} 张；请只保留要导入的表。")
        names = set(self.zip.namelist())
        return {sheet: part for sheet, part in found.items() if part in names}


def _check_members(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(members) > MAX_MEMBERS:
        raise Unreadable(f"工作簿内部有 {len(members)} 个部件，超过 {MAX_MEMBERS} 个；请另存为普通 .xlsx 后上传。")
    if any(member.flag_bits & 1 for member in members) or "EncryptedPackage" in names:
        raise Unreadable("工作簿设有密码；请去掉密码后上传。")
    if len({name.lower() for name in names}) != len(names):
        raise Unreadable(_BROKEN)
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise Unreadable(_BROKEN)
    if any(_MACRO.search(name) for name in names):
        raise Unreadable("工作簿含有宏、控件、嵌入对象或外部链接；请断开链接，另存为不含宏的 .xlsx 后上传。")
    if "[Content_Types].xml" not in names or "_rels/.rels" not in names:
        raise Unreadable(_BROKEN)


def _inflate_all(archive: zipfile.ZipFile, most: int) -> None:
    """Unpack everything once within the limit, whatever sizes it claims, and look for DTDs."""
    left = most
    for member in archive.infolist():
        tail = b""
        with archive.open(member) as file:
            while chunk := file.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise Unreadable(f"工作簿解压后超过 {most // 1024 // 1024} MB；请删去多余内容或拆分后上传。")
                # Without NULs the search also sees through UTF-16.
                if _DTD.search((tail + chunk).replace(b"\0", b"")):
                    raise Unreadable("工作簿含有外部定义（DTD）；请用 Office 或 WPS 另存后上传。")
                tail = chunk[-32:]


def _elements(content: bytes, name: str) -> list[dict[str, str]]:
    """The attributes, without their prefixes, of every element of that name."""
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == name:
            found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})

    parser_of(start).Parse(content, True)
    return found


def _target(folder: str, link: dict[str, str]) -> str:
    target = link.get("Target", "")
    return target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
