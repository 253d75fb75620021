"""The processes of a running demo: web server, Celery worker and beat, and the weekly job they are asked for."""

import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from celery import current_app

from communities.models import Job, Place
from config.embedded import daemon
from config.processes import Processes
from mergers.models import Ledger
from mergers.services import freezing

from .output import TITLES, ledger_paths
from .units import DISTRICT

HOST = "127.0.0.1"
SECONDS_TO_SERVE, SECONDS_TO_WORK = 60, 240


class NotServed(RuntimeError):  # noqa: N818 - its words are shown as they stand
    """A process ended, or did not answer in time; the words say which, and where its log is."""


def start_web(processes: Processes, port: int) -> str:
    """Start the web server, before all else: a page is what one waits for. The address at which it will answer."""
    if daemon.answers(port):
        raise NotServed(f"端口 {port} 已被占用,请用 --port 换一个。")
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
    raise NotServed(f"{SECONDS_TO_SERVE} 秒内页面没有响应:{url}")


def run_weekly_job(processes: Processes, say: Callable[[str], None]) -> Ledger:
    """Knock as beat does, then wait until the worker has frozen the last finished week and made its files."""
    district = Place.objects.get(code=DISTRICT)
    week = freezing.finished_week(district)
    ledger = _finished(district, week)
    if ledger:
        return ledger
    say(f"后台任务正在生成 {week} 的台账和挂图…")
    current_app.send_task("mergers.tasks.tick")
    deadline = time.monotonic() + SECONDS_TO_WORK
    while time.monotonic() < deadline:
        _refuse_dead(processes)
        if ledger := _finished(district, week):
            return ledger
        if stopped := Job.objects.poisoned().filter(place=district).first():
            raise NotServed(f"后台任务“{stopped}”三次未办成:{stopped.note}")
        time.sleep(0.2)
    raise NotServed(f"{SECONDS_TO_WORK} 秒内台账没有生成,请查看 worker 的日志。")


def _finished(district: Place, week) -> Ledger | None:
    """The week's ledger, once all its files are there."""
    ledger = Ledger.objects.filter(district=district, year=week.year, week=week.number).first()
    return ledger if ledger and len(ledger_paths(ledger)) == len(TITLES) else None


def _refuse_dead(processes: Processes) -> None:
    if dead := processes.dead():
        raise NotServed("\n".join(dead))


def watch(processes: Processes) -> None:
    """Until Ctrl-C; a process that ends by itself ends the demo with its name."""
    while True:
        time.sleep(1)
        _refuse_dead(processes)
