"""A filtered list as a workbook, from the very heads and rows that are on the screen."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

from communities.exports import sheets_response
from communities.lib import clock
from communities.lib.workbooks import Column, Kind, Sheet


def workbook_response(name: str, heads: Sequence[str], rows: Iterable[Sequence]) -> HttpResponse:
    """A download `<name><today>.xlsx` with one sheet: columns of whole numbers and of decimals stay numbers."""
    values = [tuple(map(_plain, row)) for row in rows]
    columns = [_column(head, [row[index] for row in values]) for index, head in enumerate(heads)]
    sheet = Sheet(name, columns, values, heading=(f"{name}（{clock.today()}）",))
    return sheets_response(f"{name}{clock.today()}", [sheet])


def _column(head: str, values: list) -> Column:
    width = max([2 * len(head) + 4, *(2 * len(str(value)) + 2 for value in values[:200])])
    return Column(head, min(max(width, 10), 60), _kind(values), wrap=width > 60)


def _kind(values: list) -> Kind:
    """Whole numbers stay numbers; so do decimals, as money with two places and as areas with more."""
    if values and all(type(value) is int for value in values):
        return "int"
    given = [value for value in values if value != ""]
    if not given or not all(type(value) is Decimal for value in given):
        return "text"
    return "money" if all(value.as_tuple().exponent >= -2 for value in given) else "area"


def _plain(value: Any) -> int | str | Decimal:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case int() | Decimal():
            return value
        case datetime():
            return clock.to_minute(value)
        case date():
            return value.isoformat()
        case _:
            return str(value)
