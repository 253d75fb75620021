"""The ISO week in Asia/Shanghai, by which the progress ledger is kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from communities.lib.clock import SHANGHAI
from communities.lib.workdays import Calendar

_LABEL = re.compile(r"([0-9]{4})-W([0-9]{2})")


@dataclass(frozen=True, order=True)
class Week:
    """ISO week `number` (1–52, in long years 53) of ISO year `year`; ValueError for a week that does not exist."""

    year: int
    number: int

    def __post_init__(self) -> None:
        try:
            date.fromisocalendar(self.year, self.number, 7)
        except ValueError:
            raise ValueError(f"{self.year}年没有第{self.number}周") from None

    @classmethod
    def parse(cls, label: str) -> "Week":
        """Read a label such as 2026-W47; ValueError, in Chinese, if it is none."""
        match = _LABEL.fullmatch(label)
        if match is None:
            raise ValueError(f"周次“{label}”无法识别，应写成 2026-W47 的形式")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, moment: date) -> "Week":
        """The week of a legal day, or of an aware instant as it is dated in Asia/Shanghai."""
        if isinstance(moment, datetime):
            if moment.tzinfo is None:
                raise ValueError("an instant without a time zone has no week")
            moment = moment.astimezone(SHANGHAI).date()
        year, number, _ = moment.isocalendar()
        return cls(year, number)

    @staticmethod
    def range(first: "Week", last: "Week") -> "Iterator[Week]":
        """Every week from `first` to `last`, both included; none if `last` is the earlier."""
        week = first
        while week <= last:
            yield week
            week = week.next()

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 7)

    def next(self) -> "Week":
        return Week.of(self.sunday + timedelta(days=1))

    def previous(self) -> "Week":
        return Week.of(self.monday - timedelta(days=1))


def cutoff(week: Week, weekday: int, hour: int, calendar: Calendar) -> datetime:
    """When the ledger of `week` closes: `hour` o'clock on the first `weekday` (1 = 周一 … 7 = 周日) after it.

    If one rests on that day it is the next working day, so that two weeks may close on the same day.
    """
    day = calendar.workday_on_or_after(week.sunday + timedelta(days=weekday))
    return datetime.combine(day, time(hour), SHANGHAI)
