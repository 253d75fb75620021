"""The queue of streets and the district office: what waits for them, oldest first, and for how long."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from communities.access import Role
from communities.lib import clock
from communities.lib.tables import table
from communities.lib.workdays import Calendar
from communities.models import Place
from communities.services import holidays, settings
from mergers.models import Issue, MergerCase, NodeDispatch, RulebookVersion, StepFiling, WeeklyRound
from mergers.presenters import follow_up
from mergers.presenters.home.card import Card
from mergers.presenters.home.rechecks import Rechecks
from mergers.presenters.words import status_tag
from mergers.rules.transitions import SETTLED, Status, owner, parties_of
from mergers.services import rounds

SHOWN = 50
OWING_SHOWN = 20
NODES_SHOWN = 8
PARTY = {Role.STREET: "street", Role.OFFICE: "office"}
LIMITS = {"street": "review.street_workdays", "office": "review.district_workdays"}
WAITING = (Status.SUBMITTED, Status.REVIEWED, Status.RECHECK)


def cards(account) -> list[Card]:
    """For every post as street or office; the office is also asked to approve and to hold node dispatches."""
    told = []
    for post in account.posts():
        if post.role not in PARTY:
            continue
        party, district = PARTY[post.role], post.place.district_or_self
        cases = MergerCase.objects.open().filter(Q(place__parent=post.place) | Q(place__district=post.place))
        told.append(_queue(cases, party, district))
        told += _to_file(cases, district) if party == "street" else _to_decide(cases)
        told += _owing(post.place, district)
        told.append(_issues(account, "district" if party == "office" else "street"))
    return told


def turn_of(party: str, statuses: Iterable[str], district: Place) -> Q:
    """The filings on which it is the party's turn, as the rulebooks in use say; no row is read for it."""
    found = Q(pk__in=[])
    for version in RulebookVersion.objects.filter(district=district):
        for status in statuses:
            steps = [
                step.number
                for step in version.rulebook.steps
                if (turn := owner(step, status)) and party in parties_of(step, turn)
            ]
            found |= Q(case__rulebook_version=version, status=status, step__in=steps)
    return found


def _queue(cases, party: str, district: Place) -> Card:
    mine = StepFiling.objects.filter(turn_of(party, WAITING, district), case__in=cases, case__suspended_on=None)
    count = mine.count()
    limit, calendar = settings.value(LIMITS[party], district), holidays.calendar_for(district)
    filings = list(mine.with_cases().order_by("submitted_at", "pk")[:SHOWN])
    rechecks, rows = Rechecks.of(filings), []
    filings.sort(key=lambda filing: bool(rechecks.first_unsettled(filing)))  # what cannot be done yet stands last
    for filing in filings:
        state = status_tag(filing.status)
        rows.append(
            [
                {"text": filing.case.place.name, "url": reverse("step", args=[filing.case_id, filing.step])},
                filing.case.place.parent.name,
                f"{filing.step} {filing.case.step_view(filing.step).title}",
                {"text": state["word"], "tone": state["tone"]},
                _waited(filing, rechecks, limit, calendar),
            ]
        )
    return Card(
        title="待审核、待确认",
        tone="due" if count else "done",
        word=f"{count} 件",
        label=f"时限 {limit} 个工作日",
        table=table("社区（村）", "街道", "步骤", "状态", "已等待", rows=rows),
        empty="没有等待办理的填报。",
        wide=True,
    )


def _waited(filing: StepFiling, rechecks: Rechecks, limit: int, calendar: Calendar) -> dict:
    """How long it has waited for whoever has it now; what waits for an earlier step is nobody's delay here."""
    if first := rechecks.first_unsettled(filing):
        return {"text": f"待第{first}步办结后复核", "tone": "again"}
    moments = {Status.SUBMITTED: filing.submitted_at, Status.REVIEWED: filing.reviewed_at}
    since = moments.get(filing.status) or rechecks.since(filing)
    days = len(calendar.workdays_between(since.astimezone(clock.SHANGHAI).date(), clock.today()))
    return {"text": f"{days} 个工作日", "tone": "late" if days > limit else "going"}


