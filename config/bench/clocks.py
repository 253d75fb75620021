"""How long and how much memory: this process and the children it has ended. Linux only."""

import contextlib
import ctypes
import gc
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def in_parts(parts: dict[str, float]) -> str:
    """“calamine 0.8、COPY 0.5，共 1.3 秒”."""
    return "、".join(f"{part} {seconds:.1f}" for part, seconds in parts.items()) + f"，共 {sum(parts.values()):.1f} 秒"


class Peak:
    """The most memory this process held within the block, and the most a child of it did, in MB. A context manager.

    Children are looked at while they run: the system's own account of them begins with what their parent held.
    """

    own = child = before = 0

    def __enter__(self) -> Self:
        self.before = begin_anew()
        self._servers = _children()  # those started for this run
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._ended.set()
        self._watch.join()
        self.own = of_process(os.getpid())

    def _look(self) -> None:
        while not self._ended.wait(0.1):
            for child in _children() - self._servers:
                with contextlib.suppress(OSError, IndexError):  # it has ended meanwhile
                    self.child = max(self.child, of_process(child))

    def told(self) -> str:
        return f"本进程 {self.own} MB，读取子进程 {self.child} MB"


def _children() -> set[int]:
    """The processes that the main thread has started; a search through all processes would cost more than it finds."""
    own = os.getpid()
    return {*map(int, Path(f"/proc/{own}/task/{own}/children").read_text().split())}


def begin_anew() -> int:
    """Give back what earlier work has left, and let this process's peak begin anew; MB held then."""
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    return of_process(os.getpid())


def of_process(process: int) -> int:
    """The most memory a running process has held, in MB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024
