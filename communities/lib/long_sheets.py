"""The rows of a long sheet as the XML of its part, a piece at a time: no cell objects, no second copy of the rows.

Values come in as they are written: text that is no formula, whole numbers, Decimal, date or naive datetime.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

ROWS_AT_ONCE = 1_000
END = b"</sheetData>"
_NEEDS_CARE = re.compile(r"[&<>\n]|^ | $")

StyledValue = tuple[Any, int]  # a value and the number of its style in the workbook


def with_rows(part: bytes, rows: Iterable[Sequence[StyledValue]], start: int) -> Iterator[bytes]:
    """The part of a sheet, whose rows so far are above the row `start`, with these rows below them."""
    head, _, tail = part.partition(END)
    yield head
    yield from _pieces(iter(rows), start)
    yield END + tail


def _pieces(rows: Iterator[Sequence[StyledValue]], start: int) -> Iterator[bytes]:
    letters = [get_column_letter(number) for number in range(1, 257)]
    while portion := list(islice(rows, ROWS_AT_ONCE)):
        lines = []
        for number, row in enumerate(portion, start):
            lines.append(f'<row r="{number}">')
            lines += [_cell(f"{letter}{number}", *pair) for letter, pair in zip(letters, row, strict=False)]
            lines.append("</row>")
        yield "".join(lines).encode()
        start += len(portion)


def _cell(address: str, value: Any, style: int) -> str:
    if isinstance(value, str):
        if not value:
            return f'<c r="{address}" s="{style}"/>'
        space = ""
        if _NEEDS_CARE.search(value):
            value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            space = ' xml:space="preserve"'
        return f'<c r="{address}" s="{style}" t="inlineStr"><is><t{space}>{value}</t></is></c>'
    if isinstance(value, date):
        value = to_excel(value)
    written = f"{value:f}" if isinstance(value, Decimal) else value  # no 1E+3
    return f'<c r="{address}" s="{style}"><v>{written}</v></c>'
