"""A filtered list as a workbook, from the very heads and rows that are on the screen."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse

from communities import exports
from communities.lib import clock
from communities.lib.workbooks import Column, Sheet


def workbook_response(name: str, heads: Sequence[str], rows: Iterable[Sequence]) -> HttpResponse:
    """A download `<name><today>.xlsx` with one sheet: a column of whole numbers stays numbers, all else is text."""
    values = [[_plain(value) for value in row] for row in rows]
    columns = [_column(head, [row[index] for row in values]) for index, head in enumerate(heads)]
    sheet = Sheet(name, columns, values, heading=(f"{name}（{clock.today()}）",))
    return exports.workbook_response(f"{name}{clock.today()}", [sheet])


def _column(head: str, values: list) -> Column:
    numeric = bool(values) and all(type(value) is int for value in values)
    width = max([2 * len(head) + 4, *(2 * len(str(value)) + 2 for value in values[:200])])
    return Column(head, min(max(width, 10), 60), "int" if numeric else "text", wrap=width > 60)


def _plain(value: Any) -> int | str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case int():
            return value
        case datetime():
            return f"{value.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case _:
            return str(value)
