"""One community with a person for every party, and the ways to bring a step of its case to any state."""

from dataclasses import dataclass

from communities.access import Role
from mergers.models import MergerCase, StepFiling
from mergers.services import evidence, moves
from tests import makers

Status = StepFiling.Status
REASON = moves.Ask("材料与事实不符", ("content",))


@dataclass
class Cast:
    """The people of one community's case. `others` are second persons of the same parties."""

    case: MergerCase
    people: dict[str, object]
    others: dict[str, object]

    def filing(self, step: int) -> StepFiling:
        return StepFiling.objects.get(case=self.case, step=step)

    def parties(self, step: int) -> tuple[object, object, object | None]:
        """Who files, reviews and (where the step has one) confirms."""
        rule = self.case.step_view(step).step
        confirmer = self.people[rule.confirms] if rule.confirms else None
        return self.people[rule.files[0]], self.people[rule.reviews], confirmer

    def reach(self, step: int, status: str) -> None:
        """Move the step to the status as its parties would."""
        filer, reviewer, confirmer = self.parties(step)
        made: list[tuple[str, object]] = []
        if status != Status.IDLE:
            made.append(("start", filer))
        if status not in (Status.IDLE, Status.DRAFTING, Status.WAIVED):
            made.append(("submit", filer))
        if status == Status.RETURNED:
            made.append(("return", reviewer))
        if status in (Status.REVIEWED, Status.DONE, Status.RECHECK):
            made.append(("approve", reviewer))
        if status in (Status.DONE, Status.RECHECK) and confirmer:
            made.append(("confirm", confirmer))
        for move, person in made:
            moves.perform(self.case, step, move, by=person, ask=REASON)
        if status == Status.WAIVED:
            evidence.ask_step_waiver(self.case, step, "改制时已经完成", by=filer)
            moves.perform(self.case, step, "waive", by=self.people["office"], ask=REASON)
        if status == Status.RECHECK:
            self.reach(1, Status.DONE)
            moves.perform(self.case, 1, "reopen", by=self.people["office"], ask=REASON)


def cast(place=None, *, reform_done: bool = True) -> Cast:
    """A case just opened, with two persons for each party."""
    place = place or makers.community(makers.street(makers.district()))
    roles = {
        "community": (Role.CLERK, place),
        "cooperative": (Role.COOP_CLERK, place),
        "street": (Role.STREET, place.parent),
        "office": (Role.OFFICE, place.district),
    }
    people = {party: makers.account(*post) for party, post in roles.items()}
    others = {party: makers.account(*post) for party, post in roles.items()}
    case = makers.merger_case(place, reform_done=reform_done, by=people["office"])
    return Cast(case, people, others)
