"""Work to be done later. The row is the truth; a wake-up that is lost costs at most one sweep (30 s)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from celery import current_app
from django.db import transaction
from django.db.models import F

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Heartbeat, Job, Place

from .permission import require
from .recording import record

log = logging.getLogger(__name__)
CLAIM = timedelta(minutes=10)


class Unfinished(Exception):  # noqa: N818 - no fault: the work goes on in the next run
    """Raised by long work whose time is up: what is done is kept, `percent` of the whole, and the job goes on."""

    def __init__(self, percent: int, note: str) -> None:
        super().__init__(note)
        self.percent, self.note = percent, note


def enqueue(kind: str, key: str, *, due: datetime | None = None, place: Place | None = None, **args) -> Job:
    """Note a job once per key (the same key again is the same job) and wake a worker after commit.

    `kind` is the dotted name of the Celery task; `args` are ids and dates only, never personal data.
    """
    job, made = Job.objects.get_or_create(
        key=key, defaults={"kind": kind, "args": args, "due": due or clock.now(), "place": place}
    )
    if made and job.due <= clock.now():
        transaction.on_commit(lambda: wake(job), robust=True)
    return job


def wake(job: Job) -> None:
    """Send the wake-up. A broker that is down or hung costs nothing: the sweep sends it again."""
    try:
        current_app.send_task(job.kind, args=[job.pk])
    except Exception as error:
        log.warning("wake-up not sent, the sweep will: %s", type(error).__name__)


@contextmanager
def claimed(job_id: int) -> Iterator[Job | None]:
    """Claim a due job and yield it, or None when another has it or it is done.

    The attempt is committed before the work, so that a worker killed in the middle is counted; the third
    failure stops the job with a red notice. A worker killed between the effect and `done` does the work again:
    its service must find it done already (a unique key) and change nothing.
    """
    job = _claim(job_id)
    if job is None:
        yield None
        return
    try:
        yield job
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.DONE, done_at=clock.now(), claimed_until=None, progress=100, note=""
        )
    except Unfinished as rest:
        _go_on(job, rest)
    except Exception as error:
        log.exception("job %s failed", job.pk)
        over = job.attempts >= Job.MAX_ATTEMPTS
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.STOPPED if over else Job.State.WAITING,
            claimed_until=None,
            due=clock.now() + timedelta(seconds=30 * job.attempts),
            note=f"{type(error).__name__}: {error}"[:300],
        )


def _go_on(job: Job, rest: Unfinished) -> None:
    """Queue up again behind what waits, its attempts at zero: whatever moves on is not the work of a poisoned job."""
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.WAITING, attempts=0, claimed_until=None, due=clock.now(), progress=rest.percent, note=rest.note
    )
    wake(job)


@transaction.atomic
def _claim(job_id: int) -> Job | None:
    moment = clock.now()
    job = Job.objects.select_for_update(skip_locked=True).due(moment).filter(pk=job_id).first()
    if job is None:
        return None
    if job.attempts >= Job.MAX_ATTEMPTS:
        Job.objects.filter(pk=job.pk).update(state=Job.State.STOPPED, claimed_until=None, note="三次未办成，已停止")
        return None
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING, attempts=F("attempts") + 1, claimed_until=moment + CLAIM
    )
    job.refresh_from_db()
    return job


def progress(job: Job, percent: int, note: str = "") -> None:
    Job.objects.filter(pk=job.pk).update(progress=percent, note=note[:300])


def standing(key: str) -> Job | None:
    """The job of that key, for the page that waits for what it makes."""
    return Job.objects.filter(key=key).first()


@transaction.atomic
def retry(job: Job, *, by) -> None:
    """Put a stopped job back, with its attempts at zero. Raises Refused."""
    require(by, Verb.RESTART, job.place)
    stopped = Job.objects.filter(pk=job.pk, state=Job.State.STOPPED)
    if not stopped.update(state=Job.State.WAITING, attempts=0, due=clock.now(), note=""):
        raise Refused("这项任务没有停止，不需要重办。")
    record("重办后台任务", job, by=by, place=job.place)
    transaction.on_commit(lambda: wake(job), robust=True)


def sweep() -> int:
    """Wake a worker for every due job; how many were woken."""
    due = list(Job.objects.due(clock.now())[:200])
    for job in due:
        wake(job)
    return len(due)


def beat(name: str) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": clock.now()})
