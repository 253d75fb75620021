"""A unit as its events tell it at a date: its steps with status and facts, its plan, notices, report. No queries."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from mergers.rules.lights import Judged, Light, StepAt, Wait
from mergers.rules.rulebook import StepView
from mergers.rules.transitions import SETTLED, owner, parties_of
from risk.questions import KnownLevel, KnownPetition
from votes.canvass_questions import Consent
from votes.publicity_questions import Asked
from votes.rules import rule_for, tally

PARTY_WORDS = {"community": "社区", "cooperative": "合作社", "street": "街道", "office": "区领导小组办公室"}
HELD_BY = {"suspend": "稳评结论暂缓", "stop": "稳评结论不实施"}
Source = tuple[str, int]


@dataclass(slots=True)
class StepState:
    """One step, folded from its events in the order of their entry. `fact_events`: which event each fact stands on."""

    view: StepView
    status: str = "idle"
    facts: dict[str, Any] = field(default_factory=dict)
    fact_events: dict[str, int] = field(default_factory=dict)
    begun_on: date | None = None
    done_on: date | None = None
    settled_by: int | None = None
    last_event: int | None = None

    @property
    def number(self) -> int:
        return self.view.step.number

    @property
    def settled(self) -> bool:
        return self.status in SETTLED

    @property
    def owner_words(self) -> str:
        """The level whose turn it is."""
        turn = owner(self.view.step, self.status)
        return "、".join(PARTY_WORDS[party] for party in parties_of(self.view.step, turn)) if turn else ""

    def take(self, event: "StepFact") -> None:
        """Lay one event over the state; of an event's facts only those that changed count as its own."""
        for name, value in event.facts.items():
            if self.facts.get(name) != value:
                self.fact_events[name] = event.id
        self.facts = event.facts
        self.status, self.last_event = event.to_status, event.id
        self.begun_on = self.begun_on or event.occurred_on
        if self.status == "done" and event.move != "reconfirm":
            self.done_on = event.occurred_on
        elif self.status not in ("done", "recheck"):
            self.done_on = None
        self.settled_by = event.id if self.settled else None


@dataclass(frozen=True, slots=True)
class StepFact:
    """One StepEvent as the ledger reads it."""

    id: int
    step: int
    move: str
    to_status: str
    occurred_on: date
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CaseFact:
    """One CaseEvent as the ledger reads it."""

    id: int
    kind: str
    occurred_on: date
    reason: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    id: int
    planned_on: date
    baseline: bool
    reason: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Posted:
    """What the events of one notice say: when it was up, until when one may object, how long it is displayed."""

    id: int
    starts_on: date | None
    ends_on: date | None
    display_ends_on: date | None
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A unit's weekly report; `kind` 已报 or 零报告."""

    id: int
    progress: str
    problems: str
    coordination: str
    next_week: str
    nothing: bool
    nothing_reason: str
    commit_step: int | None
    commit_on: date | None


@dataclass(slots=True)
class OpenIssue:
    """An issue folded from its events; open unless `closed`."""

    id: int
    step: int | None
    text: str
    raised_on: date
    level: str = ""
    owner: str = ""
    due_on: str = ""
    received: bool = False
    closed: bool = False
    events: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Forwarded:
    """One organisation's share of an instruction."""

    id: int
    instruction_id: int
    answered: bool


