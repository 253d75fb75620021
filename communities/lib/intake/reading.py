"""Opening a workbook in a child of its own and reading its sheets portion by portion."""

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


class Workbook:
    """An opened workbook: the names of its sheets as they stand on the tabs, and their rows on demand."""

    def __init__(self, content: bytes, book: Book, limits: Limits) -> None:
        self._content, self._wait = content, limits.wait
        self._begin = {"memory": limits.memory, "seconds": limits.seconds, "inflated": book.max_inflated}
        self._open(careful=False)

    def head(self, name: str, max_rows: int) -> list[list[Value]]:
        """The first rows of a sheet; raises Refused where it has a value beyond `max_rows`."""
        return [row for portion in self._ask(name, max_rows, HEAD) for row in portion.rows]

    def rows(self, name: str, max_rows: int) -> Iterator[Portion]:
        """Every row of the sheet from row 1 to the last one with a value; raises Refused beyond `max_rows`."""
        return self._ask(name, max_rows, max_rows)

    def _open(self, *, careful: bool) -> None:
        self._child = process.start("communities.lib.intake.child")
        try:
            process.send(self._child, self._begin | {"careful": careful}, self._content)
            self.names = process.receive(self._child, self._wait)[0]["names"]
        except BaseException:
            process.stop(self._child)
            raise

    def _ask(self, name: str, max_rows: int, most: int) -> Iterator[Portion]:
        message = self._first_of({"sheet": name, "rows": max_rows, "most": most})
        while not message.get("end"):
            rows, start = message["rows"], message["start"]
            for row, column, kind, value in message["special"]:
                rows[row - start][column] = _special(kind, value)
            _mark(rows, message["marked"], start)
            yield Portion(start + 1, rows, message["of"])
            message = self._next()

    def _first_of(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The first answer. Where a cell stands far away the reading library ends the child: a careful one says it."""
        process.send(self._child, asked)
        try:
            return self._next()
        except process.DiedError:
            process.stop(self._child)
            self._open(careful=True)
            process.send(self._child, asked)
            return self._next()

    def _next(self) -> dict[str, Any]:
        return process.receive(self._child, self._wait)[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        process.stop(self._child)


def open_workbook(content: bytes, book: Book, limits: Limits | None = None) -> Workbook:
    """Open an uploaded workbook; use it as a context manager. Raises Refused with a sentence for the reader."""
    refuse_at_sight(content, book.max_bytes)
    return Workbook(content, book, limits or Limits())


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
