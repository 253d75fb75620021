"""When each step of a unit is meant to be done, counted backwards from the end of the story."""

from dataclasses import dataclass
from datetime import date, timedelta

from mergers.models import MergerCase
from mergers.rules.rulebook import CaseFacts, Rulebook, StepView

from .units import AFTER_THE_LAST, Halt, Unit
from .units import VILLAGERS as VILLAGE

# Days a step needs at the least, postings and notice periods with their rest days included.
NEEDS = {1: 6, 2: 5, 3: 5, 4: 7, 5: 8, 6: 19, 7: 6, 8: 3, 9: 3, 10: 7, 11: 16, 12: 15, 13: 17, 14: 5, 15: 6, 16: 8}
UNREFORMED_ROLL = 50  # step 7 with its three postings and its assembly
MARGIN = 4
ENDING = (Halt.FINISHED, Halt.SUBMITTED, Halt.SUSPENDED, Halt.REOPENED)


@dataclass(frozen=True)
class Schedule:
    """`opened`, and for each step that is done or under way the day on which it should end."""

    opened: date
    plan: dict[int, date]
    ends: dict[int, date]


def facts_of(unit: Unit) -> CaseFacts:
    mode = MergerCase.Mode.CONVERT if unit.converts else MergerCase.Mode.MERGE
    return CaseFacts("A" if unit.body == VILLAGE else "B", mode, unit.reformed)


def planned_days(views: tuple[StepView, ...]) -> dict[int, int]:
    """Days from the opening to the usual end of each step, as the baseline of a case counts them."""
    ends: dict[int, int] = {}
    for view in views:
        ends[view.step.number] = max([ends[number] for number in view.after], default=0) + view.days
    return ends


def schedule(unit: Unit, book: Rulebook, until: date) -> Schedule:
    """Counted so that at the end of `until` the unit stands where its line says."""
    views = book.for_case(facts_of(unit))
    days = planned_days(views)
    last = min(unit.step, AFTER_THE_LAST - 1)
    opened = unit.opening(until) or until + timedelta(days=unit.left - days[last])
    plan = {number: opened + timedelta(days=count) for number, count in days.items()}
    latest = _latest(unit, views, until)
    early = {number: plan[number] - timedelta(days=1 + (unit.number + number) % 3) for number in latest}
    ends = {number: min(early[number], latest[number]) for number in latest}
    return Schedule(opened, plan, ends)


def _latest(unit: Unit, views: tuple[StepView, ...], until: date) -> dict[int, date]:
    """The last day on which each step told may end, so that what follows it still has its days."""
    last = unit.step + 1 if unit.halt == Halt.REOPENED else unit.step
    told = [view for view in views if view.step.number <= last]
    latest: dict[int, date] = {}
    for view in reversed(told):
        number = view.step.number
        followers = [other for other in told if number in _before(unit, other)]
        bounds = [_begin(unit, other.step.number, latest, until) for other in followers]
        end = until - timedelta(days=24 if unit.halt == Halt.REOPENED else 2)
        latest[number] = min(bounds, default=end)
    return latest


def _before(unit: Unit, view: StepView) -> tuple[int, ...]:
    """What must be done first; where a 核验 finds no change nothing is posted that would have to wait."""
    return view.after if unit.reformed else (*view.after, *view.step.posting_after)


def _begin(unit: Unit, number: int, latest: dict[int, date], until: date) -> date:
    needs = UNREFORMED_ROLL if number == 7 and not unit.reformed else NEEDS[number]
    if number != unit.step or unit.halt in ENDING:
        return latest[number] - timedelta(days=needs)
    if unit.halt == Halt.REQUESTED:
        return until - timedelta(days=MARGIN + 10)
    return until - timedelta(days=MARGIN + 1)
