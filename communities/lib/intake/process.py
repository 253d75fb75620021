"""A child process for one workbook: little environment, no keys, an answer in time or a refusal in words."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from communities.lib import wire
from communities.lib.errors import Refused

ROOT = Path(__file__).resolve().parents[3]
# The child reads strangers' files: it gets what it needs to run, and none of the portal's keys.
PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
REASONS = {
    "memory": "工作簿过大，读取时超出内存上限，已停止；请拆分或删去多余内容后上传。",
    "time": "工作簿过大或内容异常，读取超出时限，已停止；请拆分或另存后上传。",
    "died": "工作簿内容异常，读取进程中断，没有导入；请用 Office 或 WPS 打开后另存，再上传。",
}
KILLED = (-signal.SIGXCPU, -signal.SIGKILL)


class DiedError(Refused):
    """The child ended by itself without an answer: a library in it took fright at the workbook."""


@dataclass(frozen=True)
class Limits:
    """`memory` bytes of address space and `seconds` of processor time for the child; `wait` seconds for one answer."""

    memory: int = 768 * 1024 * 1024
    seconds: int = 20
    wait: float = 60


def start(module: str) -> subprocess.Popen[bytes]:
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a panic of the reading library prints pages
        cwd=ROOT,
        env=passed_on | {"PYTHONPATH": str(ROOT)},
    )


def send(child: subprocess.Popen[bytes], head: dict[str, Any], *blobs: bytes) -> None:
    with contextlib.suppress(OSError):  # a child that is gone says so when it is asked for its answer
        wire.send(child.stdin, head, blobs)


def receive(child: subprocess.Popen[bytes], seconds: float) -> tuple[dict[str, Any], list[bytes]]:
    """The next message; raises Refused for one that refuses, for a child that died, and after `seconds`."""
    deadline = time.monotonic() + seconds
    watchdog = threading.Timer(seconds, child.kill)
    watchdog.daemon = True
    watchdog.start()
    try:
        message, blobs = wire.receive(child.stdout)
    except (wire.HungUpError, OSError, ValueError):
        if time.monotonic() >= deadline or child.wait() in KILLED:
            raise Refused(REASONS["time"]) from None
        raise DiedError(REASONS["died"]) from None
    finally:
        watchdog.cancel()
    if "failed" in message:
        raise Refused(REASONS[message["failed"]])
    if "refused" in message:
        raise Refused(message["refused"])
    return message, blobs


def stop(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    for pipe in (child.stdin, child.stdout):
        with contextlib.suppress(OSError):  # what a dead child did not read is of no use to anyone
            pipe.close()
    child.wait()
