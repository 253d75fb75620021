"""A filtered list as a workbook: exactly the rows on the screen, every text as text."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

from communities.lib import clock
from communities.lib.files import content_disposition

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 20_000


def workbook_response(name: str, heads: Sequence[str], rows: Iterable[Sequence]) -> HttpResponse:
    """A download `<name><today>.xlsx` with one sheet. Whole numbers stay numbers, all else is written as text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}1"
    for index, head in enumerate(heads, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = max(12, 2 * len(head) + 4)
    sheet.append([_text_cell(sheet, head) for head in heads])
    for _, row in zip(range(MOST_ROWS), rows, strict=False):
        sheet.append([value if type(value) is int else _text_cell(sheet, _plain(value)) for value in row])
    out = BytesIO()
    book.save(out)
    headers = {"Content-Disposition": content_disposition(f"{name}{clock.today()}.xlsx")}
    return HttpResponse(out.getvalue(), content_type=XLSX, headers=headers)


def _text_cell(sheet, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # a text that begins with “=” would be taken for a formula
    return cell


def _plain(value) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return f"{value.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case _:
            return ILLEGAL_CHARACTERS_RE.sub("", str(value))
