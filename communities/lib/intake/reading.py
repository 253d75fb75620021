"""Opening a workbook in a child of its own and reading its sheets portion by portion."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from communities.lib.errors import Refused
from communities.lib.intake import process
from communities.lib.intake.process import Limits
from communities.lib.intake.schema import Book

HEAD = 40  # rows in which a header may stand


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is no plain text or number: its kind (date, bool, other, formula, error) and what it holds."""

    kind: str
    value: Any = None


Value = str | int | float | Cell | None  # an empty cell is an empty text, or None where a row ends before it


@dataclass
class Portion:
    """Some rows of a sheet `of` so many; `start` is the number of the first one, counted from 1 as on screen."""

    start: int
    rows: list[list[Value]]
    of: int = 0


@dataclass
class Workbook:
    """An opened workbook: the names of its sheets as they stand on the tabs, and their rows on demand."""

    names: list[str]
    _child: subprocess.Popen[bytes]
    _wait: float

    def head(self, name: str, max_rows: int) -> list[list[Value]]:
        """The first rows of a sheet; raises Refused where it has a value beyond `max_rows`."""
        return [row for portion in self._ask(name, max_rows, HEAD) for row in portion.rows]

    def rows(self, name: str, max_rows: int) -> Iterator[Portion]:
        """Every row of the sheet from row 1 to the last one with a value; raises Refused beyond `max_rows`."""
        return self._ask(name, max_rows, max_rows)

    def _ask(self, name: str, max_rows: int, most: int) -> Iterator[Portion]:
        process.send(self._child, {"sheet": name, "rows": max_rows, "most": most})
        while not (message := process.receive(self._child, self._wait)[0]).get("end"):
            rows, start = message["rows"], message["start"]
            for row, column, kind, value in message["special"]:
                rows[row - start][column] = _special(kind, value)
            _mark(rows, message["marked"], start)
            yield Portion(start + 1, rows, message["of"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        process.stop(self._child)


def open_workbook(content: bytes, book: Book, limits: Limits | None = None) -> Workbook:
    """Open an uploaded workbook; use it as a context manager. Raises Refused with a sentence for the reader."""
    refuse_at_sight(content, book.max_bytes)
    limits = limits or Limits()
    opened = Workbook([], process.start("communities.lib.intake.child"), limits.wait)
    try:
        begin = {"memory": limits.memory, "seconds": limits.seconds, "inflated": book.max_inflated}
        process.send(opened._child, begin, content)
        opened.names = process.receive(opened._child, limits.wait)[0]["names"]
    except BaseException:
        opened.__exit__()
        raise
    return opened


def refuse_at_sight(content: bytes, most: int) -> None:
    """Raise Refused for what no workbook begins with, or for one beyond `most` bytes."""
    if len(content) > most:
        raise Refused(f"工作簿超过 {most // 1024 // 1024} MB；请删去图片和多余内容，或拆分后上传。")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("这是旧版 .xls 或设有密码的工作簿；请去掉密码，另存为 .xlsx 后上传。")
    if not content.startswith(b"PK"):
        raise Refused("这不是 .xlsx 工作簿；请下载空白工作簿填写，或把原表另存为 .xlsx 后上传。")


def _special(kind: str, value: Any) -> Cell:
    if kind == "b":
        return Cell("bool", value)
    if kind == "d":
        return Cell("date", datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))
    return Cell("other", value)


def _mark(rows: list[list[Value]], marked: list[list], start: int) -> None:
    for row, column, mark in marked:
        cells = rows[row - start]
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = (
            Cell("error") if mark == "e" else Cell("formula", None if cells[column] == "" else cells[column])
        )
