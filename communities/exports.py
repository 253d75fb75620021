"""A filtered list as a workbook: the view passes the very rows it shows."""

from collections.abc import Sequence
from io import BytesIO

from django.http import HttpResponse

from communities.lib.files import content_disposition
from communities.lib.workbooks import Sheet, write

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_response(filename: str, sheets: Sequence[Sheet]) -> HttpResponse:
    """A download of the sheets; `filename` without its extension."""
    content = BytesIO()
    write(sheets, content)
    headers = {"Content-Disposition": content_disposition(f"{filename}.xlsx")}
    return HttpResponse(content.getvalue(), content_type=XLSX, headers=headers)
