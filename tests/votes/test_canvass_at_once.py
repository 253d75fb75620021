"""Many people at the doors at once, a line that sends an entry again and again, a close in the middle of it (G6)."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from communities.lib.errors import Refused
from tests.votes.canvass_makers import homes, now, village
from votes import services
from votes.models import Visit
from votes.rules.canvass import Opinions


@pytest.fixture
def here(committed_db, settings, tmp_path, django_db_blocker):
    settings.DOCUMENT_ROOT = tmp_path
    with django_db_blocker.unblock():
        yield village()


def test_fifty_of_the_same_entry_at_once_make_one(here):
    canvass = here.assigned(1)
    home, key, faults = homes(canvass)[0], uuid4(), []

    def send() -> None:
        try:
            here.entry(home, key=key)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert (Visit.objects.count(), now(canvass).opinions) == (1, Opinions(1, agree=1))


def test_entries_while_the_canvass_closes_are_counted_or_refused_and_none_is_lost(here):
    canvass = here.assigned(40)
    doors, taken, refused = homes(canvass), [], []
    for door in doors:
        here.entry(door, "not_met")
    start = threading.Barrier(9)

    def visit(part: list) -> None:
        start.wait()
        for door in part:
            try:
                taken.append(here.entry(door).pk)
            except Refused:
                refused.append(door.pk)
        connection.close()

    threads = [threading.Thread(target=visit, args=(doors[n::8],)) for n in range(8)]
    for thread in threads:
        thread.start()
    start.wait()
    services.close_canvass(canvass, by=here.secretary)
    for thread in threads:
        thread.join()
    told = now(canvass)
    assert len(taken) + len(refused) == 40
    assert Visit.objects.filter(position="agree").count() == len(taken) == told.agree
    assert told.not_met == 40 - len(taken)
    assert not Visit.objects.filter(at__gt=told.closed_at).exists()
