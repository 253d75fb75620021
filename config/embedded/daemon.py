"""One server process: started in a session of its own, recognised by its command line, stopped by its pid."""

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from config.embedded.home import Home

PATIENCE_SECONDS = 60
STOP_SECONDS = 20

_launched: list[subprocess.Popen] = []  # kept, so that whoever stops them can collect them


def launch(home: Home, argv: list[str], log: Path) -> subprocess.Popen:
    """Start a server that hears no Ctrl-C of ours; what it says goes to `log`."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            argv,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            umask=0o077,
            start_new_session=True,
            **home.as_user,
        )
    _launched.append(process)
    return process


def wait_until(ready: Callable[[], bool], process: subprocess.Popen, log: Path, say: Callable[[str], None]) -> None:
    """Wait for a server to answer. Raises RuntimeError with the end of its log if it dies or never answers."""
    name, began, told = Path(process.args[0]).name, time.monotonic(), False
    try:
        while not ready():
            waited = time.monotonic() - began
            if process.poll() is not None or waited > PATIENCE_SECONDS:
                last = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
                raise RuntimeError(f"{name} 未能启动，日志 {log}：\n{last}")
            if waited > 1 and not told:
                say(f"正在等待 {name} 就绪…")
                told = True
            time.sleep(0.01)
    except BaseException:
        process.kill()
        process.wait()
        raise


def pid_in(pid_file: Path, argument: Path) -> int | None:
    """The pid a server wrote down, if that process lives and really is the server of `argument`.

    A pid alone proves nothing: after a crash it may belong to anybody.
    """
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
        command = psutil.Process(pid).cmdline()
    except (OSError, ValueError, psutil.Error):
        return None
    return pid if str(argument) in command else None


def stop(pid: int, polite: signal.Signals, final: signal.Signals) -> None:
    """Ask, wait, then insist. Works for a child and for a server left behind by a killed parent."""
    for number in (polite, final):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            if has_ended(pid):
                return
            time.sleep(0.01)


def has_ended(pid: int) -> bool:
    """A zombie has ended too: who should collect it may be a first process that never does."""
    for process in _launched:
        process.poll()
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    """Whether something accepts connections on this port of the loopback interface."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def deaf_to_signals() -> Iterator[None]:
    """A second Ctrl-C must not interrupt the stopping half-way."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, signal.SIG_IGN) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def leave_politely() -> None:
    """Let SIGTERM and SIGHUP unwind: by default they end Python at once, and what it started would stay."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _exit)


def _exit(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)
