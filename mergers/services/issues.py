"""A difficulty that holds a community up: raised, assigned, answered, moved up when overdue, closed (销号)."""

from datetime import date

from django.db import transaction
from django.urls import reverse

from communities.access import Role, Verb, acts_for, may
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Organisation
from communities.services import messages
from communities.services.recording import SYSTEM, record
from mergers.models import Issue, IssueEvent, MergerCase

Level, Kind = Issue.Level, IssueEvent.Kind
LADDER = (Level.COMMUNITY, Level.STREET, Level.DISTRICT)
# Who solves at each level; whoever has it overdue at the last one hears of it with the leaders.
SOLVERS = {Level.COMMUNITY: (Role.SECRETARY,), Level.STREET: (Role.STREET,), Level.DISTRICT: (Role.OFFICE,)}


@transaction.atomic
def raise_issue(case: MergerCase, text: str, *, by, step: int | None = None, level: str = Level.STREET) -> Issue:
    """Raise a difficulty to the level that is to solve it; that level is told. Raises Refused."""
    if not any(may(by, verb, case.place) for verb in (Verb.REPORT, Verb.REVIEW, Verb.DISPATCH)):
        raise Refused(f"{case.place.name}的难点由社区、街道或区领导小组办公室提出。")
    if not text.strip():
        raise Refused("请写明需要协调的事项。")
    if level not in Level.values:
        raise Refused("层级只能是社区、街道或区级。")
    if step is not None and not case.filings.filter(step=step).exists():
        raise Refused(f"没有第{step}步。")
    issue = Issue.objects.create(
        case=case,
        step=step,
        text=text.strip(),
        level=level,
        raised_at=clock.now(),
        raised_on=clock.today(),
        raised_by=by,
    )
    _event(issue, Kind.RAISED, by=by, text=issue.text, data={"level": level})
    record("提出协调事项", issue, by=by, place=case.place, changes={"层级": [None, issue.get_level_display()]})
    _tell(messages.holders(SOLVERS[level], case.place), issue, "请交办")
    return issue


@transaction.atomic
def assign(issue: Issue, owner: Organisation, *, due_on: date, by) -> Issue:
    """交办 to an organisation of the district, with the day by which it is to be solved. Raises Refused."""
    issue = locked(issue)
    _require_steward(issue, by, "交办")
    if due_on < clock.today():
        raise Refused("办理期限不能早于今天。")
    if owner.place.district_or_self != issue.case.place.district:
        raise Refused(f"{owner.name}不属于{issue.case.place.district.name}。")
    before = issue.owner and issue.owner.name
    issue.owner, issue.due_on, issue.received_at, issue.received_by = owner, due_on, None, None
    issue.save()
    _event(issue, Kind.ASSIGNED, by=by, text=owner.name, data={"owner": owner.short_name, "due_on": f"{due_on}"})
    changes = {"责任单位": [before, owner.name], "办理期限": [None, due_on]}
    record("交办协调事项", issue, by=by, place=issue.case.place, changes=changes)
    _tell(messages.people_of(owner), issue, f"请于{due_on:%m-%d}前办理")
    return issue


@transaction.atomic
def receive(issue: Issue, *, by) -> Issue:
    """签收 by a person of the organisation it was given to. Raises Refused."""
    issue = locked(issue)
    _require_owner(issue, by)
    if issue.received_at:
        raise Refused("这一事项已经签收。")
    issue.received_at, issue.received_by = clock.now(), by
    issue.save(update_fields=["received_at", "received_by"])
    _event(issue, Kind.RECEIVED, by=by, text=issue.owner.name)
    record("签收协调事项", issue, by=by, place=issue.case.place)
    return issue


@transaction.atomic
def answer(issue: Issue, text: str, *, by) -> IssueEvent:
    """反馈 how far it has come; who assigned it is told and closes it. Raises Refused."""
    issue = locked(issue)
    _require_owner(issue, by)
    if not text.strip():
        raise Refused("请写明办理情况。")
    event = _event(issue, Kind.ANSWERED, by=by, text=text.strip())
    record("反馈协调事项", issue, by=by, place=issue.case.place, changes={"办理情况": [None, event.text]})
    _tell(messages.holders(SOLVERS[issue.level], issue.case.place), issue, f"{issue.owner.name}已反馈")
    return event


