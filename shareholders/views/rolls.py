"""The roll: its list and exports, one cooperative's overview, beginning it, confirming it."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from communities.access import Verb, has_verb, may, page
from communities.lib.errors import Refused
from communities.lib.tables import table
from communities.models import Organisation
from communities.services import residents
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from communities.views.residents.shown import form_page
from shareholders import services
from shareholders.board_rows import round_faults
from shareholders.forms.member_search import (
    RELATED,
    MemberFilterForm,
    NumberSearchForm,
    searching_post,
)
from shareholders.forms.rolls import BeginForm, ConfirmForm, rollless
from shareholders.models import Member, MemberRoll, RollBoard
from shareholders.rules.membership import LABELS
from shareholders.views import shown
from shareholders.views.posted import board_item

TOO_MANY = ("符合的人太多，只列出其中一部分；请多输入几个字，或选定社区。",)


@page("GET", may=Verb.RESIDENTS)
def member_list(request: HttpRequest) -> HttpResponse:
    form = MemberFilterForm(request.user, request.GET or None)
    context = {"form": form, **listed(request, form.listed(), reverse("members_export"))}
    context["table"] = table(*shown.HEADS, rows=(shown.linked_row(each, request.user) for each in context["page"]))
    rolls = MemberRoll.objects.visible_to(request.user).select_related("organisation")
    context["rolls"] = [
        {
            "text": each.organisation.name,
            "url": shown.roll_address(each.organisation),
            "detail": f"{each.get_mode_display()}；基准日 {shown.reference(each)}",
        }
        for each in rolls
    ]
    context["count"] = shown.count_words(context["page"].paginator.count)
    context["too_many"] = TOO_MANY if form.too_many else ()
    context["number_form"] = NumberSearchForm() if searching_post(request.user) else None
    context["may_begin"] = has_verb(request.user, Verb.ROLL) and rollless(request.user).exists()
    return render(request, "shareholders/members.html", context)


@page("GET", may=Verb.RESIDENTS)
def members_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list, without numbers."""
    found = MemberFilterForm(request.user, request.GET or None).found().select_related(None)
    # A district has tens of thousands: read by portions, each cooperative once a portion and not for every member.
    found = found.select_related("person", "household").defer("person__created_at", "household__created_at")
    members = found.prefetch_related("organisation__place__parent").iterator(chunk_size=2_000)
    return workbook_response("成员名册", shown.HEADS, (shown.member_row(each, request.user) for each in members))


@page("POST", may=Verb.REVEAL)
def members_by_number(request: HttpRequest) -> HttpResponse:
    """Who has this identity number, in the answer to the form itself: the number stands in no address."""
    form, found = NumberSearchForm(request.POST), Member.objects.none()
    if form.is_valid():
        try:
            post = searching_post(request.user)
            person = residents.find_by_number(form.cleaned_data["id_number"], post.place, by=request.user)
            found = Member.objects.visible_to(request.user).filter(person=person) if person else found
        except Refused as refusal:
            form.add_error("id_number", list(refusal.reasons))
    rows = (shown.linked_row(each, request.user) for each in found.select_related(*RELATED))
    context = {"form": NumberSearchForm() if form.is_valid() else form, "asked": form.is_valid()}
    context["trail"] = [{**shown.ROOT, "url": reverse("members")}, {"label": "按身份证号查找"}]
    return render(request, "shareholders/members_by_number.html", context | {"table": table(*shown.HEADS, rows=rows)})


@page("GET", "POST", may=Verb.ROLL)
def roll_new(request: HttpRequest) -> HttpResponse:
    form = BeginForm(request.user, request.POST or None)

    def act() -> str:
        organisation = form.cleaned_data["organisation"]
        services.begin_roll(organisation, by=request.user, **form.facts())
        return shown.roll_address(organisation)

    back = reverse("members")
    trail = [{**shown.ROOT, "url": back}, {"label": "建立名册"}]
    sub = "原改革已确认的成员不再重新确认，只核验和办理变更（农村集体经济组织法第六十六条）。"
    return form_page(request, form, act, "建立名册", "成员名册已建立。", sub=sub, back=back, trail=trail)


