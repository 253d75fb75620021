"""Telling many stories in the order of their days: each is a generator that yields the moment it waits for.

Between two `yield`s the clock stands at the moment that was waited for, so that every service called there writes the
hour at which the thing happened.
"""

import heapq
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import count

from communities.lib import clock
from communities.lib.workdays import shipped_calendar

Story = Iterator[datetime]
CALENDAR = shipped_calendar()
_DAY = timedelta(days=1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """That hour of a day in Asia/Shanghai; minutes beyond 59 run into the following hours."""
    return datetime.combine(day, time(hour), clock.SHANGHAI) + timedelta(minutes=minute)


def workday(day: date) -> date:
    """The day itself if one works on it, else the next working day."""
    return CALENDAR.workday_on_or_after(day)


def workday_back(day: date, steps: int = 0) -> date:
    """The last working day on or before `day`, and `steps` working days before that."""
    while not CALENDAR.is_workday(day):
        day -= _DAY
    return workday_back(day - _DAY, steps - 1) if steps else day


def workdays_later(day: date, steps: int) -> date:
    """So many working days after `day`."""
    for _ in range(steps):
        day = CALENDAR.next_workday(day)
    return day


class Timeline:
    """Stories from `begin` to the end of the day `until`; what would happen later is not told."""

    def __init__(self, begin: datetime, until: date) -> None:
        self.begin, self.until = begin, until
        self._waiting: list[tuple[datetime, int, Story]] = []
        self._order = count()

    def add(self, story: Story) -> None:
        """Let a story begin with the others; it yields its first moment before it does anything."""
        with clock.set_to(self.begin):
            self._wait(story, self.begin)

    def run(self, say: Callable[[date], None] = lambda day: None) -> None:
        """Tell everything in order; `say` hears every new month."""
        told = None
        while self._waiting:
            moment, _, story = heapq.heappop(self._waiting)
            if (moment.year, moment.month) != told:
                told = (moment.year, moment.month)
                say(moment.date())
            with clock.set_to(moment):
                self._wait(story, moment)

    def _wait(self, story: Story, now: datetime) -> None:
        moment = next(story, None)
        if moment is None:
            return
        if moment >= clock.end_of_day(self.until):
            story.close()
            return
        heapq.heappush(self._waiting, (max(moment, now), next(self._order), story))
