"""The whole story in one transaction: either the district is there with all its past, or nothing is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from communities.lib import clock
from communities.lib.isoweek import Week, cutoff
from communities.models import DocumentVersion, Place
from communities.services import documents

from . import district_story, ground, weekly
from .cast import Cast
from .timeline import CALENDAR, Timeline, at
from .unit_story import UnitStory
from .units import DISTRICT, UNITS, Unit


def exists() -> bool:
    """Whether the story has been told; it is never told by halves."""
    return Place.objects.filter(code=DISTRICT).exists()


def last_week(now: datetime) -> Week:
    """The last week whose figures have closed by now, on the usual dispatch day."""
    week = Week.of(now).previous()
    while now < cutoff(week, 1, 8, CALENDAR):
        week = week.previous()
    return week


@contextmanager
def _as_a_whole() -> Iterator[None]:
    """One transaction without savepoints: no part of the story is undone alone, and they take a third of its time."""
    connection.features.uses_savepoints = False
    try:
        with transaction.atomic():
            yield
    finally:
        connection.features.uses_savepoints = True


@_as_a_whole()
def tell(units: tuple[Unit, ...] = UNITS, say: Callable[[date], None] = lambda day: None) -> Cast:
    """Tell the year up to the last finished week, through the services, at the dates of the events."""
    _forget_files()
    until = last_week(clock.now()).sunday
    since = until - timedelta(days=364)
    begin = at(since, 7)
    with clock.set_to(begin):
        laid = ground.lay(units, since)
    timeline = Timeline(begin, until)
    stories = [UnitStory(laid, timeline, unit) for unit in units]
    for story in stories:
        story.tell()
    weekly.run_weeks(laid, timeline, stories)
    district_story.tell(laid, timeline, {story.unit.name: story for story in stories})
    timeline.run(say)
    return laid.cast


def _forget_files() -> None:
    """What an interrupted telling has stored belongs to no document: only its rows went with the transaction."""
    if DocumentVersion.objects.exists():
        return
    store = documents.store()
    for name in store.all_names():
        (store.root / name).unlink()
