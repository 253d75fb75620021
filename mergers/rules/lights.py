"""The light of a unit and the words of its wall-chart cells at a date (domain: 未启动 … 已完成). Pure; days are dates.

Time the law makes one wait is not delay: days of a running posting or notice period, or of waiting for the 批复, are
never counted as late. A motion that did not pass, or a conclusion 暂缓, is a lawful outcome: 暂缓, never 超期.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from communities.lib.workdays import Calendar


class Light(StrEnum):
    """The status of a unit."""

    IDLE = "idle"
    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    LATE = "late"
    WAITING = "waiting"
    HELD = "hold"
    DONE = "done"


LIGHT_LABELS: dict[str, str] = {
    Light.IDLE: "未启动",
    Light.ON_TIME: "按期",
    Light.DUE_SOON: "临期",
    Light.LATE: "超期",
    Light.WAITING: "法定等待",
    Light.HELD: "暂缓",
    Light.DONE: "已完成",
}
WAIT_LABELS = {"posting": "公示期", "notice": "通知期", "approval": "待区批"}
WAIT_WORDS = {"posting": "公示", "notice": "通知", "approval": "待批"}
SETTLED = frozenset({"done", "waived"})
BEGUN = frozenset({"drafting", "submitted", "reviewed", "returned"})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Editable figures of the office: working days before the planned day that are 临期; days after it not yet 超期."""

    due_soon_workdays: int = 3
    grace_days: int = 0


@dataclass(frozen=True, slots=True)
class Wait:
    """A time the law makes one wait, both days included; `ends` None while the 批复 is awaited."""

    kind: str
    starts: date
    ends: date | None = None

    def covers(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class StepAt:
    """One step as it stood at the date. `ready`: every step it builds on is settled. `owner`: whose turn it is."""

    number: int
    status: str
    ready: bool
    planned: date | None
    actual: date | None = None
    replans: int = 0
    owner: str = ""
    waits: tuple[Wait, ...] = ()
    held: str = ""

    @property
    def settled(self) -> bool:
        return self.status in SETTLED


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the wall chart. `state`: done going due late wait hold again waived idle. `days` late, left < 0."""

    step: int
    state: str
    word: str
    planned: date | None
    actual: date | None
    replans: int
    days: int = 0

    @property
    def late(self) -> bool:
        return self.state == "late"


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on a unit: its light, its cells, and why."""

    light: Light
    cells: tuple[Cell, ...]
    current: int | None = None
    days_late: int = 0
    waits_for: str = ""
    wait: str = ""
    reason: str = ""


def judge(
    steps: Iterable[StepAt], day: date, thresholds: Thresholds, calendar: Calendar, *, suspended: str = ""
) -> Judged:
    """Judge a unit at the end of `day`; `suspended` is the reason of a 暂缓 of the whole case."""
    steps = tuple(steps)
    cells = tuple(_cell(step, day, thresholds, calendar, bool(suspended)) for step in steps)
    if steps and all(step.settled for step in steps):
        return Judged(Light.DONE, cells)
    front = [(step, cell) for step, cell in zip(steps, cells, strict=True) if step.ready and not step.settled]
    current = _current(front)
    held = suspended or next((step.held for step in steps if step.held), "")
    if held:
        return Judged(Light.HELD, _with_hold(cells, steps, current), current, reason=held)
    late = [(cell.days, step) for step, cell in front if cell.state == "late"]
    if late:
        days, step = max(late, key=lambda pair: (pair[0], -pair[1].number))
        return Judged(Light.LATE, cells, current, days, step.owner, reason=f"第{step.number}步超期{days}日")
    if any(cell.state == "due" for _, cell in front):
        return Judged(Light.DUE_SOON, cells, current)
    wait = next((_running(step, day) for step, _ in front if step.number == current), None)
    if wait:
        return Judged(Light.WAITING, cells, current, wait=wait.kind, reason=WAIT_LABELS[wait.kind])
    begun = any(step.status != "idle" for step in steps)
    return Judged(Light.ON_TIME if begun else Light.IDLE, cells, current)


def days_late(planned: date, day: date, waits: Iterable[Wait]) -> int:
    """Calendar days after `planned` up to `day` on which nothing lawful had to be waited for."""
    waits = tuple(waits)
    if not waits:
        return max((day - planned).days, 0)
    days = (planned + _DAY * n for n in range(1, (day - planned).days + 1))
    return sum(not any(wait.covers(each) for wait in waits) for each in days)


def _current(front: list[tuple[StepAt, Cell]]) -> int | None:
    """The step a unit is at: the furthest one begun, else the first that could be."""
    begun = [step.number for step, _ in front if step.status != "idle"]
    return max(begun) if begun else min((step.number for step, _ in front), default=None)


def _running(step: StepAt, day: date) -> Wait | None:
    return next((wait for wait in step.waits if wait.covers(day)), None)


def _cell(step: StepAt, day: date, thresholds: Thresholds, calendar: Calendar, suspended: bool) -> Cell:
    state, word, days = _state(step, day, thresholds, calendar, suspended)
    return Cell(step.number, state, word, step.planned, step.actual, step.replans, days)


def _state(
    step: StepAt, day: date, thresholds: Thresholds, calendar: Calendar, suspended: bool
) -> tuple[str, str, int]:
    if step.status == "done":
        return "done", "✓", 0
    if step.status == "waived":
        return "waived", "不适用", 0
    if step.held:
        return "hold", "暂缓", 0
    if step.status == "recheck":
        return "again", "复核", 0
    if wait := _running(step, day):
        return "wait", WAIT_WORDS[wait.kind], 0
    if step.ready and step.planned and not suspended:
        late = days_late(step.planned, day, step.waits)
        if late > thresholds.grace_days:
            return "late", f"+{late}日", late
        if _due_soon(step.planned, day, thresholds, calendar):
            left = max((step.planned - day).days, 0)
            return "due", f"{left}日", -left
    return ("going", "进行", 0) if step.status in BEGUN else ("idle", "·", 0)


def _due_soon(planned: date, day: date, thresholds: Thresholds, calendar: Calendar) -> bool:
    """At most so many working days are left, the planned day itself counted (a day past it is within the grace)."""
    if (planned - day).days > 4 * thresholds.due_soon_workdays + 20:
        return False
    return len(calendar.workdays_between(day, planned)) <= thresholds.due_soon_workdays


def _with_hold(cells: tuple[Cell, ...], steps: tuple[StepAt, ...], current: int | None) -> tuple[Cell, ...]:
    """A 暂缓 stands in the cell that caused it, else in the one the unit is at."""
    if any(step.held for step in steps):
        return cells
    return tuple(
        Cell(cell.step, "hold", "暂缓", cell.planned, cell.actual, cell.replans) if cell.step == current else cell
        for cell in cells
    )
