"""Opening a workbook in a child of its own and reading its sheets portion by portion."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

from communities.lib import wire
from communities.lib.errors import Refused
from communities.lib.intake.schema import Book

ROOT = Path(__file__).resolve().parents[3]
# The child reads strangers' files: it gets what it needs to run, and none of the portal's keys.
PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
REASONS = {
    "memory": "工作簿过大，读取时超出内存上限，已停止；请拆分或删去多余内容后上传。",
    "time": "工作簿过大或内容异常，读取超出时限，已停止；请拆分或另存后上传。",
    "died": "工作簿内容异常，读取进程中断，没有导入；请用 Office 或 WPS 打开后另存，再上传。",
}


@dataclass(frozen=True)
class Limits:
    """`memory` bytes of address space and `seconds` of processor time for the child; `wait` seconds for one answer."""

    memory: int = 768 * 1024 * 1024
    seconds: int = 20
    wait: float = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is no plain text or number: its kind (date, bool, other, formula, error) and what it holds."""

    kind: str
    value: Any = None


Value = str | int | float | Cell | None


@dataclass
class Portion:
    """Some rows of a sheet; `start` is the number of the first one, counted from 1 as on screen."""

    start: int
    rows: list[list[Value]]


@dataclass
class Workbook:
    """An opened workbook: the names of its sheets as they stand on the tabs, and their rows on demand."""

    names: list[str]
    _child: subprocess.Popen[bytes]
    _wait: float
    last_rows: dict[str, int] = field(default_factory=dict)

    def rows(self, name: str, max_rows: int) -> Iterator[Portion]:
        """Every row of the sheet from row 1 to the last one with a value; raises Refused beyond `max_rows`."""
        _send(self._child, {"sheet": name, "rows": max_rows})
        while not (message := _receive(self._child, self._wait)).get("end"):
            rows = message["rows"]
            for row in rows:
                for column, value in enumerate(row):
                    if isinstance(value, list):
                        row[column] = _special(*value)
            _mark(rows, message["marked"], message["start"])
            yield Portion(message["start"] + 1, rows)
        self.last_rows[name] = message["last_row"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self._child.kill()
        for pipe in (self._child.stdin, self._child.stdout):
            with contextlib.suppress(OSError):  # what a dead child did not read is of no use to anyone
                pipe.close()
        self._child.wait()


def open_workbook(content: bytes, book: Book, limits: Limits | None = None) -> Workbook:
    """Open an uploaded workbook; use it as a context manager. Raises Refused with a sentence for the reader."""
    if len(content) > book.max_bytes:
        raise Refused(f"工作簿超过 {book.max_bytes // 1024 // 1024} MB；请删去图片和多余内容，或拆分后上传。")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("这是旧版 .xls 或设有密码的工作簿；请去掉密码，另存为 .xlsx 后上传。")
    if not content.startswith(b"PK"):
        raise Refused("这不是 .xlsx 工作簿；请下载空白工作簿填写，或把原表另存为 .xlsx 后上传。")
    limits = limits or Limits()
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    child = subprocess.Popen(
        [sys.executable, "-m", "communities.lib.intake.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a panic of the reading library prints pages
        cwd=ROOT,
        env=passed_on | {"PYTHONPATH": str(ROOT)},
    )
    opened = Workbook([], child, limits.wait)
    try:
        start = {"memory": limits.memory, "seconds": limits.seconds, "inflated": book.max_inflated}
        _send(child, start, content)
        opened.names = _receive(child, limits.wait)["names"]
    except BaseException:
        opened.__exit__()
        raise
    return opened


def _send(child: subprocess.Popen[bytes], head: dict, *blobs: bytes) -> None:
    with contextlib.suppress(OSError):  # a child that is gone says so when it is asked for its answer
        wire.send(child.stdin, head, blobs)


def _receive(child: subprocess.Popen[bytes], seconds: float) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    watchdog = threading.Timer(seconds, child.kill)
    watchdog.daemon = True
    watchdog.start()
    try:
        message, _ = wire.receive(child.stdout)
    except (wire.HungUpError, OSError, ValueError):
        late = time.monotonic() >= deadline or child.wait() in (-24, -9)  # SIGXCPU, then SIGKILL
        raise Refused(REASONS["time" if late else "died"]) from None
    finally:
        watchdog.cancel()
    if "failed" in message:
        raise Refused(REASONS[message["failed"]])
    if "refused" in message:
        raise Refused(message["refused"])
    return message


def _special(kind: str, value: Any) -> Cell:
    if kind == "b":
        return Cell("bool", value)
    if kind == "d":
        return Cell("date", datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))
    return Cell("other", value)


def _mark(rows: list[list[Value]], marked: list[list], start: int) -> None:
    for row, column, mark in marked:
        cells = rows[row - start]
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = Cell("error") if mark == "e" else Cell("formula", cells[column])
