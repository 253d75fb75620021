"""What was known of a district at a date: every table once, in bulk, by 发生日 and by entry time.

From today's rows come identity only: the keys, and the case's position, which never changes. Name, code, type and
street are the place's dated rows of the day as they were known; everything else stands on events.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from django.db.models import Q, QuerySet

from assets.models import FilingEvent
from communities.lib import clock
from communities.lib.isoweek import Week
from communities.lib.workdays import Calendar
from communities.models import NoticeEvent, Organisation, Place, PlaceVersion
from communities.services import holidays, settings
from mergers.ledger import folding
from mergers.ledger.registers import Registers
from mergers.ledger.units import (
    CaseFact,
    CaseHistory,
    Forwarded,
    OpenIssue,
    Plan,
    Posted,
    Report,
    StepFact,
    StepState,
    Unit,
)
from mergers.models import (
    CaseEvent,
    Instruction,
    InstructionTask,
    IssueEvent,
    MergerCase,
    PlanDate,
    RulebookVersion,
    StepEvent,
    StepNotice,
    WeeklyReport,
)
from mergers.rules.lights import Thresholds, judge
from mergers.rules.rulebook import CaseFacts, Rulebook, StepView

STREAMED = 2_000
EVENT = ("case_id", "id", "step", "move", "to_status", "occurred_on", "facts")


@dataclass(frozen=True)
class Reading:
    """One reading of a district: facts that occurred up to `day` and were entered before `known_before`.

    `only` narrows it to these cases, for a light or two; the figures of a ledger are always read whole.
    """

    district: Place
    day: date
    known_before: datetime
    only: tuple[int, ...] | None = None

    @property
    def week(self) -> Week:
        return Week.of(self.day)

    def _of(self, case: str) -> Q:
        """Rows of the cases read; `case` is the path to them."""
        narrowed = Q() if self.only is None else Q(**{f"{case}__in": self.only})
        return Q(**{f"{case}__place__district": self.district}) & narrowed

    @property
    def known(self) -> Q:
        return Q(occurred_on__lte=self.day, at__lt=self.known_before)

    @cached_property
    def calendar(self) -> Calendar:
        """The holiday table that was the newest when the figures closed."""
        return holidays.calendar_known(self.district, self.known_before)

    @cached_property
    def thresholds(self) -> Thresholds:
        return Thresholds(
            settings.value("lights.due_soon_workdays", self.district, self.day),
            settings.value("lights.grace_days", self.district, self.day),
        )

    @cached_property
    def _views_of(self) -> dict[tuple[int, CaseFacts], tuple[StepView, ...]]:
        """Steps by rulebook and facts: a district has a handful of such pairs."""
        return {}

    @cached_property
    def rulebooks(self) -> dict[int, Rulebook]:
        return {version.number: version.rulebook for version in RulebookVersion.objects.filter(district=self.district)}

    def units(self) -> Iterator[Unit]:
        """Every unit in the plan at the date, judged, in no order; the events are streamed, not held."""
        histories = self._histories()
        beside = self._beside()
        streets, places = self._places()
        registers = Registers(self.district, self.day, self.known_before)
        rows = {
            row["id"]: row
            for row in MergerCase.objects.filter(place__district=self.district).values("id", "place_id", "position")
        }
        for case_id, events in self._events(histories):
            history = histories[case_id]
            row = rows[case_id]
            name, code, kind, street_id = places[row["place_id"]]
            steps = {view.step.number: StepState(view) for view in self._views(history)}
            unit = Unit(
                case_id=case_id,
                place_id=row["place_id"],
                name=name,
                code=code or "",
                kind=kind,
                street_id=street_id,
                street=streets[street_id][0],
                street_code=streets[street_id][1] or "",
                day=self.day,
                monday=self.week.monday,
                history=history,
                steps=steps,
                position=row["position"],
                **{field: found[case_id] for field, found in beside.items() if case_id in found},
            )
            unit.tasks = [*self.tasks.get(unit.place_id, ()), *self.tasks.get(unit.street_id, ())]
            unit.unfiled = self.unfiled.get(unit.place_id, [])
            registers.lay_on(unit)
            folding.steps(unit, events)
            unit.judged = judge(unit.at_date(), self.day, self.thresholds, self.calendar, suspended=history.suspended)
            yield unit

    def _events(self, histories: dict[int, CaseHistory]) -> Iterator[tuple[int, list[StepFact]]]:
        """(case, its step events in the order of entry); a case without events has none."""
        rows = (
            StepEvent.objects.filter(self.known, self._of("case"))
            .order_by("case_id", "at", "id")
            .values_list(*EVENT)
            .iterator(chunk_size=STREAMED)
        )
        left = set(histories)
        for case_id, events in groupby(rows, key=itemgetter(0)):
            if case_id in left:
                left.remove(case_id)
                yield case_id, [StepFact(*event[1:]) for event in events]
        yield from ((case_id, []) for case_id in sorted(left))

    def _histories(self) -> dict[int, CaseHistory]:
        events = (
            CaseEvent.objects.filter(self.known, self._of("case"))
            .order_by("case_id", "at", "id")
            .values_list("case_id", "id", "kind", "occurred_on", "reason", "data")
        )
        found: dict[int, CaseHistory] = {}
        for case_id, *event in events.iterator(chunk_size=STREAMED):
            history = found.setdefault(case_id, CaseHistory())
            folding.case(history, CaseFact(*event), day=self.day, monday=self.week.monday)
        return {case_id: history for case_id, history in found.items() if history.opened and not history.removed}

    def _beside(self) -> dict[str, dict[int, object]]:
        """What stands beside the step events, by the field of Unit and by case."""
        return {
            "plans": self._plans(),
            "posted": self._posted(),
            "issues": self._issues(),
            "report": self._reports(self.week),
            "previous": self._reports(self.week.previous()),
        }

    def _views(self, history: CaseHistory) -> tuple[StepView, ...]:
        facts = CaseFacts(
            history.facts["route"], history.facts.get("mode") or "merge", history.facts.get("reform_done", False)
        )
        number = history.facts["rulebook"]
        if (number, facts) not in self._views_of:
            self._views_of[number, facts] = self.rulebooks[number].for_case(facts)
        return self._views_of[number, facts]

    def _places(self) -> tuple[dict[int, tuple[str, str]], dict[int, tuple[str, str, str, int]]]:
        """Streets as (name, code), communities as (name, code, type, street), by the dated rows of the day."""
        streets: dict[int, tuple[str, str]] = {}
        places: dict[int, tuple[str, str, str, int]] = {}
        rows = self._versions.filter(place__district=self.district).order_by("place_id", "valid_from", "recorded_at")
        fields = ("place_id", "place__level", "name", "code", "kind", "parent_id")
        for place_id, level, name, code, kind, parent_id in rows.values_list(*fields).iterator(chunk_size=STREAMED):
            if level == Place.Level.STREET:
                streets[place_id] = (name, code)
            else:
                places[place_id] = (name, code, kind, parent_id)
        return streets, places

    @property
    def _versions(self) -> QuerySet[PlaceVersion]:
        """The dated rows of places up to the day, as known; the last one holds, for a place since closed too."""
        return PlaceVersion.objects.known_before(self.known_before).filter(valid_from__lte=self.day)

    def heading(self) -> dict[str, str]:
        """What the papers of the ledger are headed with: the district and its office by their names of the day."""
        named = self._versions.filter(place=self.district).order_by("valid_from", "recorded_at")
        district = named.values_list("name", flat=True).last() or self.district.name
        offices = Organisation.objects.filter(place=self.district, kind=Organisation.Kind.OFFICE)
        standing = offices.filter(starts_on__lte=self.day).exclude(ends_on__lt=self.day)
        office = standing.order_by("pk").values_list("name", flat=True).first()
        return {"district": district, "issuer": office or f"{district}村改社区工作领导小组办公室"}

    def _plans(self) -> dict[int, dict[int, list[Plan]]]:
        known = Q(decided_on__lte=self.day, at__lt=self.known_before)
        rows = PlanDate.objects.filter(self._of("case"), known).order_by("case_id", "step", "at", "id")
        found: dict[int, dict[int, list[Plan]]] = defaultdict(lambda: defaultdict(list))
        fields = ("case_id", "step", "id", "planned_on", "baseline", "reason", "decided_on")
        for case_id, step, *plan in rows.values_list(*fields).iterator(chunk_size=STREAMED):
            found[case_id][step].append(Plan(*plan))
        return found

    def _posted(self) -> dict[int, dict[int, list[Posted]]]:
        used = StepNotice.objects.filter(self._of("filing__case"), at__lt=self.known_before)
        uses = {
            notice: (case_id, step)
            for notice, case_id, step in used.values_list("notice_id", "filing__case_id", "filing__step")
        }
        events = NoticeEvent.objects.filter(self.known, notice__step_use__in=used).order_by("notice_id", "at", "id")
        found: dict[int, dict[int, list[Posted]]] = defaultdict(lambda: defaultdict(list))
        for notice, history in groupby(events.iterator(chunk_size=STREAMED), key=lambda event: event.notice_id):
            case_id, step = uses[notice]
            found[case_id][step].append(folding.notice(history))
        return found

    def _reports(self, week: Week) -> dict[int, Report]:
        rows = WeeklyReport.objects.filter(
            round__district=self.district,
            round__year=week.year,
            round__week=week.number,
            filed_at__lt=self.known_before,
        )
        fields = ("case_id", "id", "progress", "problems", "coordination", "next_week")
        fields += ("nothing", "nothing_reason", "commit_step", "commit_on")
        return {case_id: Report(*rest) for case_id, *rest in rows.values_list(*fields)}

    def _issues(self) -> dict[int, list[OpenIssue]]:
        events = IssueEvent.objects.filter(self.known, self._of("issue__case"))
        fields = ("issue_id", "issue__case_id", "issue__step", "issue__text", "occurred_on", "id", "kind", "data")
        folded: dict[int, OpenIssue] = {}
        found: dict[int, list[OpenIssue]] = defaultdict(list)
        for issue, case_id, step, text, day, *event in events.order_by("issue_id", "at", "id").values_list(*fields):
            if issue not in folded:
                folded[issue] = OpenIssue(issue, step, text, day)
                found[case_id].append(folded[issue])
            folding.issue(folded[issue], *event)
        return found

    @cached_property
    def tasks(self) -> dict[int, list[Forwarded]]:
        """By place, its share of every instruction forwarded by the date."""
        rows = InstructionTask.objects.filter(instruction__district=self.district, forwarded_at__lt=self.until)
        found: dict[int, list[Forwarded]] = defaultdict(list)
        for task in rows.order_by("id").only("place_id", "instruction_id", "feedback_at"):
            answered = bool(task.feedback_at and task.feedback_at < self.until)
            found[task.place_id].append(Forwarded(task.pk, task.instruction_id, answered))
        return found

    @cached_property
    def unfiled(self) -> dict[int, list[int]]:
        """By place, the acts on collective property that lacked their filing number at the date."""
        rows = FilingEvent.objects.filter(self.known, organisation__place__district=self.district).order_by("at", "id")
        return folding.unfiled(rows.values_list("id", "organisation__place", "contract", "disposal", "kind"))

    def instructions(self) -> list[dict[str, Any]]:
        """领导批示 not closed before the week: to how many organisations each went, how many of them have answered."""
        shares: dict[int, list[bool]] = defaultdict(list)
        for task in chain.from_iterable(self.tasks.values()):
            shares[task.instruction_id].append(task.answered)
        rows = Instruction.objects.filter(district=self.district, at__lt=self.until).exclude(
            closed_at__lt=clock.end_of_day(self.week.monday - timedelta(days=1))
        )
        return [
            {
                "instruction": id,
                "leader": leader,
                "on": at.astimezone(clock.SHANGHAI).date().isoformat(),
                "text": text,
                "forwarded": len(shares[id]),
                "answered": sum(shares[id]),
            }
            for id, leader, at, text in rows.order_by("at", "id").values_list("id", "leader_name", "at", "text")
        ]

    @property
    def until(self) -> datetime:
        """For rows that carry one moment only: the end of the day, or the closing of the figures if that is earlier."""
        return min(clock.end_of_day(self.day), self.known_before)
