"""Which column of a workbook is which of the schema: by titles and aliases, by what was remembered, by a person."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from communities.lib.intake.reading import Cell, Value
from communities.lib.intake.scanning import letters
from communities.lib.intake.schema import Column, Sheet

HEAD_ROWS = 20  # a header stands in the first rows
DEEPEST = 3  # rows of a header with merged upper cells
_IGNORED = re.compile(r"[\s*＊:：()（）\[\]【】、,，.。/／_-]+")
_UNIT = re.compile(r"[（(【\[](?:单位[:：])?(?:元|亩|㎡|平方米|股|人|必填|选填|万元)[）)】\]]")


@dataclass(frozen=True)
class Header:
    """The header found on a sheet: its last row (from 1), and what stands over each column from A on."""

    row: int
    titles: tuple[str, ...]

    @property
    def signature(self) -> str:
        """Equal for workbooks with the same columns in the same order; how a mapping is remembered."""
        return hashlib.sha256("\n".join(map(plain, self.titles)).encode()).hexdigest()

    def choices(self) -> list[tuple[str, str]]:
        """(letter, "letter title") of each column that has one, for the mapping screen."""
        return [(letters(n), f"{letters(n)} 列：{title}") for n, title in enumerate(self.titles) if title]


@dataclass(frozen=True)
class Layout:
    """Where the columns of a sheet stand: `tab` is the sheet's name in the workbook, `columns` key → index from 0."""

    sheet: Sheet
    tab: str
    header: Header
    columns: Mapping[str, int]

    def missing(self) -> list[Column]:
        """Required columns that stand nowhere."""
        return [column for column in self.sheet.columns if column.required and column.key not in self.columns]

    def strange(self) -> list[str]:
        """Titles over columns that are not taken in."""
        return [title for n, title in enumerate(self.header.titles) if title and n not in self.columns.values()]

    def address(self, row: int, column: str) -> str:
        """The cell's address, or the row where the column stands nowhere."""
        return f"{letters(self.columns[column])}{row}" if column in self.columns else f"第{row}行"


def plain(title: str) -> str:
    """A title as it is compared: half-width, without units, marks and spaces."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", _UNIT.sub("", title))).lower()


def find_tab(sheet: Sheet, tabs: Sequence[str], only: bool = False) -> str:
    """The tab that holds the sheet, by name or alias; with `only` a single tab is it whatever its name."""
    wanted = {plain(name) for name in (sheet.title, *sheet.aliases)}
    named = [tab for tab in tabs if plain(tab) in wanted]
    if named:
        return named[0]
    return tabs[0] if only and len(tabs) == 1 else ""


def find_header(sheet: Sheet, rows: Sequence[Sequence[Value]]) -> Header:
    """The header among the first rows: the one under which most columns are recognised, the shallowest of equals."""
    best, found = -1.0, Header(1, ())
    for last in range(min(len(rows), HEAD_ROWS)):
        for depth in range(1, min(DEEPEST, last + 1) + 1):
            titles = _titles(rows[last - depth + 1 : last + 1])
            score = len(match(sheet, titles)) - depth * 0.1
            if score > best:
                best, found = score, Header(last + 1, titles)
    return found


def match(sheet: Sheet, titles: Sequence[str]) -> dict[str, int]:
    """Column key → index, by title first and alias second; one column of the workbook is taken once."""
    places: dict[str, int] = {}
    for number, title in enumerate(titles):
        for name in (plain(title), plain(title.rpartition("·")[2])):
            places.setdefault(name, number)
    places.pop("", None)
    found: dict[str, int] = {}
    for names in (lambda column: (column.title,), lambda column: column.aliases):
        for column in sheet.columns:
            number = next((places[plain(name)] for name in names(column) if plain(name) in places), None)
            if number is not None and column.key not in found and number not in found.values():
                found[column.key] = number
    return found


def by_letters(sheet: Sheet, chosen: Mapping[str, str]) -> dict[str, int]:
    """A remembered or chosen mapping, column key → letter, as indexes."""
    known = {column.key for column in sheet.columns}
    places = {letters(number): number for number in range(256)}
    return {key: places[letter] for key, letter in chosen.items() if key in known and letter in places}


def letters_of(columns: Mapping[str, int]) -> dict[str, str]:
    """The inverse: column key → letter."""
    return {key: letters(number) for key, number in columns.items()}


def _titles(rows: Sequence[Sequence[Value]]) -> tuple[str, ...]:
    """The titles of a header of one to three rows; a merged upper cell stands over the columns to its right."""
    width = max(map(len, rows), default=0)
    lines = [[_word(row[n]) if n < len(row) else "" for n in range(width)] for row in rows]
    for upper in lines[:-1]:
        for n in range(1, width):
            upper[n] = upper[n] or (upper[n - 1] if any(line[n] for line in lines[1:]) else "")
    titles = (dict.fromkeys(filter(None, column)) for column in zip(*lines, strict=True))
    return tuple("·".join(parts)[:80] for parts in titles)


def _word(cell: Value) -> str:
    return "" if cell is None or isinstance(cell, Cell) else str(cell).strip()
