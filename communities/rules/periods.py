"""The three kinds of period, counted day by day: notice (提前), display (公示) and objection or answer (异议、答复)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import count as integers
from itertools import islice
from typing import Any

from communities.lib.errors import Refused
from communities.lib.workdays import Calendar

MOST_DAYS = 366
LAST_START = date(2100, 12, 31)


class Kind(StrEnum):
    """What the period is for, which decides what is not counted and whether a rest day moves its end."""

    NOTICE = "notice"
    DISPLAY = "display"
    OBJECTION = "objection"


class Unit(StrEnum):
    """Natural days (自然日), or working days (工作日) with make-up Saturdays and Sundays among them."""

    NATURAL = "natural"
    WORKING = "working"


@dataclass(frozen=True)
class CountingLaw:
    """The articles on counting periods, in force from a date: one day is left out, one may move."""

    in_force_from: date
    first_day: str
    last_day: str


COUNTING_LAWS = (
    CountingLaw(date(1987, 1, 1), "民法通则第一百五十四条", "民法通则第一百五十四条"),
    CountingLaw(date(2017, 10, 1), "民法总则第二百零一条", "民法总则第二百零三条"),
    CountingLaw(date(2021, 1, 1), "民法典第二百零一条", "民法典第二百零三条"),
)
_START_NOT_COUNTED = {
    Kind.NOTICE: "张贴当日不计",
    Kind.DISPLAY: "公示首日不计",
    Kind.OBJECTION: "开始当日不计",
}


@dataclass(frozen=True)
class Period:
    """A counted period. Each day from `start` to `end` stands once, in `counted` or, with its reason, in `skipped`.

    `end` is the last day and runs to 24:00. `earliest`, of a notice only, is the first lawful day of the meeting.
    `warning` is empty or a sentence for the screen; `calendar_version` names the holiday table counted with.
    """

    kind: Kind
    start: date
    days: int
    unit: Unit
    end: date
    earliest: date | None
    counted: tuple[date, ...]
    skipped: tuple[tuple[date, str], ...]
    warning: str
    basis: str
    calendar_version: str

    def explanation(self) -> str:
        """One line for the screen: how many days of which unit, what is not counted, from when to when."""
        number = f"{self.days}个工作日" if self.unit is Unit.WORKING else f"{self.days}个自然日"
        span = f"{self._short(self.counted[0])} 至 {self._short(self.end)}"
        if self.kind is Kind.NOTICE:
            ahead = number if self.unit is Unit.WORKING else f"{self.days}日"
            return f"提前{ahead}：张贴日与会议日均不计，{span}"
        if self.kind is Kind.DISPLAY:
            return f"公示不少于{number}：首日不计，末日不顺延，{span}"
        rolled = self.unit is Unit.NATURAL and len(self.skipped) > 1
        moved = f"，末日遇{self.skipped[1][1]}顺延" if rolled else ""
        return f"异议期{number}：首日不计，{span} 24:00{moved}"

    def as_dict(self) -> dict[str, Any]:
        """The period in JSON's own types, dates as YYYY-MM-DD."""
        return {
            "kind": str(self.kind),
            "from": self.start.isoformat(),
            "days": self.days,
            "unit": str(self.unit),
            "end": self.end.isoformat(),
            "earliest": self.earliest.isoformat() if self.earliest else None,
            "counted": [day.isoformat() for day in self.counted],
            "skipped": [{"date": day.isoformat(), "reason": reason} for day, reason in self.skipped],
            "warning": self.warning,
            "basis": self.basis,
            "calendar_version": self.calendar_version,
            "explanation": self.explanation(),
        }

    def _short(self, day: date) -> str:
        return f"{day:%m-%d}" if self.start.year == self.end.year else day.isoformat()


def count(kind: str, start: date, days: int, unit: str, calendar: Calendar) -> Period:
    """The period of `days` days of `unit` that begins on `start` (posted, displayed, or received on that day).

    notice (提前N日): neither the day of notice nor the day of the meeting counts; the end does not move.
    display (不少于N日): the first day does not count; the end does not move.
    objection: the first day does not count; a last day of rest moves to the first day after the rest.
    Refused for an unknown kind or unit, fewer than 1 or more than 366 days, or a start outside 1987–2100.
    """
    _check(kind, start, days, unit)
    kind, unit = Kind(kind), Unit(unit)
    rolls = kind is Kind.OBJECTION
    counted = _working(start, days, calendar) if unit is Unit.WORKING else _natural(start, days, calendar, rolls)
    end = counted[-1]
    rests = tuple((day, calendar.why_rest(day)) for day in _gaps(start, counted))
    law = [row for row in COUNTING_LAWS if row.in_force_from <= start][-1]
    return Period(
        kind=kind,
        start=start,
        days=days,
        unit=unit,
        end=end,
        earliest=end + timedelta(days=1) if kind is Kind.NOTICE else None,
        counted=counted,
        skipped=((start, _START_NOT_COUNTED[kind]), *rests),
        warning=_warning(start, days, end, unit, rolls, calendar),
        basis="、".join(dict.fromkeys((law.first_day, law.last_day))) if rolls else law.first_day,
        calendar_version=calendar.version,
    )


def later_of(old: Period | date, new: Period | date) -> Period | date:
    """Whichever ends later, `old` if both end together: a deadline once given only ever moves later."""
    return new if _end(new) > _end(old) else old


def _check(kind: str, start: date, days: int, unit: str) -> None:
    reasons = []
    if kind not in list(Kind):
        reasons.append(f"期间种类“{kind}”无法识别，应为 notice（通知）、display（公示）或 objection（异议、答复）。")
    if unit not in list(Unit):
        reasons.append(f"计日单位“{unit}”无法识别，应为 natural（自然日）或 working（工作日）。")
    if not 1 <= days <= MOST_DAYS:
        reasons.append(f"期间天数为 {days}，应在 1 至 {MOST_DAYS} 之间，请核对后重填。")
    first = COUNTING_LAWS[0].in_force_from
    if not first <= start <= LAST_START:
        reasons.append(f"起算日期 {start} 超出可计算的范围（{first} 至 {LAST_START}），请核对后重填。")
    if reasons:
        raise Refused(*reasons)


def _natural(start: date, days: int, calendar: Calendar, rolls: bool) -> tuple[date, ...]:
    last = start + timedelta(days=days)
    before = (start + timedelta(days=n) for n in range(1, days))
    return (*before, calendar.workday_on_or_after(last) if rolls else last)


def _working(start: date, days: int, calendar: Calendar) -> tuple[date, ...]:
    following = (start + timedelta(days=n) for n in integers(1))
    return tuple(islice(filter(calendar.is_workday, following), days))


def _gaps(start: date, counted: tuple[date, ...]) -> list[date]:
    """The days after `start` and before the end that are not counted."""
    within = (start + timedelta(days=n) for n in range(1, (counted[-1] - start).days))
    return sorted(set(within) - set(counted))


def _warning(start: date, days: int, end: date, unit: Unit, rolls: bool, calendar: Calendar) -> str:
    """Only the days whose rest or work decided the answer can put it in doubt."""
    if unit is Unit.WORKING:
        asked = start + timedelta(days=1)
    elif rolls:
        asked = start + timedelta(days=days)
    else:
        return ""
    return calendar.warning(*(asked + timedelta(days=n) for n in range((end - asked).days + 1)))


def _end(deadline: Period | date) -> date:
    return deadline.end if isinstance(deadline, Period) else deadline
