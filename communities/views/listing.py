"""What every filtered list has: a page of the rows, the filter carried along, the address of its export."""

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

MOST = 10_000  # how far a reader turns pages; the export has every row


class InTurn:
    """The rows of many registers as one list, register by register, counted only as far as anybody turns pages.

    Sorting seven million rows for the first fifty takes minutes: within a register `order` is cheap.
    """

    def __init__(self, rows: QuerySet, register: str, keys: Sequence[int], order: Sequence[str]) -> None:
        self.rows, self.register, self.keys, self.order = rows, register, keys, order
        self.sizes: list[tuple[int, int]] = []

    def count(self) -> int:
        """How many there are, at most `MOST`."""
        if not self.sizes:
            total = 0
            for key in self.keys:
                if total >= MOST:
                    break
                size = self.rows.filter(**{self.register: key}).order_by().count()
                self.sizes.append((key, size))
                total += size
        return min(sum(size for _, size in self.sizes), MOST)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, wanted: slice) -> list:
        self.count()
        found, start, left = [], wanted.start or 0, wanted.stop - (wanted.start or 0)
        for key, size in self.sizes:
            if start < size and left > 0:
                rows = self.rows.filter(**{self.register: key}).order_by(*self.order)[start : start + left]
                found += rows
                left -= min(size - start, left)
            start = max(start - size, 0)
        return found


class Among:
    """Rows found already, by their keys in order: a page of them is read whole, the others not at all."""

    def __init__(self, rows: QuerySet, keys: Sequence) -> None:
        self.rows, self.keys = rows, keys

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, wanted: slice) -> list:
        found = self.rows.in_bulk(self.keys[wanted])
        return [found[key] for key in self.keys[wanted] if key in found]


def listed(request: HttpRequest, rows, export: str, size: int = 50) -> dict:
    """`page`, `query` and `export_url` for the template; `export` is the address of the export."""
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "page": Paginator(rows, size).get_page(request.GET.get("page")),
        "query": f"{query.urlencode()}&" if query else "",
        "export_url": f"{export}?{query.urlencode()}",
    }
