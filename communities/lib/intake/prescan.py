"""The look at a workbook's zip before any library opens it. Runs in the child; stdlib only, so that it starts fast.

Spreadsheet libraries trust what a file says of itself: they unpack bombs, allocate up to the farthest cell and pass
over formulas and error values in silence. What is found here is either refused or told to the reader.
"""

import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import join, normpath
from xml.parsers import expat

from communities.lib.intake.emptiness import EmptyCells, empty_shared

MAX_MEMBERS = 200
MAX_COLUMNS = 256
MAX_SHEETS = 60
_CHUNK = 256 * 1024
_MACRO = re.compile(r"vbaproject|vbadata|/activex/|macrosheets|/embeddings/|/externallinks/", re.IGNORECASE)
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_BROKEN = "工作簿已损坏或不是正常的 .xlsx 文件，无法读取；请用 Office 或 WPS 打开后另存，再上传。"


class Unreadable(Exception):  # noqa: N818 - shown to the reader like a refusal
    """The workbook is refused as a whole; the sentence says why and what to do."""


@dataclass
class SheetScan:
    """What a sheet's XML holds: its last row with a value, the cells (row, column from 0) of formulas and errors."""

    last_row: int = -1
    last_column: int = -1
    filled: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)


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
            return _Scanner(sheet, max_rows).run(self.zip.open(self.parts[sheet]))
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
            while chunk := file.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise Unreadable(f"工作簿解压后超过 {most // 1024 // 1024} MB；请删去多余内容或拆分后上传。")
                # Without NULs the search also sees through UTF-16.
                if _DTD.search((tail + chunk).replace(b"\0", b"")):
                    raise Unreadable("工作簿含有外部定义（DTD）；请用 Office 或 WPS 另存后上传。")
                tail = chunk[-32:]


class _Scanner:
    """Walks the cells of one sheet in document order."""

    def __init__(self, sheet: str, max_rows: int) -> None:
        self.sheet, self.max_rows = sheet, max_rows
        self.found = SheetScan()
        self.row = self.column = -1
        self.seen_row = -1
        self.counted = False
        self.handlers = {"row": self._row, "c": self._cell, "f": self._formula, "v": self._value, "is": self._value}

    def run(self, source) -> SheetScan:
        parser = _parser()
        parser.StartElementHandler = self._start
        with source:
            while chunk := source.read(_CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
        return self.found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        handler = self.handlers.get(name) or self.handlers.get(name.rpartition(":")[2])
        if handler:
            handler(attributes)

    def _row(self, attributes: dict[str, str]) -> None:
        number = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
        if number <= self.seen_row:
            raise Unreadable(f"表“{self.sheet}”中第 {number + 1} 行出现两次或行序颠倒；请用 Office 或 WPS 另存后上传。")
        self.row = self.seen_row = number
        self.column = -1

    def _cell(self, attributes: dict[str, str]) -> None:
        self.counted = False
        self.error = attributes.get("t") == "e"
        address = attributes.get("r")
        row, column = position(address) if address else (self.row, self.column + 1)
        if row != self.row or column <= self.column:
            raise Unreadable(f"表“{self.sheet}”中单元格 {address} 出现两次或位置错乱；请用 Office 或 WPS 另存后上传。")
        self.column = column

    def _formula(self, attributes: dict[str, str]) -> None:
        self._count()
        self.found.formulas.add((self.row, self.column))

    def _value(self, attributes: dict[str, str]) -> None:
        self._count()
        if self.error:
            self.found.errors.add((self.row, self.column))

    def _count(self) -> None:
        if self.counted:
            return
        self.counted = True
        found = self.found
        found.filled += 1
        found.last_row = self.row
        found.last_column = max(found.last_column, self.column)
        if self.row >= self.max_rows or self.column >= MAX_COLUMNS:
            where = f"{letters(self.column)}{self.row + 1}"
            raise Unreadable(
                f"表“{self.sheet}”的单元格 {where} 有内容，超出可导入的范围（{self.max_rows} 行、{MAX_COLUMNS} 列）；"
                "请删去多余内容，或分成几份工作簿。"
            )


def letters(column: int) -> str:
    """The column's letters, counted from 0: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def position(address: str) -> tuple[int, int]:
    """Row and column of an address such as C5, counted from 0; raises ValueError."""
    found = _ADDRESS.fullmatch(address)
    if not found:
        raise ValueError(address)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _no_doctype(*args: object) -> None:
    raise Unreadable("工作簿含有外部定义（DTD）；请用 Office 或 WPS 另存后上传。")


def _elements(content: bytes, name: str) -> list[dict[str, str]]:
    """The attributes, without their prefixes, of every element of that name."""
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == name:
            found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})

    parser = _parser()
    parser.StartElementHandler = start
    parser.Parse(content, True)
    return found


def _target(folder: str, link: dict[str, str]) -> str:
    target = link.get("Target", "")
    return target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