def _to_file(cases, district: Place) -> list[Card]:
    """Steps the street files itself, where everything before them is settled."""
    books = {version.pk: version.rulebook for version in RulebookVersion.objects.filter(district=district)}
    own = {key: [step for step in book.steps if "street" in step.files] for key, book in books.items()}
    statuses: dict[int, dict[int, str]] = {}
    filings = StepFiling.objects.filter(case__in=cases, case__suspended_on=None)
    for case, step, status in filings.values_list("case_id", "step", "status"):
        statuses.setdefault(case, {})[step] = status
    entries = []
    for case in cases.filter(pk__in=statuses).with_places().in_order():
        settled = {step for step, status in statuses[case.pk].items() if status in SETTLED}
        for step in own[case.rulebook_version_id]:
            status = statuses[case.pk][step.number]
            view = step.for_case(case.facts())
            if owner(step, status) == "filer" and settled.issuperset(view.after):
                entries.append(_entry(case, step.number, view.title, status))
    return [Card(title="本街道填报的步骤", entries=entries[:SHOWN])] if entries else []


def _entry(case: MergerCase, step: int, title: str, status: str) -> dict:
    url = reverse("step", args=[case.pk, step])
    return {"text": f"{case.place.name} 第{step}步 {title}", "url": url, **status_tag(status)}


def _to_decide(cases) -> list[Card]:
    """What only the office decides: the way of a merger, a step that does not apply, a key node reached."""
    chosen = cases.exclude(mode="").filter(mode_approved_at=None).with_places()[:SHOWN]
    entries = [
        {
            "text": f"{case.place.name}：{case.get_mode_display()}",
            "url": reverse("case", args=[case.pk]),
            "tone": "due",
            "word": "方式待批准",
        }
        for case in chosen
    ]
    waivers = StepFiling.objects.filter(case__in=cases, waived_at=None).exclude(waiver_requested_at=None)
    entries += [
        {
            "text": f"{filing.case.place.name} 第{filing.step}步",
            "url": reverse("step", args=[filing.case_id, filing.step]),
            "tone": "due",
            "word": "申请不适用",
            "detail": filing.waiver_reason,
        }
        for filing in waivers.select_related("case__place").order_by("waiver_requested_at")[:SHOWN]
    ]
    decided = [Card(title="待批准", entries=entries)] if entries else []
    return decided + _nodes(cases)


def _nodes(cases) -> list[Card]:
    """Key nodes reached that nobody has dispatched yet, the oldest first."""
    waiting = NodeDispatch.objects.filter(case__in=cases, noted_at=None)
    count = waiting.count()
    entries = [
        {"text": follow_up.node_title(node), "url": f"{reverse('nodes')}#node-{node.pk}"}
        for node in waiting.select_related("case__place", "case__rulebook_version").order_by("opened_at")[:NODES_SHOWN]
    ]
    if not count:
        return []
    return [Card(title="节点调度", tone="due", word=f"{count} 件", url=reverse("nodes"), label="全部", entries=entries)]


def _owing(place: Place, district: Place) -> list[Card]:
    """Units that still owe the running round's report."""
    now = clock.now()
    round = WeeklyRound.objects.filter(district=district, opens_at__lte=now, cutoff_at__gt=now).order_by("cutoff_at")
    running = round.first()
    if running is None:
        return []
    owed = rounds.owing(running).filter(Q(place__parent=place) | Q(place__district=place)).with_places()
    count = owed.count()
    entries = [
        {"text": case.place.name, "url": reverse("case", args=[case.pk]), "detail": case.place.parent.name}
        for case in owed.in_order()[:OWING_SHOWN]
    ]
    if count > OWING_SHOWN:
        entries.append({"text": f"另有 {count - OWING_SHOWN} 个", "url": reverse("weekly_reports")})
    return [
        Card(
            title=f"{running}未报送",
            tone="due" if count else "done",
            word=f"{count} 个",
            url=reverse("weekly_reports"),
            label="报送情况",
            entries=entries,
            empty="各单位都已报送。",
        )
    ]


def _issues(account, level: str) -> Card:
    found = Issue.objects.visible_to(account).open().filter(level=level).with_places()
    return Card(
        title="协调事项",
        url=reverse("issues"),
        label="全部",
        entries=[follow_up.issue_entry(issue) for issue in found[:OWING_SHOWN]],
        empty="没有未销号的协调事项。",
    )
