"""Workbooks as an office would have filled them in: the register's own template, sealed columns and sums included."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from communities.lib.intake.blank import HEADER_ROW, blank_workbook, first_row
from communities.lib.intake.schema import Book, Sheet
from communities.models import Place

Lines = Sequence[Mapping[str, Any]]


def filled(book: Book, place: Place, rows: Mapping[str, Lines]) -> bytes:
    """The template of the book for the place with `rows` by sheet key; every value is the typed one of its column."""
    made = load_workbook(BytesIO(blank_workbook(book, place.code, place.name, rows)))
    for sheet in book.sheets:
        lines = rows.get(sheet.key, ())
        _write_sealed(made[sheet.title], sheet, lines)
        _write_totals(made[sheet.title], sheet, lines)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _write_sealed(page: Worksheet, sheet: Sheet, lines: Lines) -> None:
    sealed = [(place, column.key) for place, column in enumerate(sheet.columns, 1) if column.is_sealed]
    for number, line in enumerate(lines, first_row(sheet)):
        for place, key in sealed:
            if line.get(key):
                page.cell(number, place, str(line[key])).number_format = "@"


def _write_totals(page: Worksheet, sheet: Sheet, lines: Lines) -> None:
    for place, column in enumerate(sheet.columns, 1):
        if column.key in sheet.totals:
            page.cell(HEADER_ROW + 1, place, sum(line.get(column.key) or 0 for line in lines))
