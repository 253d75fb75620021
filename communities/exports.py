"""Sheets as a download; a plain list is made into its sheet by `communities.views.exporting`."""

from collections.abc import Sequence
from io import BytesIO

from django.http import HttpResponse

from communities.lib.files import content_disposition
from communities.lib.workbooks import Sheet, write

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheets_response(filename: str, sheets: Sequence[Sheet]) -> HttpResponse:
    """A download of the sheets; `filename` without its extension."""
    content = BytesIO()
    write(sheets, content)
    headers = {"Content-Disposition": content_disposition(f"{filename}.xlsx")}
    return HttpResponse(content.getvalue(), content_type=XLSX, headers=headers)
