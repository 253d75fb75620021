"""Finished facts of the roll and its members for their pages."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from communities.access import Verb, may
from communities.lib import clock
from communities.lib.tables import table
from communities.models import Organisation, Person
from communities.resident_words import age_shown, id_shown, name_shown, where_now
from communities.views.listing import MOST
from shareholders.models import Member, RollBoard
from shareholders.rules import categories
from shareholders.rules.membership import EVENT_LABELS, LABELS, MOVES, Event
from shareholders.rules.reference import in_words

ROOT = {"label": "成员名册"}
SEXES = dict(Person.Sex.choices)
TONES = {
    "pending": "due",
    "proposed": "going",
    "not_proposed": "again",
    "member": "done",
    "retained": "wait",
    "refused": "hold",
    "lost": "hold",
    "left": "hold",
}
HEADS = (
    "社区",
    "成员编号",
    "户编号",
    "姓名",
    "性别",
    "年龄",
    "身份证号",
    "成员类别",
    "状态",
    "成为成员日期",
    "终止日期",
)
moment = clock.to_minute


def count_words(count: int) -> str:
    """“680”, or “10000以上”: beyond what anybody turns pages for, nobody counts."""
    return f"{count}以上" if count >= MOST else str(count)


def member_row(member: Member, account) -> tuple:
    place, person = member.organisation.place, member.person
    return (
        place.name,
        member.number,
        member.household.number,
        name_shown(person, account, place),
        SEXES[person.sex],  # get_…_display lays out all choices each time: too long for tens of thousands
        age_shown(person),
        id_shown(person),
        categories.LABELS[member.category],
        LABELS[member.status],
        str(member.since or ""),
        str(member.until or ""),
    )


def linked_row(member: Member, account) -> tuple:
    row = list(member_row(member, account))
    row[3] = {"text": row[3], "url": member_address(member)}
    row[8] = {"text": row[8], "tone": TONES[member.status]}
    return tuple(row)


def cooperative_of(request: HttpRequest, pk: int) -> Organisation:
    """A cooperative with a roll that the viewer may see."""
    found = Organisation.objects.visible_to(request.user).filter(member_roll__isnull=False)
    return get_object_or_404(found.select_related("place__district", "place__parent", "member_roll"), pk=pk)


def new_decision(organisation: Organisation, account) -> dict:
    """For a form that asks for a decision: the way to state one that is missing, for those who may."""
    if not may(account, Verb.ROLL, organisation.place):
        return {}
    return {"also": {"label": "登记新的表决", "url": reverse("decision_new", args=[organisation.pk])}}


def member_of(request: HttpRequest, pk: int) -> Member:
    found = Member.objects.visible_to(request.user)
    return get_object_or_404(
        found.select_related("person__district", "household", "organisation__place__district"), pk=pk
    )


def board_of(request: HttpRequest, pk: int) -> RollBoard:
    found = RollBoard.objects.visible_to(request.user)
    return get_object_or_404(found.select_related("organisation__place__district", "notice", "paper"), pk=pk)


def roll_address(organisation: Organisation) -> str:
    return reverse("roll", args=[organisation.pk])


def member_address(member: Member) -> str:
    return reverse("member", args=[member.pk])


def board_address(board: RollBoard) -> str:
    return reverse("roll_board", args=[board.pk])


def trail(organisation: Organisation, *more: dict) -> list[dict]:
    root = {**ROOT, "url": reverse("members")}
    return [root, {"label": organisation.name, "url": roll_address(organisation)}, *more]


def reference(roll) -> str:
    return in_words(roll.reference_at.astimezone(clock.SHANGHAI))


def member_facts(member: Member, account) -> list[dict]:
    person, place = member.person, member.organisation.place
    known = Person.objects.visible_to(account).filter(pk=person.pk).exists()
    pairs = [
        ("成员编号", member.number, ""),
        ("姓名", name_shown(person, account, place), reverse("resident", args=[person.pk]) if known else ""),
        ("户籍登记", where_now(person, account), ""),
        ("户", f"{member.household.number}号户", reverse("household", args=[member.household_id])),
        ("性别", person.get_sex_display(), ""),
        ("年龄", age_shown(person), ""),
        ("身份证号", id_shown(person), ""),
        ("成员类别", member.get_category_display(), ""),
        ("列入方式", member.get_entered_as_display(), ""),
        ("成为成员日期", str(member.since or ""), ""),
        ("终止日期", str(member.until or ""), ""),
        ("备注", member.remarks, ""),
    ]
    return [{"label": label, "value": value, "url": url} for label, value, url in pairs if value]


def member_acts(member: Member, account) -> list[dict]:
    if not may(account, Verb.ROLL, member.organisation.place):
        return []
    open_ = {row.move for row in MOVES if row.source == member.status}
    leaving = {Event.DIED, Event.LEFT, Event.ELSEWHERE} & open_
    offers = [
        ("认定意见", "member_find", Event.FOUND in open_),
        ("恢复待定", "member_reopen", Event.REOPENED in open_),
        ("变动", "member_leave", bool(leaving)),
        ("改列另一户", "member_regroup", Event.CORRECTED in open_),
        ("登记入户", "member_settle", may_settle(member)),
    ]
    return [{"label": label, "url": reverse(name, args=[member.pk])} for label, name, shown in offers if shown]


def may_settle(member: Member) -> bool:
    """Whether the member lives, and lives in no household now."""
    return member.person.residence is None and member.person.died_on is None


def elsewhere_lines(member: Member, account) -> list[str]:
    """What is said of a member whom the household registers the viewer sees do not know."""
    if Person.objects.visible_to(account).filter(pk=member.person_id).exists():
        return []
    where = where_now(member.person, account)
    told = (
        f"{member.organisation.place.name}的户册上没有此人（户籍登记：{where}），居民页面不能打开；成员身份不受影响。"
    )
    moved = "户籍迁入的，先由现登记的社区办理迁出，再在本页登记入户。"
    return [told, moved if member.person.residence else "户籍在本社区的，请在本页登记入户。"]


def findings_table(member: Member) -> dict:
    findings = member.findings.select_related("clause__rule", "decision", "found_by")
    rows = [
        (
            moment(each.found_at),
            each.get_category_display(),
            each.get_outcome_display(),
            str(each.clause),
            each.article,
            str(each.decision or ("须表决，尚未表决" if not each.settled else "")),
            each.found_by.name,
        )
        for each in findings
    ]
    return table("时间", "类别", "拟定意见", "依据条款", "法律依据", "表决", "认定人", rows=rows)


def member_events(member: Member) -> list[dict]:
    return [
        {
            "when": f"{each.occurred_on}（录入 {moment(each.at)}）",
            "who": each.by_name,
            "act": EVENT_LABELS[each.kind],
            "now": each.get_status_display(),
            "tone": TONES[each.status],
            "text": "；".join(filter(None, [each.basis, each.text])),
            "url": reverse("document", args=[each.document_id]) if each.document_id else "",
        }
        for each in member.events.order_by("-at", "-pk")
    ]
