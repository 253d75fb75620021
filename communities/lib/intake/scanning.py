"""The look through one sheet's XML: where it ends, which cells are formulas or errors, that each cell stands once."""

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

MAX_COLUMNS = 256
CHUNK = 256 * 1024
MOST_SHAPES = 500
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ROW = re.compile(rb'\s*<row r="([1-9][0-9]{0,6})"')
_ROW_END = b"</row>"
_TEXT = re.compile(rb">[^<]+<")


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


class Scanner:
    """Walks the cells of one sheet in document order.

    A parser calls back for every tag, which takes longer than reading the sheet. The rows of a register look alike,
    though: a row is parsed by itself without its texts and, when its shape (the tags, its own number left open) comes
    again, counted as it was counted then; most rows have the shape of the row before. Whatever is no such row goes
    through the parser as it stands.
    """

    def __init__(self, sheet: str, max_rows: int) -> None:
        self.sheet, self.max_rows = sheet, max_rows
        self.found = SheetScan()
        self.row = self.column = -1
        self.seen_row = -1
        self.counted = False
        self.handlers = {"row": self._row, "c": self._cell, "f": self._formula, "v": self._value, "is": self._value}
        self.parser = parser_of(self._start)
        self.shapes: dict[bytes, SheetScan | None] = {}
        self.before = b""
        self.alike, self.same = re.compile(rb"(?!)"), SheetScan()

    def run(self, source) -> SheetScan:
        rest = b""
        with source:
            while chunk := source.read(CHUNK):
                rest = self._rows(rest + chunk)
                if len(rest) > CHUNK:  # a row as long as this is none of ours
                    self.parser.Parse(rest, False)
                    rest = b""
        self.parser.Parse(rest, True)
        return self.found

    def _rows(self, text: bytes) -> bytes:
        """Look through every whole row of the text; what is left follows the last of them."""
        at = 0
        while True:
            if (alike := self.alike.match(text, at)) and self._take(alike[1], self.same):
                at = alike.end()
                continue
            end = text.find(_ROW_END, at) + len(_ROW_END)
            if end < len(_ROW_END):
                return text[at:]
            row = text[at:end]
            begins = _ROW.match(row)
            if not (begins and self._take(begins[1], self._known(row, begins[1]))):
                self.parser.Parse(row, False)
            at = end

    def _take(self, number: bytes, known: SheetScan | None) -> bool:
        """Count a row as one of its shape; False where it is to be parsed as it stands."""
        row = int(number) - 1
        if known is None or not self.seen_row < row < self.max_rows:
            return False
        self.row = self.seen_row = row
        if known.filled:
            found = self.found
            found.filled += known.filled
            found.last_row, found.last_column = row, max(found.last_column, known.last_column)
            found.formulas.update((row, column) for _, column in known.formulas)
            found.errors.update((row, column) for _, column in known.errors)
        return True

    def _known(self, text: bytes, number: bytes) -> SheetScan | None:
        """What a row of this shape holds; None where the row is to be parsed as it stands."""
        shape = _TEXT.sub(b"><", text).replace(number + b'"', b'#"')
        if shape not in self.shapes and len(self.shapes) < MOST_SHAPES:
            self.shapes[shape] = self._alone(shape, number)
        known = self.shapes.get(shape)
        if known and shape == self.before:
            self.alike, self.same = _alike(shape), known
        self.before = shape
        return known

    def _alone(self, shape: bytes, number: bytes) -> SheetScan | None:
        """What a row of that shape holds; None where it is not one whole row in itself."""
        if shape.count(b"<row") != 1 or b"<!" in shape or b"<?" in shape:
            return None
        row = Scanner(self.sheet, self.max_rows)
        try:
            row.parser.Parse(shape.replace(b'#"', number + b'"'), True)
        except (Unreadable, expat.ExpatError, ValueError):
            return None
        return row.found

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


@functools.lru_cache
def _alike(shape: bytes) -> re.Pattern[bytes]:
    """What every row of a shape matches, whatever its number and its texts; the group is the number."""
    first, *rest = re.escape(shape).replace(b"><", b">[^<]*+<").split(rb'\#"')
    return re.compile(first + b'([1-9][0-9]{0,6})"' + b'\\1"'.join(rest))


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


def parser_of(start: Callable[[str, dict[str, str]], None]) -> expat.XMLParserType:
    """A parser that tells the tags and refuses a document type."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = start
    return parser


def _no_doctype(*args: object) -> None:
    raise Unreadable("工作簿含有外部定义（DTD）；请用 Office 或 WPS 另存后上传。")