@transaction.atomic
def move_up(issue: Issue, *, reason: str, by) -> Issue:
    """提级: to the next level up; from the district to its leaders. Raises Refused."""
    issue = locked(issue)
    if by is not SYSTEM:
        _require_steward(issue, by, "提级")
    if not reason.strip():
        raise Refused("提级须写明理由。")
    before, data = issue.get_level_display(), {"due_on": f"{issue.due_on or ''}"}
    if issue.level == Level.DISTRICT:
        to, people = "区领导", messages.holders([Role.LEADER, Role.OFFICE], issue.case.place)
    else:
        issue.level = LADDER[LADDER.index(issue.level) + 1]
        issue.save(update_fields=["level"])
        to, people = issue.get_level_display(), messages.holders(SOLVERS[issue.level], issue.case.place)
        data["level"] = issue.level
    _event(issue, Kind.MOVED_UP, by=by, text=f"提请{to}协调：{reason.strip()}", data=data)
    record("提级协调事项", issue, by=by, place=issue.case.place, changes={"层级": [before, to]}, reason=reason)
    _tell(people, issue, "已提级，请协调")
    return issue


def move_up_overdue() -> int:
    """Move every overdue issue up once for each due day; how many moved. Late or twice makes no difference."""
    moved = 0
    for pk in Issue.objects.overdue(clock.today()).order_by("pk").values_list("pk", flat=True):
        moved += _move_up_if_overdue(pk)
    return moved


@transaction.atomic
def _move_up_if_overdue(pk: int) -> bool:
    issue = Issue.objects.select_for_update().overdue(clock.today()).filter(pk=pk).first()
    if issue is None:
        return False
    if issue.events.filter(kind=Kind.MOVED_UP, data__due_on=f"{issue.due_on}").exists():
        return False
    days = (clock.today() - issue.due_on).days
    move_up(issue, reason=f"办理期限{issue.due_on}已过{days}日", by=SYSTEM)
    return True


@transaction.atomic
def close(issue: Issue, resolution: str, *, by) -> Issue:
    """销号 with its result, by the level that gave it out. Raises Refused."""
    issue = locked(issue)
    _require_steward(issue, by, "销号")
    if not resolution.strip():
        raise Refused("销号须写明办理结果。")
    issue.closed_at, issue.closed_by, issue.resolution = clock.now(), by, resolution.strip()
    issue.save(update_fields=["closed_at", "closed_by", "resolution"])
    _event(issue, Kind.CLOSED, by=by, text=issue.resolution, data={"closed": True})
    record("协调事项销号", issue, by=by, place=issue.case.place, changes={"办理结果": [None, issue.resolution]})
    _tell({person.pk: person for person in (*_owners(issue), issue.raised_by)}.values(), issue, "已销号")
    return issue


def is_steward(issue: Issue, account) -> bool:
    """Whether the account gives the issue out and closes it: the office any, a street those below the district."""
    place = issue.case.place
    return may(account, Verb.DISPATCH, place) or (issue.level != Level.DISTRICT and may(account, Verb.REVIEW, place))


def locked(issue: Issue) -> Issue:
    """The issue's row, held till the end of the transaction; a closed one is done with."""
    issue = Issue.objects.select_for_update(of=("self",)).with_places().select_related("raised_by").get(pk=issue.pk)
    if issue.closed_at:
        raise Refused("这一事项已经销号。")
    return issue


def _require_steward(issue: Issue, by, act: str) -> None:
    if not is_steward(issue, by):
        who = "区领导小组办公室" if issue.level == Level.DISTRICT else "街道或区领导小组办公室"
        raise Refused(f"{issue.get_level_display()}协调事项由{who}{act}。")


def _require_owner(issue: Issue, by) -> None:
    if issue.owner is None:
        raise Refused("这一事项还没有交办。")
    if not acts_for(by, issue.owner):
        raise Refused(f"这一事项交办{issue.owner.name}，由该单位的人员签收和反馈。")


def _owners(issue: Issue) -> list:
    return messages.people_of(issue.owner) if issue.owner else []


def _event(issue: Issue, kind: str, *, by, text: str = "", data: dict | None = None) -> IssueEvent:
    return IssueEvent.objects.create(
        issue=issue, kind=kind, occurred_on=clock.today(), at=clock.now(), by_name=by.name, text=text, data=data or {}
    )


def _tell(people, issue: Issue, words: str) -> None:
    text = f"{issue.case.place.name}协调事项“{issue}”{words}。"
    messages.tell(people, text, reverse("issue", args=[issue.pk]))
