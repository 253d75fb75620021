"""Papers to PDF in one lasting child process per worker.

A fresh child would cost nine times the layout itself, and no child at all would let one bad paper take the worker
with it. So one child stays, with a memory limit of its own and a time limit per paper, and is replaced when it dies.
"""

import atexit
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from communities.lib import wire
from communities.lib.pdf.faces import Face

ROOT = Path(__file__).resolve().parents[3]
GIGABYTE = 1 << 30
SECONDS_TO_START = 30
PAPERS_PER_CHILD = 500
# The child lays out strangers' words: it gets what it needs to run, and none of the portal's keys.
PASSED_ON = ("PATH", "LANG", "LC_ALL", "HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH")
PASSED_ON += ("DYLD_FALLBACK_LIBRARY_PATH",)

Asset = tuple[bytes, str]

REASONS = {
    "blocked": "文稿引用了外部内容或本机文件，已阻止生成。请删去文稿中的链接图片、样式或附件后重试。",
    "memory": "文稿过大，排版超出内存上限，已停止。请缩短正文或分成几份文稿。",
    "time": "文稿排版超出时限，已停止。请缩短正文或分成几份文稿。",
    "died": "排版进程中断，已重新启动。请重试；仍不成功的，请缩短正文后再试。",
    "layout": "文稿无法排版。请检查正文中是否有异常字符，改后重试。",
    "start": "排版程序无法启动。请系统管理员检查 Pango 与字体文件是否齐全。",
}


@dataclass(frozen=True)
class Rendered:
    """A finished paper: its bytes, its number of pages, the seconds its layout took, and the characters it lacks.

    ``missing`` is empty on a sound paper; each character in it was printed as an empty box.
    """

    pdf: bytes
    pages: int
    seconds: float
    missing: str = ""


class RenderFailed(Exception):  # noqa: N818 - shown to the reader like a refusal
    """No paper was made. ``reason`` is for the reader, ``kind`` and ``detail`` are for the log."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(REASONS[kind])
        self.kind = kind
        self.detail = detail
        self.reason = REASONS[kind]


class Renderer:
    """Serves papers one after another from any number of threads; the child starts with the first of them.

    :param faces: the typefaces every paper may use.
    :param seconds: the time limit for one paper.
    :param memory: the child's address space in bytes.
    """

    def __init__(self, faces: Iterable[Face], *, seconds: float = 15, memory: int = GIGABYTE) -> None:
        self.faces = tuple(faces)
        self.seconds = seconds
        self.memory = memory
        self._forget()
        os.register_at_fork(after_in_child=self._forget)
        atexit.register(self.close)

    def render(
        self,
        html: str,
        assets: Mapping[str, Asset] | None = None,
        styles: Sequence[str] = (),
        *,
        seconds: float | None = None,
    ) -> Rendered:
        """Lay out one paper.

        :param html: the whole page; it can reach nothing but ``assets``.
        :param assets: address to (bytes, media type) of the pictures it uses.
        :param styles: stylesheets as text; those used again are parsed once.
        :param seconds: this paper's own time limit instead of the renderer's.
        :raises RenderFailed: with a sentence for the reader.
        """
        assets = assets or {}
        kinds = [{"url": url, "type": kind} for url, (_, kind) in assets.items()]
        head = {"html": html, "styles": list(styles), "assets": kinds}
        with self._lock:
            if self._papers >= PAPERS_PER_CHILD:
                self._stop()
            if self._child is None or self._child.poll() is not None:
                self._start()
            self._papers += 1
            result, blobs = self._ask(head, [body for body, _ in assets.values()], seconds or self.seconds)
            if result.get("failed") == "memory":
                self._stop()  # what ran out of memory half-way is not to be trusted with the next paper
        if kind := result.get("failed"):
            raise RenderFailed(kind, result["detail"])
        return Rendered(blobs[0], result["pages"], result["seconds"], result["missing"])

    def close(self) -> None:
        with self._lock:
            self._stop()

    @property
    def child_id(self) -> int | None:
        """The process id of the running child, if there is one."""
        return self._child.pid if self._child else None

    def _forget(self) -> None:
        """Begin without a child: a forked worker must neither share its parent's nor end it."""
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._folder = ""
        self._papers = 0

    def _start(self) -> None:
        self._stop()
        self._folder = tempfile.mkdtemp(prefix="papers-")
        passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self._child = subprocess.Popen(
            [sys.executable, "-m", "communities.lib.pdf.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=passed_on | {"TMPDIR": self._folder, "PYTHONPATH": str(ROOT)},
        )
        faces = [{"family": face.family, "weight": face.weight, "file": str(face.file)} for face in self.faces]
        try:
            self._ask({"memory": self.memory, "faces": faces}, [], SECONDS_TO_START)
        except RenderFailed as failure:
            raise RenderFailed("start", failure.kind) from failure

    def _ask(self, head: dict, blobs: Sequence[bytes], seconds: float) -> tuple[dict, list[bytes]]:
        child = self._child
        deadline = time.monotonic() + seconds
        watchdog = threading.Timer(seconds, child.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            wire.send(child.stdin, head, blobs)
            return wire.receive(child.stdout)
        except (wire.HungUpError, OSError):
            kind = "time" if time.monotonic() >= deadline else "died"
            self._stop()
            raise RenderFailed(kind) from None
        finally:
            watchdog.cancel()

    def _stop(self) -> None:
        """End the child and everything it left on the disk."""
        child, self._child, self._papers = self._child, None, 0
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            with contextlib.suppress(BrokenPipeError):  # what a dead child did not read is of no use to anyone
                pipe.close()
        child.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
