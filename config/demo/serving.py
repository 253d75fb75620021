"""The processes of a running demo: web server, Celery worker and beat, and the weekly job they are asked for."""

import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from communities.lib import clock
from communities.lib.isoweek import Week
from communities.models import Job, Place
from config.embedded import daemon
from config.processes import Processes
from mergers.models import Ledger
from mergers.services import freezing, ticking

from .output import TITLES, ledger_paths
from .units import DISTRICT

HOST = "127.0.0.1"
SECONDS_TO_SERVE, SECONDS_TO_WORK = 60, 240


class NotServed(RuntimeError):  # noqa: N818 - its words are shown as they stand
    """A process ended, or did not answer in time; the words say which, and where its log is."""


def refuse_taken(port: int) -> None:
    """Asked before the long work, not after it."""
    if daemon.answers(port):
        raise NotServed(f"端口 {port} 已被占用，请用 --port 换一个。")


def start_web(processes: Processes, port: int) -> str:
    """Start the web server, before all else: a page is what one waits for. The address at which it will answer."""
    url = f"http://{HOST}:{port}"
    argv = ["gunicorn", "config.wsgi", "--bind", f"{HOST}:{port}", "--workers", "2", "--threads", "2", "--preload"]
    processes.start("web", [sys.executable, "-m", *argv], {"PUBLIC_BASE_URL": url})
    return url


def start_background(processes: Processes, url: str, data_dir: Path) -> None:
    """Start the worker and the beat."""
    worker = ["worker", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    beat = ["beat", "--schedule", str(data_dir / "beat-schedule"), "--pidfile="]
    for name, argv in (("worker", worker), ("beat", beat)):
        processes.start(name, [sys.executable, "-m", "celery", "-A", "config.celery", *argv], {"PUBLIC_BASE_URL": url})


def wait_served(processes: Processes, url: str) -> None:
    """Until the sign-in page comes."""
    deadline = time.monotonic() + SECONDS_TO_SERVE
    while time.monotonic() < deadline:
        _refuse_dead(processes)
        try:
            with urllib.request.urlopen(f"{url}/login/", timeout=10) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise NotServed(f"{SECONDS_TO_SERVE} 秒内页面没有响应：{url}")


def run_weekly_job(processes: Processes, say: Callable[[str], None]) -> Ledger:
    """Ask for what is due and missing, as every tick does, and wait until the worker has done all of it."""
    district = Place.objects.get(code=DISTRICT)
    week = freezing.finished_week(district)
    if ledger := _finished(district, week):
        return ledger
    say(f"后台任务正在生成 {week} 的台账和挂图…")
    ticking.tick()
    deadline = time.monotonic() + SECONDS_TO_WORK
    while time.monotonic() < deadline:
        _refuse_dead(processes)
        if ledger := _finished(district, week):
            return ledger
        if stopped := Job.objects.poisoned().first():
            raise NotServed(f"后台任务“{stopped}”三次未办成：{stopped.note}")
        time.sleep(0.2)
    raise NotServed(f"{SECONDS_TO_WORK} 秒内后台任务没有办完，请查看 worker 的日志。")


def _finished(district: Place, week: Week) -> Ledger | None:
    """The week's ledger, once all its files are there and no other job is left."""
    ledger = Ledger.objects.filter(district=district, year=week.year, week=week.number).first()
    if ledger is None or len(ledger_paths(ledger)) < len(TITLES):
        return None
    left = Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING], due__lte=clock.now())
    return None if left.exists() else ledger


def _refuse_dead(processes: Processes) -> None:
    if dead := processes.dead():
        raise NotServed("\n".join(dead))


def watch(processes: Processes) -> None:
    """Until Ctrl-C; a process that ends by itself ends the demo with its name."""
    while True:
        time.sleep(1)
        _refuse_dead(processes)
