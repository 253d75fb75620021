"""A worker that is killed while it stores a roll leaves nothing behind, and the next one finishes the work."""

import os
import signal
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from communities.models import Household, IntakeBlock, Job, Person, RecordEntry, Residence
from communities.rules.intakes import State
from communities.services import intake, jobs
from shareholders.intake import REGISTER
from shareholders.models import Member, MemberEvent, MemberRoll
from tests.shareholders.roll_books import filled, row
from tests.shareholders.roll_makers import village

# A worker as the server runs it, but it stops for a while once the members are in the table and uncommitted.
WORKER = """
import sys, time
import django
django.setup()
from communities.services import intake, jobs
from shareholders.intake import REGISTER
from shareholders.models import MemberEvent
from shareholders.services import importing

copy_rows = importing.copy_rows

def slow(model, fields, rows):
    if model is MemberEvent:
        print("half", flush=True)
        time.sleep(120)
    return copy_rows(model, fields, rows)

importing.copy_rows = slow
with jobs.claimed(int(sys.argv[1])) as job:
    intake.store(REGISTER, job)
"""
TABLES = (Household, Person, Residence, Member, MemberEvent)


@pytest.fixture
def waiting(committed_db, django_db_blocker):
    """A checked and confirmed roll, committed, with the job that is to store it."""
    with django_db_blocker.unblock():
        here = village()
        here.roll(MemberRoll.Mode.VERIFY)
        content = filled(row("0001", "王一"), row("0002", "李二"), code=here.place.code)
        upload = ContentFile(content, name="名册.xlsx")
        found = intake.open_intake(REGISTER, here.place, upload, organisation=here.cooperative, by=here.clerk)
        with jobs.claimed(found.job_id) as job:
            intake.check(REGISTER, job)
        intake.confirm(REGISTER, found, by=here.clerk)
        found.refresh_from_db()
        yield found


def address() -> str:
    told = connection.settings_dict
    user, password = quote(told["USER"]), quote(told["PASSWORD"])
    return f"postgres://{user}:{password}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


def counts() -> list[int]:
    return [model.objects.count() for model in TABLES]


def test_a_worker_killed_while_storing_leaves_nothing_and_the_next_one_finishes(waiting):
    before = counts()
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(waiting.job_id)],
        stdout=subprocess.PIPE,
        env={**os.environ, "DATABASE_URL": address()},
    )
    try:
        assert worker.stdout.readline() == b"half\n"
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
    assert worker.returncode == -signal.SIGKILL
    waiting.refresh_from_db()
    assert (counts(), waiting.state, IntakeBlock.objects.count()) == (before, State.STORING, 1)
    Job.objects.filter(pk=waiting.job_id).update(claimed_until="2026-01-01T00:00Z")
    with jobs.claimed(waiting.job_id) as job:
        assert job.attempts == 2
        intake.store(REGISTER, job)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.rows_stored, IntakeBlock.objects.count()) == (State.STORED, 2, 0)
    assert [after - was for after, was in zip(counts(), before, strict=True)] == [2, 2, 2, 2, 2]
    assert RecordEntry.objects.filter(action="导入成员名册").count() == 1