@dataclass(slots=True)
class CaseHistory:
    """The case's own events: its facts at the date (the later data over the earlier) and what each stands on."""

    facts: dict[str, Any] = field(default_factory=dict)
    fact_events: dict[str, int] = field(default_factory=dict)
    opened: int | None = None
    opened_on: date | None = None
    removed: bool = False
    suspended: str = ""
    suspension: int | None = None
    override: str = ""
    override_reason: str = ""
    override_event: int | None = None
    in_week: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Unit:
    """One community's case at the end of `day`."""

    case_id: int
    place_id: int
    name: str
    code: str
    kind: str
    street_id: int
    street: str
    street_code: str
    day: date
    monday: date
    history: CaseHistory
    steps: dict[int, StepState]
    plans: dict[int, list[Plan]] = field(default_factory=dict)
    posted: dict[int, list[Posted]] = field(default_factory=dict)
    report: Report | None = None
    previous: Report | None = None
    issues: list[OpenIssue] = field(default_factory=list)
    tasks: list[Forwarded] = field(default_factory=list)
    unfiled: list[int] = field(default_factory=list)  # the event by which each act began to lack its filing number
    petitions: list[KnownPetition] = field(default_factory=list)
    consent: Consent | None = None
    level: KnownLevel | None = None  # of the register of assessments, once one is concluded
    answers: Asked | None = None
    week_events: list[StepFact] = field(default_factory=list)
    judged: Judged | None = None
    position: int = 0

    @cached_property
    def by_key(self) -> dict[str, StepState]:
        return {state.view.step.key: state for state in self.steps.values()}

    @property
    def status(self) -> str:
        """The light by rule, unless a person has set another with a reason; a unit that is done is done."""
        if self.judged.light == Light.DONE:
            return str(Light.DONE)
        return self.history.override or str(self.judged.light)

    @property
    def current(self) -> StepState | None:
        return self.steps.get(self.judged.current) if self.judged.current else None

    @property
    def done_steps(self) -> list[StepState]:
        return [state for state in self.steps.values() if state.status == "done"]

    @property
    def finished_on(self) -> date | None:
        """When the last step was settled, once all are."""
        if not all(state.settled for state in self.steps.values()):
            return None
        return max((state.done_on for state in self.steps.values() if state.done_on), default=None)

    @property
    def owes_report(self) -> bool:
        """A unit that has finished, or stands still by a lawful decision, owes no weekly report."""
        return self.status not in ("done", "hold")

    def planned(self, number: int) -> date | None:
        plans = self.plans.get(number)
        return plans[-1].planned_on if plans else None

    def replans(self) -> list[Plan]:
        return [plan for plans in self.plans.values() for plan in plans if not plan.baseline]

    def at_date(self) -> list[StepAt]:
        """The steps as the rule of the lights asks for them."""
        return [self._step_at(state) for _, state in sorted(self.steps.items())]

    def _step_at(self, state: StepState) -> StepAt:
        return StepAt(
            number=state.number,
            status=state.status,
            ready=all(self.steps[number].settled for number in state.view.after if number in self.steps),
            planned=self.planned(state.number),
            actual=state.done_on,
            replans=sum(not plan.baseline for plan in self.plans.get(state.number, ())),
            owner=self._waits_for(state),
            waits=self._waits(state),
            held="" if state.settled else held(state, self.level),
        )

    def _waits_for(self, state: StepState) -> str:
        """The body an open issue of the step was given to, else the level whose turn it is."""
        named = [issue.owner for issue in self.issues if issue.owner and not issue.closed]
        return named[-1] if named and state.status != "submitted" else state.owner_words

    def _waits(self, state: StepState) -> tuple[Wait, ...]:
        kinds = state.view.step.waits
        found = [wait for posted in self.posted.get(state.number, ()) for wait in posted.waits if wait.kind in kinds]
        if "approval" in kinds and (asked := day_of(state.facts, "request_on")):
            found.append(Wait("approval", asked, day_of(state.facts, "approval_on")))
        return tuple(found)


def held(state: StepState, level: KnownLevel | None = None) -> str:
    """Why a step's own outcome lets the unit rest (暂缓), in words; empty if nothing does."""
    facts = state.facts
    if level and "risk_conclusion" in state.view.gates:
        return HELD_BY.get(level.conclusion, "")
    match state.view.step.key:
        case "survey" if facts.get("verdict") == "suspend":
            return "研判结论暂缓"
        case "risk_assessment":
            return HELD_BY.get(facts.get("conclusion", ""), "")
        case "vote" if _motion_failed(facts):
            return "表决未通过，依法重新召开"
    return ""


def _motion_failed(facts: dict[str, Any]) -> bool:
    names = ("entitled", "present", "in_favour")
    held_on = day_of(facts, "held_on")
    if held_on is None or any(facts.get(name) is None for name in names):
        return False
    rule = rule_for(facts.get("body", ""), held_on)
    return rule is not None and not tally(rule, **{name: facts[name] for name in names}).passed


def day_of(facts: dict[str, Any], name: str) -> date | None:
    """A fact kept as an ISO date."""
    return date.fromisoformat(facts[name]) if facts.get(name) else None
