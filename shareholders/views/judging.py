"""One opinion for many: the list of who is 待定, what would become of whom, and the confirmation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from communities.access import Verb, page
from communities.lib.errors import Refused
from communities.lib.tables import table
from communities.models import Organisation
from communities.resident_words import name_shown
from communities.views.carrying import carried_before, carry_out
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from shareholders import services
from shareholders.forms.judging import JudgeFilterForm, JudgeForm
from shareholders.models import Member, MemberRoll
from shareholders.rules import categories
from shareholders.rules.membership import LABELS
from shareholders.services import Judged
from shareholders.views import shown

HEADS = ("户编号", "成员编号", "姓名", "性别", "年龄", "成员类别", "列入方式", "备注")
STOPPED_HEADS = ("户编号", "成员编号", "姓名", "成员类别", "不能办理的原因")
MOST_STOPPED = 200


@page("GET", "POST", may=Verb.ROLL)
def members_judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Sent once, it shows what would be decided; sent from there, it is carried out."""
    organisation = shown.cooperative_of(request, pk)
    if request.method == "POST" and (done := carried_before(request)):
        return done
    filters = JudgeFilterForm(organisation, request.user, request.GET)
    form = JudgeForm(filters.found(), organisation, request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            return _tried(request, organisation, form)
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
    context = listed(request, filters.found(), reverse("members_judge_export", args=[pk]), size=100)
    ticked = set(request.POST.getlist("members"))
    rows = ([_tick(each, ticked), *_row(each, request.user)] for each in context["page"])
    context |= {"filters": filters, "form": form, "table": table("选", *HEADS, rows=rows), "heading": "成批认定"}
    context |= {"organisation": organisation, "trail": _trail(organisation), "lines": _lines(organisation)}
    return render(request, "shareholders/judge.html", context)


@page("GET", may=Verb.ROLL)
def members_judge_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly the rows of the filtered list."""
    organisation = shown.cooperative_of(request, pk)
    found = JudgeFilterForm(organisation, request.user, request.GET).found()
    return workbook_response("待定人员", HEADS, (_row(each, request.user) for each in found))


def _tried(request: HttpRequest, organisation: Organisation, form: JudgeForm) -> HttpResponse:
    """Carried out where it was seen before, else what it would do. Raises Refused."""
    opinion, seen = form.opinion(), form.cleaned_data["digest"]

    def act() -> str:
        services.find_many(organisation, form.chosen(), opinion, seen, by=request.user)
        return shown.roll_address(organisation)

    if seen and (done := carry_out(request, form.key, act, "已成批认定，逐人记入经过。")):
        return done
    judged = services.judge(organisation, form.chosen(), opinion)
    context = {
        "organisation": organisation,
        "trail": [*_trail(organisation, here=False), {"label": "核对"}],
        "tiles": _tiles(judged),
        "facts": _facts(judged),
        "table": _decided(judged),
        "stopped": table(*STOPPED_HEADS, rows=_stopped(judged, request.user)),
        "more": max(len(judged.stopped) - MOST_STOPPED, 0),
        "count": len(judged.ready),
        "form": form.hide(judged.digest) if judged.ready else None,
        "back": request.get_full_path(),
    }
    return render(request, "shareholders/judge_seen.html", context)


def _trail(organisation: Organisation, *, here: bool = True) -> list[dict]:
    url = {} if here else {"url": reverse("members_judge", args=[organisation.pk])}
    return shown.trail(organisation, {"label": "成批认定", **url})


def _lines(organisation: Organisation) -> list[str]:
    told = ["先勾选或筛选人员，选意见和条款，点“核对”：看清办理哪些人、哪些人不能办理，再确认。"]
    if organisation.member_roll.mode == MemberRoll.Mode.VERIFY:
        count = organisation.members.on_roll().count()
        told.append(f"核验：已确认的{count}人不再重新确认（农村集体经济组织法第六十六条），不在此列。")
    if not organisation.eligibility_rules.exists():
        told.append("还没有登记认定办法，请先登记认定办法及其条款。")
    return told


def _tick(member: Member, ticked: set[str]) -> dict:
    name = f"成员编号{member.number}"
    return {"tick": "members", "value": member.pk, "text": name, "ticked": str(member.pk) in ticked}


def _row(member: Member, account) -> tuple:
    told = shown.member_row(member, account)
    return told[2], told[1], *told[3:6], told[7], member.get_entered_as_display(), member.remarks


def _tiles(judged: Judged) -> list[dict]:
    return [
        {"label": "将办理（人）", "value": len(judged.ready), "tone": "going"},
        {"label": "不能办理（人）", "value": len(judged.stopped), "tone": "due" if judged.stopped else "idle"},
    ]


def _facts(judged: Judged) -> list[dict]:
    opinion = judged.opinion
    pairs = [
        ("拟定意见", categories.OUTCOME_LABELS[opinion.outcome]),
        ("依据条款", f"{opinion.clause.rule} {opinion.clause.number}"),
        ("条款内容", opinion.clause.text),
        ("表决", str(opinion.decision or "")),
        ("说明", opinion.text),
        ("办理以后", LABELS[judged.target]),
    ]
    return [{"label": label, "value": value} for label, value in pairs if value]


def _decided(judged: Judged) -> dict:
    rows = [(categories.LABELS[key], number) for key, number in judged.by_category().items()]
    return table("成员类别", "人数", rows=rows)


def _stopped(judged: Judged, account) -> list[tuple]:
    return [
        (
            member.household.number,
            member.number,
            name_shown(member.person, account, member.organisation.place),
            categories.LABELS[judged.opinion.of(member)],
            "".join(reasons),
        )
        for member, reasons in judged.stopped[:MOST_STOPPED]
    ]
