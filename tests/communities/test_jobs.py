"""PostgreSQL holds the work, Redis only wakes: losing, stopping or hanging Redis loses nothing."""

import socket
import time
from datetime import timedelta

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu import pools

from communities.lib import clock
from communities.models import Job
from communities.services import health, jobs

KIND = "communities.tasks.check_files"
pytestmark = pytest.mark.django_db


def test_the_same_key_is_the_same_job():
    assert jobs.enqueue(KIND, "nightly:1").pk == jobs.enqueue(KIND, "nightly:1").pk


def test_work_that_ends_well_is_done_and_is_not_done_again():
    job = jobs.enqueue(KIND, "once")
    with jobs.claimed(job.pk) as mine:
        assert mine.attempts == 1
    with jobs.claimed(job.pk) as again:
        assert again is None
    job.refresh_from_db()
    assert (job.state, job.progress) == (Job.State.DONE, 100)


def test_a_poison_job_stops_after_three_attempts_and_paints_the_bar_red():
    poison, healthy = jobs.enqueue(KIND, "poison"), jobs.enqueue(KIND, "healthy")
    moment = clock.now()
    for _ in range(5):
        moment += timedelta(minutes=5)
        with clock.set_to(moment), jobs.claimed(poison.pk) as mine:
            if mine:
                raise ValueError("no such week")
    poison.refresh_from_db()
    assert (poison.state, poison.attempts) == (Job.State.STOPPED, 3)
    assert "no such week" in poison.note
    assert any("三次未办成" in alarm for alarm in health.alarms())
    with jobs.claimed(healthy.pk) as mine:
        assert mine is not None


def test_a_worker_killed_in_the_middle_is_counted_and_its_job_comes_back():
    job = jobs.enqueue(KIND, "killed")
    jobs._claim(job.pk)
    assert not Job.objects.due(clock.now()).filter(pk=job.pk).exists()
    with clock.set_to(clock.now() + jobs.CLAIM + timedelta(seconds=1)), jobs.claimed(job.pk) as mine:
        assert mine.attempts == 2


def test_a_job_whose_worker_was_killed_three_times_is_not_taken_a_fourth_time():
    job = jobs.enqueue(KIND, "killer")
    for nth in range(5):
        with clock.set_to(clock.now() + nth * (jobs.CLAIM + timedelta(seconds=1))):
            jobs._claim(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.STOPPED, 3)


def test_losing_all_of_redis_loses_nothing(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        jobs.enqueue(KIND, "survivor")
    link = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    assert link.llen("celery") >= 1
    link.flushdb()
    assert jobs.sweep() == 1
    assert link.llen("celery") == 1


def test_a_job_that_is_not_due_is_neither_woken_nor_claimed():
    later = jobs.enqueue(KIND, "later", due=clock.now() + timedelta(hours=1))
    assert jobs.sweep() == 0
    with jobs.claimed(later.pk) as mine:
        assert mine is None


@pytest.fixture
def broker_at():
    """Point the wake-ups at another address for one test."""

    def point(url: str) -> None:
        current_app.conf.broker_url = url
        pools.reset()
        current_app._pool = current_app.amqp._producer_pool = None  # else they stay the closed ones

    before = current_app.conf.broker_url
    yield lambda port: point(f"redis://127.0.0.1:{port}/0")
    point(before)


def test_a_stopped_redis_costs_a_filing_less_than_three_seconds(broker_at, django_capture_on_commit_callbacks):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    broker_at(port)
    began = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        job = jobs.enqueue(KIND, "stopped-broker")
    assert time.monotonic() - began < 3
    assert Job.objects.filter(pk=job.pk, state=Job.State.WAITING).exists()


def test_a_hung_redis_costs_a_filing_at_most_some_seconds(broker_at, django_capture_on_commit_callbacks):
    deaf = socket.create_server(("127.0.0.1", 0))
    broker_at(deaf.getsockname()[1])
    began = time.monotonic()
    try:
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            job = jobs.enqueue(KIND, "hung-broker")
    finally:
        deaf.close()
    assert time.monotonic() - began < 8
    assert Job.objects.filter(pk=job.pk, state=Job.State.WAITING).exists()
