"""The reader child: takes one workbook, tells its sheets, streams the rows it is asked for, and ends.

One process per workbook: no row of one community ever shares a process with another's file. It is started by
:mod:`communities.lib.intake.reading`, holds none of the portal's keys and imports nothing of Django.
"""

import datetime
import math
import os
import resource
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import chain, islice, repeat
from typing import Any, BinaryIO

from python_calamine import CalamineSheet, CalamineWorkbook

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
    """One workbook, looked through and opened; `careful` looks through a sheet before the library reads it."""

    def __init__(self, content: bytes, max_inflated: int, careful: bool) -> None:
        self.archive = Archive(content, max_inflated)
        self.book = CalamineWorkbook.from_filelike(BytesIO(content))
        self.careful = careful
        self.last: tuple[str, int] | None = None
        self.kept: tuple[SheetScan, CalamineSheet | None] = (SheetScan(), None)
        self.names = [name for name in self.book.sheet_names if name in self.archive.parts]

    def rows(self, name: str, max_rows: int, most: int) -> Iterator[dict[str, Any]]:
        """The first `most` rows of a sheet, in portions, with the cells that are formulas or errors.

        Every cell that the XML fills must have been read, which is known after the last row.
        """
        scan, sheet = self._sheet(name, max_rows)
        height, compared = scan.last_row + 1, Comparison(scan)
        lines = chain(_lines(sheet), repeat([]))
        for start in range(0, min(height, most), ROWS_AT_ONCE):
            portion = [*islice(lines, min(ROWS_AT_ONCE, min(height, most) - start))]
            compared.meet(portion, start)
            told = {"special": special(portion, start), "marked": _marked(scan, portion, start)}
            yield {"start": start, "of": height, "rows": portion, **told}
        if most >= height and not compared.holds(lambda: self.archive.count_empty(name, compared.marks)):
            raise Unreadable(UNLIKE.format(name))
        yield {"end": True}

    def _sheet(self, name: str, max_rows: int) -> tuple[SheetScan, CalamineSheet | None]:
        """A sheet looked through and read; the last one asked for is kept, since its head is asked for first."""
        if self.last != (name, max_rows):
            read = self._one_by_one if self.careful else self._at_once
            self.kept, self.last = read(name, max_rows), (name, max_rows)
            scan, sheet = self.kept
            if sheet and sheet.total_height > scan.last_row + 1:
                raise Unreadable(UNLIKE.format(name))
        return self.kept

    def _one_by_one(self, name: str, max_rows: int) -> tuple[SheetScan, CalamineSheet | None]:
        scan = self.archive.scan(name, max_rows)
        return scan, self.book.get_sheet_by_name(name) if scan.last_row >= 0 else None

    def _at_once(self, name: str, max_rows: int) -> tuple[SheetScan, CalamineSheet | None]:
        """The library reads without the interpreter meanwhile; what the look says goes before what the library says."""
        with ThreadPoolExecutor(1) as beside:
            looked = beside.submit(self.archive.scan, name, max_rows)
            try:
                sheet = self.book.get_sheet_by_name(name)
            finally:
                scan = looked.result()
        return scan, sheet if scan.last_row >= 0 else None


class Comparison:
    """The cells of a sheet as the library tells them beside those its XML fills."""

    def __init__(self, scan: SheetScan) -> None:
        self.scan, self.marks = scan, scan.formulas | scan.errors
        self.filled = 0
        self.unread = set(self.marks)  # formulas and errors without a value

    def meet(self, rows: list[list[Any]], start: int) -> None:
        self.filled += sum(len(row) - row.count("") for row in rows)
        if self.unread:
            here = range(start, start + len(rows))
            read = {(row, column) for row, column in self.unread if row in here and _holds(rows[row - start], column)}
            self.unread -= read

    def holds(self, empty: Callable[[], int]) -> bool:
        """Whether nothing is lost. `empty` counts the cells of the XML that hold a text of no characters."""
        read = self.filled + len(self.unread)
        if self.filled > self.scan.filled:
            return False
        return read >= self.scan.filled or self.scan.filled - read == empty()


def _holds(row: list[Any], column: int) -> bool:
    return row[column : column + 1] not in ([], [""])


def _lines(sheet: CalamineSheet | None) -> Iterator[list[Any]]:
    """The rows from the first one of the sheet, filled or not, each from the first column; none of an empty sheet."""
    if sheet and sheet.start:
        before = [""] * sheet.start[1]
        for row in sheet.iter_rows():
            yield before + row if before else row


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
    reading = Reading(content, start["inflated"], start["careful"])
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
