"""Workbooks of a roll as a clerk fills them in."""

from io import BytesIO

import openpyxl

from communities.lib.intake import blank
from communities.lib.intake.schema import Book
from shareholders.intake import BOOK
from tests.shareholders.roll_makers import id_number


def row(household: str, name: str, relation: str = "户主", **given) -> dict:
    return {"household": household, "name": name, "relation": relation, "id_number": id_number(), **given}


def filled(*rows: dict, code: str = "", place: str = "大窑", book: Book = BOOK) -> bytes:
    """The blank workbook of one sheet with these rows typed in."""
    workbook, sheet = openpyxl.load_workbook(BytesIO(blank.blank_workbook(book, code, place))), book.sheets[0]
    page = workbook[sheet.title]
    for number, given in enumerate(rows, blank.first_row(sheet)):
        for at, column in enumerate(sheet.columns, 1):
            if given.get(column.key) is not None:
                page.cell(number, at, given[column.key])
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()
