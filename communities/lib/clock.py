"""The one clock of the project: every instant and every legal day is taken from here, in Asia/Shanghai."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_held: ContextVar[datetime | None] = ContextVar("clock_held", default=None)


def now() -> datetime:
    """This instant, aware, in Asia/Shanghai."""
    return _held.get() or datetime.now(SHANGHAI)


def today() -> date:
    """The legal day it is in Asia/Shanghai."""
    return now().date()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Hold the clock still at `moment` (aware) inside the block. For seeding and tests only.

    The clock is held for the calling context alone: threads do not disturb each other, and a thread started inside
    the block runs on real time unless it is started through `contextvars.copy_context().run`.
    """
    if moment.tzinfo is None:
        raise ValueError("the clock can only be set to an aware moment")
    token = _held.set(moment.astimezone(SHANGHAI))
    try:
        yield
    finally:
        _held.reset(token)


def to_minute(moment: datetime | None) -> str:
    """“2026-03-02 09:00” in Asia/Shanghai, as screens and refusals write it; nothing for None."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if moment else ""


def end_of_day(day: date) -> datetime:
    """24:00 of `day`, which is the first instant of the next day: a period that ends on `day` runs while now() < it."""
    return datetime.combine(day + timedelta(days=1), time.min, SHANGHAI)
