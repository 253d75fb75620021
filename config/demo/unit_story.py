"""One unit's way through its sixteen steps, told by the persons who take them."""

from datetime import date, datetime, timedelta
from itertools import count

from communities.access import Role
from communities.lib import clock
from mergers.forms.facts import facts_form
from mergers.models import EvidenceWaiver, MergerCase, StepFiling
from mergers.rules.rulebook import StepView
from mergers.rules.transitions import SETTLED
from mergers.services import cases, departments, evidence, moves

from . import answers, contracts, incidents, inventories, papers, petitions, rolls, slips, stages
from .facts import facts_for
from .ground import Ground
from .schedule import Schedule, schedule
from .timeline import Story, Timeline, at, workday, workday_back, workdays_later
from .units import DISTRICT_NAME, Halt, Unit

MAIN_LINE = (1, 2, 3, 4, 8, 9, 10, 11, 12, 13, 14, 15, 16)
# Where a 核验 finds no change, the roll need not wait for the inventory to be posted.
PROPERTY_LINES = {True: ((5, 6), (7,)), False: ((5, 6, 7),)}
_decisions = count(1)


class UnitStory:
    """A unit, its case once it is open, and who acts for it."""

    def __init__(self, ground: Ground, timeline: Timeline, unit: Unit) -> None:
        self.ground, self.timeline, self.unit = ground, timeline, unit
        self.schedule: Schedule = schedule(unit, ground.book, timeline.until)
        self.case: MergerCase | None = None
        cast, name, street = ground.cast, unit.name, unit.street
        self.secretary, self.clerk = cast.of(Role.SECRETARY, name), cast.of(Role.CLERK, name)
        self.coop_clerk = cast.of(Role.COOP_CLERK, name)
        self.street, self.street_clerk = cast.of(Role.STREET, street), cast.of(Role.STREET, street, 1)
        self.place, self.cooperative = ground.places[name], ground.cooperatives[name]
        self.office, self.second_office = ground.office, cast.of(Role.OFFICE, DISTRICT_NAME, 1)

    def tell(self) -> None:
        self.timeline.add(self._main_line())
        for line in PROPERTY_LINES[self.unit.reformed]:
            self.timeline.add(self._property_line(line))
        self.timeline.add(contracts.told(self))
        self.timeline.add(incidents.moved_plans(self))
        self.timeline.add(petitions.brought(self))
        self.timeline.add(slips.handed_in(self))
        self.timeline.add(answers.asked(self))
        if self.unit.halt == Halt.REOPENED:
            self.timeline.add(incidents.reopened(self))

    def hour(self, day: date, hour: int) -> datetime:
        """Every unit has minutes of its own, so that nothing happens at the same instant twice."""
        return at(day, hour, 2 * self.unit.number + 1)

    def filing(self, number: int) -> StepFiling:
        return StepFiling.objects.get(case=self.case, step=number)

    def filer(self, view: StepView):
        if "street" in view.step.files:
            return self.street_clerk
        return self.coop_clerk if "cooperative" in view.step.files else self.clerk

    def submitter(self, view: StepView):
        return self.street_clerk if "street" in view.step.files else self.secretary

    def reviewer(self, view: StepView):
        return self.office if view.step.reviews == "office" else self.street

    def _main_line(self) -> Story:
        yield self.hour(self.schedule.opened, 8)
        self._open()
        yield from self._line(MAIN_LINE)

    def _property_line(self, numbers: tuple[int, ...]) -> Story:
        yield self.hour(self.schedule.opened + timedelta(days=1), 8)
        if numbers[0] == inventories.STEP:
            yield from self._registers()
        yield from self._line(numbers)

    def _registers(self) -> Story:
        """The roll is taken in before anything is judged; who stops before step 5 has begun to count, too."""
        rolls.take(self)
        if self.unit.step < inventories.STEP:
            yield self.hour(workday(clock.today() + timedelta(days=20)), 10)
            inventories.begin(self, clock.today() - timedelta(days=5))

    def _line(self, numbers: tuple[int, ...]) -> Story:
        for number in numbers:
            if number > self.unit.step:
                return
            yield from self._ready(number)
            if number == self.unit.step:
                yield from incidents.last_step(self, number)
                return
            yield from self.complete(number)

    def _open(self) -> None:
        unit, today, ground = self.unit, clock.today(), self.ground
        place = ground.places[unit.name]
        cases.include_in_plan(
            ground.programme,
            place,
            decision_number=f"示村改办〔{today.year}〕{next(_decisions)}号",
            decided_on=today,
            reason="居民居住已城市化，列入年度撤改撤并计划",
            by=self.office,
        )
        months = (self.timeline.until - today).days // 30
        batch = ground.batches[0 if months > 7 else 1 if months > 2 else 2]
        self.case = cases.open_case(
            place,
            batch,
            reform_done=unit.reformed,
            position=unit.number + 1,
            lead_name=ground.cast.of(Role.LEADER, DISTRICT_NAME).name,
            officer_name=self.street.name,
            by=self.office,
        )

    def _ready(self, number: int) -> Story:
        """Wait, day by day, until the steps before are settled."""
        view = self.case.step_view(number)
        before = set(view.after) | (set() if self.unit.reformed else set(view.step.posting_after))
        while self.case.filings.filter(step__in=before).exclude(status__in=SETTLED).exists():
            yield self.hour(clock.today() + timedelta(days=1), 8)

    def begin(self, number: int) -> Story:
        """The filer begins on the next working day."""
        yield self.hour(workday(clock.today() + timedelta(days=1)), 9)
        view = self.case.step_view(number)
        moves.perform(self.case, number, "start", by=self.filer(view))

    def complete(self, number: int) -> Story:
        """Begin, do what the step asks for, file, and see it through review and confirmation."""
        yield from self.begin(number)
        begun = clock.today()
        days = yield from stages.carry_out(self, number)
        reviews = 2 if self.case.step_view(number).step.confirms else 1
        day = max(workday_back(self.schedule.ends[number], reviews), workday(clock.today()))
        yield self.hour(day, 13)
        yield from self.file(number, begun, days)
        yield from self.see_through(number)

    def file(self, number: int, begun: date, days: dict) -> Story:
        """Facts, papers, submission; where the story says so, returned once and filed again."""
        self.case.refresh_from_db()
        view = self.case.step_view(number)
        self.enter(number, {"begun": begun, **days})
        stages.offer_papers(self, view, begun)
        yield self.hour(clock.today(), 14)
        ask = moves.Ask(actual_on=incidents.late_entry(self.unit, number, clock.today()))
        moves.perform(self.case, number, "submit", by=self.submitter(view), ask=ask)
        yield from incidents.returned(self, number)

    def enter(self, number: int, days: dict) -> None:
        """What the step states when it is filed today."""
        self.keep(number, facts_for(self.unit, self.case.step_view(number), clock.today(), **days))

    def keep(self, number: int, raw: dict) -> None:
        """Put facts through the form the screen uses, then save them."""
        view = self.case.step_view(number)
        form = facts_form(self.case, view, {name: str(value) for name, value in raw.items()})
        if not form.is_valid():
            raise ValueError(f"{self.unit.name}第{number}步：{form.errors.as_text()}")
        evidence.save_facts(self.case, number, form.facts(), by=self.filer(view))

    def see_through(self, number: int) -> Story:
        """Departments sign for it, the reviewer approves, the office confirms."""
        view = self.case.step_view(number)
        yield self.hour(workdays_later(clock.today(), 1), 9)
        self.receive(number)
        moves.perform(self.case, number, "approve", by=self.reviewer(view))
        if number == inventories.STEP:
            inventories.approve(self)
        if view.step.confirms:
            yield self.hour(workdays_later(clock.today(), 1), 15)
            moves.perform(self.case, number, "confirm", by=self.second_office)
        self.case.refresh_from_db()
        if self.case.completed_on:
            incidents.succeed(self)

    def receive(self, number: int) -> None:
        for task in self.filing(number).department_tasks.filter(received_at=None).select_related("organisation"):
            opinion = incidents.opinion(self.unit, number, task.organisation.key)
            departments.receive(task, opinion=opinion, by=self.ground.cast.department(task.organisation.key))

    def upload(self, view: StepView, kind, written_on: date, *, by) -> None:
        title = f"{self.unit.name}{kind.title}"
        file = papers.photograph(title) if "张贴" in kind.title else papers.paper(kind.title)
        evidence.upload(self.case, view.step.number, kind.kind, file, title=title, written_on=written_on, by=by)

    def waive(self, view: StepView, kind: str, reason: str) -> EvidenceWaiver:
        waiver = evidence.ask_waiver(self.case, view.step.number, kind, reason, by=self.filer(view))
        return evidence.allow_waiver(waiver, by=self.reviewer(view))
