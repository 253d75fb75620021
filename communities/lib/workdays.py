"""Working days and rest days: the published holiday tables, with the office's own entries over them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

import chinese_calendar

MAKE_UP = "调休上班"
_ONE_DAY = timedelta(days=1)
_WEEKEND = {5: "周六", 6: "周日"}
_TABLE_FROM = date(min(chinese_calendar.holidays).year, 1, 1)
_TABLE_THROUGH = date(max(chinese_calendar.holidays).year, 12, 31)


@dataclass(frozen=True)
class Calendar:
    """The days one works and rests, as one version of the holiday table has them.

    `overrides` maps a date to (is it a working day, its name) and wins over the shipped tables. `known_through` is
    the last date the tables cover; beyond it only Saturdays and Sundays rest, and `warning()` says so.
    """

    version: str
    known_through: date
    overrides: Mapping[date, tuple[bool, str]] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "overrides", MappingProxyType(dict(self.overrides)))

    def is_workday(self, day: date) -> bool:
        """Whether `day` is a working day, make-up Saturdays and Sundays included."""
        return self._entry(day)[0]

    def why_rest(self, day: date) -> str:
        """Why `day` rests (周六, 周日, 春节 …); 调休上班 for a make-up working day, empty for an ordinary one."""
        return self._entry(day)[1]

    def workday_on_or_after(self, day: date) -> date:
        """`day` itself if one works on it, else the first working day after it."""
        while not self.is_workday(day):
            day += _ONE_DAY
        return day

    def next_workday(self, day: date) -> date:
        """The first working day after `day`."""
        return self.workday_on_or_after(day + _ONE_DAY)

    def workdays_between(self, start: date, end: date) -> tuple[date, ...]:
        """The working days after `start` up to and including `end`; as in every legal period `start` is not counted."""
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return tuple(day for day in days if self.is_workday(day))

    def knows(self, day: date) -> bool:
        """Whether the tables cover `day`."""
        return day in self.overrides or _TABLE_FROM <= day <= self.known_through

    def warning(self, *days: date) -> str:
        """A sentence for the screen if any of `days` lies outside the tables, else empty."""
        years = sorted({day.year for day in days if not self.knows(day)})
        if not years:
            return ""
        named = "、".join(f"{year}年" for year in years)
        return (
            f"{named}的节假日表尚未录入，结果暂按周六、周日休息推算，可能有误；"
            f"请区办公室在“节假日表”中录入{named}的放假和调休上班日期。"
        )

    def _entry(self, day: date) -> tuple[bool, str]:
        if day in self.overrides:
            return self.overrides[day]
        if day in chinese_calendar.workdays:
            return True, MAKE_UP
        if day in chinese_calendar.holidays:
            return False, chinese_calendar.Holiday(chinese_calendar.holidays[day]).chinese
        weekend = _WEEKEND.get(day.weekday(), "")
        return not weekend, weekend


def shipped_calendar() -> Calendar:
    """The holiday tables that come with the project, without an office's own entries."""
    return Calendar(
        version=f"国务院公布的放假安排（内置 {chinese_calendar.__version__}）", known_through=_TABLE_THROUGH
    )
