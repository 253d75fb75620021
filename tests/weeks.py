"""Cases moved through their steps at chosen moments, as the weeks of a ledger need them. Gates are tested elsewhere."""

from contextlib import contextmanager
from datetime import date, datetime, time

from communities.lib import clock
from mergers.models import MergerCase, StepFiling
from mergers.rules.transitions import Party, parties_of
from mergers.services import evidence, moves
from tests.cases import People


def moment(day: str, hour: int = 10, minute: int = 0) -> datetime:
    """An instant of a day in Asia/Shanghai."""
    return datetime.combine(date.fromisoformat(day), time(hour, minute), clock.SHANGHAI)


@contextmanager
def at(day: str, hour: int = 10, minute: int = 0):
    with clock.set_to(moment(day, hour, minute)):
        yield


def person(staff: People, case: MergerCase, step: int, party: str):
    """Who makes the party's moves on the step: never the same person twice."""
    named = parties_of(case.step_view(step).step, party)
    return {"community": staff.secretary, "cooperative": staff.cooperative, "street": staff.street}.get(
        named[0], staff.office
    )


def begin(case: MergerCase, staff: People, step: int, **facts):
    return evidence.save_facts(case, step, facts, by=person(staff, case, step, Party.FILER))


def settle(case: MergerCase, staff: People, step: int, *, actual_on: date | None = None, **facts):
    """File, review and confirm a step; its last event."""
    status = StepFiling.objects.get(case=case, step=step).status
    if status == "idle" or facts:
        begin(case, staff, step, **facts)
    filer, reviewer = (person(staff, case, step, party) for party in (Party.FILER, Party.REVIEWER))
    moves.perform(case, step, "submit", by=filer, ask=moves.Ask(actual_on=actual_on))
    event = moves.perform(case, step, "approve", by=reviewer)
    if event.to_status == "reviewed":
        event = moves.perform(case, step, "confirm", by=staff.office)
    return event
