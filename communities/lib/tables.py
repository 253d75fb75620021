"""Rows for the `data_table` component: plain values in, cells with their heads out."""

from collections.abc import Iterable
from decimal import Decimal


def table(*heads: str, rows: Iterable[Iterable]) -> dict[str, list]:
    """`heads` and `rows` for the component. A cell is a value or a dict of `text`, `url`, `tone`."""
    drawn = [[_cell(value, head) for value, head in zip(row, heads, strict=True)] for row in rows]
    numeric = [bool(drawn) and all(cell["num"] for cell in column) for column in zip(*drawn, strict=True)]
    columns = zip(heads, numeric or [False] * len(heads), strict=True)
    return {"heads": [{"label": head, "num": num} for head, num in columns], "rows": drawn}


def figure(text: str, value: Decimal | None) -> dict:
    """A cell at the right: `text` on the page, `value` in a workbook."""
    return {"text": text, "num": True, "value": value}


def bare(row: Iterable) -> list:
    """The cells of a row without links and colours, as they go into a workbook: figures as numbers."""
    return [cell.get("value", cell["text"]) if isinstance(cell, dict) else cell for cell in row]


def _cell(value, head: str) -> dict:
    cell = value if isinstance(value, dict) else {"text": "" if value is None else value}
    return {"label": head, "num": isinstance(cell["text"], int), **cell}
