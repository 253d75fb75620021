"""What the merger asks of the risk registers. None means: no such register yet, look at the papers."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from communities.models import Place
from risk.models import AssessmentStatement, PetitionEvent
from risk.rules import petitions as rules


def assessment_passed(place: Place) -> bool | None:
    """Whether the four-sided assessment was approved with a conclusion that lets the merger go on."""
    return None


def stated_assessment(place: Place) -> AssessmentStatement | None:
    """The newest statement for the place."""
    return AssessmentStatement.objects.filter(place=place).order_by("-stated_at", "-pk").first()


@dataclass(frozen=True, slots=True)
class KnownPetition:
    """Where a petition stood on a day; `event` is the key of the event that says so."""

    event: int
    number: str
    status: str
    due_on: date | None

    @property
    def open(self) -> bool:
        return self.status in rules.OPEN

    def late_on(self, day: date) -> bool:
        return self.open and self.due_on is not None and self.due_on < day


def petitions_known(district: Place, day: date, known_before: datetime) -> dict[int, list[KnownPetition]]:
    """By community: the petitions brought by `day`, as they stood then by what was entered before `known_before`."""
    names = ("petition_id", "petition__place_id", "pk", "petition__number", "status", "due_on")
    last: dict[object, tuple] = {}
    for row in PetitionEvent.objects.known(district, day, known_before).values_list(*names):
        last[row[0]] = row
    found = defaultdict(list)
    for _, place, event, number, status, due_on in last.values():
        found[place].append(KnownPetition(event, number, status, due_on))
    return dict(found)