@page("GET", may=Verb.RESIDENTS)
def roll(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = shown.cooperative_of(request, pk)
    context = {
        "organisation": organisation,
        "trail": shown.trail(organisation),
        "facts": _facts(organisation.member_roll),
        "tiles": _tiles(organisation),
        "steps": _steps(organisation),
        "boards": _boards(organisation),
        "rules": _rules(organisation),
        "decisions": _decisions(organisation),
        "acts": _acts(organisation, request.user),
        "may_full_list": may(request.user, Verb.FULL_LIST, organisation.place),
    }
    return render(request, "shareholders/roll.html", context)


@page("GET", "POST", may=Verb.ROLL)
def roll_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = shown.cooperative_of(request, pk)
    form = ConfirmForm(organisation, request.POST or None)

    def act() -> str:
        services.confirm_members(organisation, form.cleaned_data["decision"], by=request.user)
        return shown.roll_address(organisation)

    sub = "拟认定的成为成员，拟不认定的不予认定，待定的保持待定；确认后名册和户册锁定。"
    back, trail = shown.roll_address(organisation), shown.trail(organisation, {"label": "确认成员"})
    warnings = round_faults(organisation, 3)
    return form_page(
        request, form, act, "确认成员", "成员已确认，名册已锁定。", sub=sub, back=back, trail=trail, warnings=warnings
    )


def _facts(roll: MemberRoll) -> list[dict]:
    pairs = [
        ("方式", roll.get_mode_display()),
        ("基准日", shown.reference(roll)),
        ("原改革确认日期", str(roll.confirmed_on or "")),
        ("依据", roll.basis),
        ("建册", f"{roll.begun_by.name} {shown.moment(roll.begun_at)}"),
        ("锁定", f"{roll.locked_by.name} {shown.moment(roll.locked_at)}" if roll.locked_at else "未锁定"),
    ]
    return [{"label": label, "value": value} for label, value in pairs if value]


def _tiles(organisation: Organisation) -> list[dict]:
    counted = dict(organisation.members.order_by().values_list("status").annotate(Count("pk")))
    address = f"{reverse('members')}?place={organisation.place_id}&status="
    return [
        {"label": label, "value": counted.get(key, 0), "url": address + key, "tone": shown.TONES[key]}
        for key, label in LABELS.items()
        if key in counted or key in ("member", "pending")
    ]


def _steps(organisation: Organisation) -> list[dict]:
    """The way of the roll, and what each posting still lacks."""
    pending = organisation.members.undecided().count()
    confirmed = {"ok": not pending, "text": "人员均已确认", "detail": f"{pending}人尚未确认" if pending else ""}
    verify = organisation.member_roll.mode == MemberRoll.Mode.VERIFY
    if verify and not pending and not organisation.roll_boards.exists():
        return [confirmed, {"ok": True, "text": "没有变更要张榜", "detail": "原改革中已确认的成员不再重新确认。"}]
    items = [{"ok": organisation.eligibility_rules.exists(), "text": "认定办法已登记"}, confirmed]
    for number, word in RollBoard.ROUNDS.items():
        faults = round_faults(organisation, number)
        items.append({"ok": not faults, "text": f"{word}公示期满", "detail": "".join(faults)})
    return items


def _boards(organisation: Organisation) -> list[dict]:
    boards = organisation.roll_boards.select_related("organisation", "notice")
    return [board_item(each, shown.board_address(each), f"{each.households}户、{each.people}人") for each in boards]


def _rules(organisation: Organisation) -> list[dict]:
    rules = organisation.eligibility_rules.select_related("decision").annotate(clause_count=Count("clauses"))
    return [
        {
            "text": str(rule),
            "url": reverse("eligibility_rule", args=[rule.pk]),
            "detail": f"{rule.clause_count}条；{rule.decision}",
        }
        for rule in rules
    ]


def _decisions(organisation: Organisation) -> list[dict]:
    return [
        {
            "text": str(each),
            "url": reverse("document", args=[each.document_id]),
            "word": "通过" if each.passed else "不生效力",
            "tone": "done" if each.passed else "hold",
            "detail": f"{each.get_subject_display()}；应到{each.entitled}、实到{each.present}、赞成{each.in_favour}。"
            + "".join(each.faults(each.subject)),
        }
        for each in organisation.member_decisions.all()
    ]


def _acts(organisation: Organisation, account) -> list[dict]:
    keeps, posts = may(account, Verb.ROLL, organisation.place), may(account, Verb.POST, organisation.place)
    offers = [
        ("列入人员", "member_enter", keeps),
        ("成批认定", "members_judge", keeps and organisation.members.pending().exists()),
        ("登记表决", "decision_new", keeps),
        ("登记认定办法", "rule_new", keeps),
        ("张榜公示", "roll_board_new", posts and keeps),
        ("确认成员", "roll_confirm", keeps and organisation.members.undecided().exists()),
    ]
    offers.append(("三会成员", "officers", True))
    acts = [{"label": label, "url": reverse(name, args=[organisation.pk])} for label, name, shown_ in offers if shown_]
    if keeps and organisation.member_roll.locked_at is None:
        acts.insert(0, {"label": "工作簿导入", "url": reverse("roll_intake_list", args=[organisation.place_id])})
    return acts
