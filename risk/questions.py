"""What the merger asks of the risk registers. None means: no such register yet, look at the papers."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from communities.models import Place
from risk.models import Assessment, AssessmentEvent, AssessmentStatement, PetitionEvent
from risk.rules import assessments
from risk.rules import petitions as rules
from risk.rules.levels import CONCLUSIONS, LEVELS, PASSING


@dataclass(frozen=True, slots=True)
class Passed:
    """The answer of the register: reasons why the merger may not go on, or how it stands."""

    reasons: tuple[str, ...] = ()
    detail: str = ""
    level: str = ""
    conclusion: str = ""


def assessment_passed(place: Place) -> Passed | None:
    """Whether the newest concluded assessment lets the merger go on. None: no assessment in the register.

    Petitions about this merger since then call for thinking it over again; they are told and lock nothing.
    """
    rows = Assessment.objects.filter(place=place).exclude(status=assessments.VOID)
    found = rows.settled().with_calls().order_by("-concluded_on", "-pk").first()
    if found is None:
        running = rows.first()
        if running is None:
            return None
        words = f"风险评估{running.number}{running.get_status_display()}，还没有作出结论，请在“风险评估”中办理。"
        return Passed((words,))
    told = f"风险等级{LEVELS[found.final_level]}，结论{CONCLUSIONS[found.conclusion]}（{found.number}）"
    if found.calls:
        told += f"；结论后登记与撤改撤并有关的信访事项{found.calls}件，须重新研判"
    if found.conclusion not in PASSING:
        words = f"评估结论为“{CONCLUSIONS[found.conclusion]}”（{found.number}），本事项依法暂缓，不进入第8步。"
        return Passed((words,), told, found.final_level, found.conclusion)
    return Passed((), told, found.final_level, found.conclusion)


def assessment_of(place: Place) -> Assessment | None:
    """The one that counts: the newest that is not void."""
    return Assessment.objects.filter(place=place).exclude(status=assessments.VOID).with_calls().first()


@dataclass(frozen=True, slots=True)
class KnownLevel:
    """The level and conclusion that held on a day; `event` is the key of the event that says so."""

    event: int
    level: str
    conclusion: str


def levels_known(district: Place, day: date, known_before: datetime) -> dict[int, KnownLevel]:
    """By community: what was concluded by `day`, by what was entered before `known_before`."""
    rows = AssessmentEvent.objects.known(district, day, known_before).exclude(level="")
    return {
        place: KnownLevel(*row) for place, *row in rows.values_list("assessment__place", "pk", "level", "conclusion")
    }


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
