"""The processes of a running demo: each in a session of its own, logged to a file, stopped in reverse order.

Ctrl-C in a terminal reaches only the parent; it stops what it started, by process group, and nothing else.
"""

import contextlib
import fcntl
import json
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil

from config.embedded import daemon
from config.embedded.credentials import write_private

MARK = "PORTAL_PROCESSES"  # environment variable by which a process of ours is known again
STEPS = ((os.kill, signal.SIGTERM, 15), (os.killpg, signal.SIGTERM, 3), (os.killpg, signal.SIGKILL, 3))  # seconds


class AlreadyRunningError(RuntimeError):
    """Another demo holds this data folder."""


@dataclass(frozen=True)
class _Child:
    name: str
    process: subprocess.Popen
    log: Path


class Processes:
    """Holds the data folder for one demo at a time; a context manager.

    What a killed demo left behind is stopped first. Raises AlreadyRunningError while another demo lives.
    """

    def __init__(self, data_dir: Path) -> None:
        data_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
        self._note, self._logs = data_dir / "processes.json", data_dir / "log"
        self._logs.mkdir(mode=0o700, exist_ok=True)
        self._lock = (data_dir / "processes.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise AlreadyRunningError("演示已在运行，请先在原窗口按 Ctrl-C 停止。") from None
        daemon.leave_politely()
        self._children: list[_Child] = []
        self._mark = secrets.token_hex(16)
        self._stop_left_behind()

    def start(self, name: str, argv: list[str], env: Mapping[str, str] | None = None) -> int:
        """Start a process; `env` is added to our own environment. Its output goes to `log/<name>.log`. Its pid."""
        log = self._logs / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                argv,
                env={**os.environ, **(env or {}), MARK: self._mark},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._children.append(_Child(name, process, log))
        self._write_note()
        return process.pid

    def dead(self) -> list[str]:
        """One sentence for every process that has ended by itself, naming its log."""
        return [
            f"{child.name} 意外退出（返回码 {child.process.returncode}），日志：{child.log}"
            for child in self._children
            if child.process.poll() is not None
        ]

    def stop(self) -> None:
        """Stop all, the last started first. A second call does nothing."""
        if self._lock.closed:
            return
        with daemon.deaf_to_signals():
            while self._children:
                child = self._children.pop()
                _stop_group(child.process.pid)
                child.process.wait()
            self._note.unlink(missing_ok=True)
            self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _write_note(self) -> None:
        pids = [child.process.pid for child in self._children]
        write_private(self._note, json.dumps({"mark": self._mark, "pids": pids}))

    def _stop_left_behind(self) -> None:
        try:
            note = json.loads(self._note.read_text())
        except (OSError, ValueError):
            return
        for pid in reversed(note["pids"]):
            if any(_carries(member, note["mark"]) for member in _members(pid)):
                _stop_group(pid)
        self._note.unlink()


def _members(group: int) -> list[int]:
    """The living processes of a process group; a zombie is gone already."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(OSError, psutil.Error):
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
    return found


def _carries(pid: int, mark: str) -> bool:
    try:
        return psutil.Process(pid).environ().get(MARK) == mark
    except psutil.Error:
        return False


def _stop_group(group: int) -> None:
    """Ask the leader, who ends its helpers in good order; then ask, and at last kill, whoever is left of the group."""
    for send, number, seconds in STEPS:
        left = _members(group)
        if not left:
            return
        with contextlib.suppress(ProcessLookupError):
            send(group, number)
        deadline = time.monotonic() + seconds
        while left and time.monotonic() < deadline:
            if send is os.kill and group not in left:
                break
            time.sleep(0.05)
            left = _members(group)
