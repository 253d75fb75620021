"""The reader child: takes one workbook, tells its sheets, streams the rows it is asked for, and ends.

One process per workbook: no row of one community ever shares a process with another's file. It is started by
:mod:`communities.lib.intake.reading`, holds none of the portal's keys and imports nothing of Django.
"""

import datetime
import math
import os
import resource
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

from python_calamine import CalamineWorkbook

from communities.lib import wire
from communities.lib.intake.prescan import Archive
from communities.lib.intake.scanning import SheetScan, Unreadable

ROWS_AT_ONCE = 2_000
PLAIN = frozenset((str, int))
UNREADABLE = "工作簿无法读取；请用 Office 或 WPS 打开后另存为 .xlsx，再上传。"
# What the two readers of one sheet must agree on; a difference means that rows would be lost in silence.
UNLIKE = "表“{}”的内容前后不一致，读出的行数与文件记录的不同；请用 Office 或 WPS 打开后另存，再上传。"


def special(rows: list[list[Any]], start: int) -> list[list[Any]]:
    """Take out of the rows what is no text and no number, and say what stood there: row, column, kind, text."""
    found = []
    for at, row in enumerate(rows):
        strange = [column for column, value in enumerate(row) if type(value) not in PLAIN and not _is_finite(value)]
        if strange:
            rows[at] = ["" if column in strange else value for column, value in enumerate(row)]
            found += [[start + at, column, *_told(row[column])] for column in strange]
    return found


def _is_finite(value: Any) -> bool:
    return type(value) is float and math.isfinite(value)


def _told(value: Any) -> tuple[str, Any]:
    if isinstance(value, bool):
        return "b", value
    if isinstance(value, datetime.date):
        return "d", value.isoformat()
    return "x", str(value)


class Reading:
    """One workbook, looked through and opened."""

    def __init__(self, content: bytes, max_inflated: int) -> None:
        self.archive = Archive(content, max_inflated)
        self.book = CalamineWorkbook.from_filelike(BytesIO(content))
        self.last: tuple[str, int] | None = None
        self.kept: tuple[SheetScan, list[list[Any]]] = (SheetScan(), [])
        self.names = [name for name in self.book.sheet_names if name in self.archive.parts]

    def rows(self, name: str, max_rows: int, most: int) -> Iterator[dict[str, Any]]:
        """The first `most` rows of a sheet, in portions, with the cells that are formulas or errors."""
        scan, rows = self._sheet(name, max_rows)
        for start in range(0, min(len(rows), most), ROWS_AT_ONCE):
            portion = rows[start : min(start + ROWS_AT_ONCE, most)]
            told = {"special": special(portion, start), "marked": _marked(scan, portion, start)}
            yield {"start": start, "of": len(rows), "rows": portion, **told}
        yield {"end": True}

    def _sheet(self, name: str, max_rows: int) -> tuple[SheetScan, list[list[Any]]]:
        """A sheet looked through and read; the last one asked for is kept, since its head is asked for first."""
        if self.last != (name, max_rows):
            scan, rows = self.archive.scan(name, max_rows), []
            if scan.last_row >= 0:
                rows = self.book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                self._compare(name, scan, rows)
                rows.extend([] for _ in range(scan.last_row + 1 - len(rows)))
            self.last, self.kept = (name, max_rows), (scan, rows)
        return self.kept

    def _compare(self, name: str, scan: SheetScan, rows: list[list[Any]]) -> None:
        """Every cell that the XML fills must have been read: as a value, a formula, an error or an empty text."""
        filled = sum(len(row) - row.count("") for row in rows)
        if filled > scan.filled or len(rows) > scan.last_row + 1:
            raise Unreadable(UNLIKE.format(name))
        marks = scan.formulas | scan.errors
        read = filled + sum(
            1 for row, column in marks if row >= len(rows) or rows[row][column : column + 1] in ([], [""])
        )
        if read < scan.filled and scan.filled - read != self.archive.count_empty(name, marks):
            raise Unreadable(UNLIKE.format(name))


def _marked(scan: SheetScan, portion: list[list[Any]], start: int) -> list[tuple[int, int, str]]:
    """The formula (f) and error (e) cells of these rows, as (row, column, mark) counted from the sheet's first."""
    if not scan.formulas and not scan.errors:
        return []
    end = start + len(portion)
    marks = [(row, column, "f") for row, column in scan.formulas if start <= row < end]
    return marks + [(row, column, "e") for row, column in scan.errors if start <= row < end]


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    start, (content,) = wire.receive(source)
    resource.setrlimit(resource.RLIMIT_AS, (start["memory"], start["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (start["seconds"], start["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    reading = Reading(content, start["inflated"])
    wire.send(sink, {"names": reading.names})
    while True:
        asked, _ = wire.receive(source)
        for message in reading.rows(asked["sheet"], asked["rows"], asked["most"]):
            wire.send(sink, message)


def main() -> None:
    # A library that prints would break the messages: they keep the pipe, everyone else gets standard error.
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        serve(sys.stdin.buffer, sink)
    except (wire.HungUpError, BrokenPipeError):
        os._exit(0)
    except Unreadable as fault:
        wire.send(sink, {"refused": str(fault)})
    except MemoryError:
        wire.send(sink, {"failed": "memory"})
    except BaseException as fault:  # panics of the reading library are no Exception
        wire.send(sink, {"refused": UNREADABLE, "detail": type(fault).__name__})


if __name__ == "__main__":
    main()
