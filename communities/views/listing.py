"""What every filtered list has: a page of the rows, the filter carried along, the address of its export."""

from django.core.paginator import Paginator
from django.http import HttpRequest


def listed(request: HttpRequest, rows, export: str, size: int = 50) -> dict:
    """`page`, `query` and `export_url` for the template; `export` is the address of the export."""
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "page": Paginator(rows, size).get_page(request.GET.get("page")),
        "query": f"{query.urlencode()}&" if query else "",
        "export_url": f"{export}?{query.urlencode()}",
    }
