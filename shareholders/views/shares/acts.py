"""Acts on the ledger: corrections and cancellations before the lock, tickets after it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from communities.access import Verb, may, page
from communities.forms.base import KeyedForm
from communities.lib.tables import table
from communities.views.carrying import carry_out, say_errors
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from shareholders.forms.share_filters import TicketFilterForm
from shareholders.forms.shares import AdjustForm, ReasonForm, TicketForm
from shareholders.models import ShareTicket, ShareTransaction
from shareholders.services import ledger
from shareholders.services import tickets as service

from .shown import form_page, frame, moment, named, plan_of, trail

HEADS = ("单号", "业务", "转出人", "发生日", "事由", "提交", "状态", "审核")
TONES = {"filed": "wait", "approved": "done", "returned": "late", "withdrawn": "idle"}
ADJUSTING = [
    "固化以前可以更正、赠与、退出；固化以后只能转让或继承。",
    "集体股只更正和退出，凭成员大会的表决办理，发行数随之增减。",
]
EFFECT_HEADS = ("姓名", "股类", "变更前（股）", "变更后（股）")


@page("GET", "POST", may=Verb.KEEP_SHARES)
def share_adjust(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    form = AdjustForm(plan, request.POST or None)

    def act() -> str:
        names = ("kind", "share_class", "shares", "giver", "taker", "decision", "occurred_on", "reason")
        ledger.adjust(plan, by=request.user, **{name: form.cleaned_data[name] for name in names})
        return reverse("share_entries", args=[plan.pk])

    return form_page(request, plan, form, act, "逐笔更正", "已记入台账。", ADJUSTING)


@page("GET", "POST", may=Verb.KEEP_SHARES)
def share_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = ShareTransaction.objects.visible_to(request.user).select_related("plan__organisation__place")
    posted = get_object_or_404(found, pk=pk)
    form = ReasonForm("冲销理由", request.POST or None)

    def act() -> str:
        ledger.cancel(posted, form.cleaned_data["reason"], by=request.user)
        return reverse("share_entries", args=[posted.plan_id])

    lines = [f"{posted}，发生日{posted.occurred_on}。冲销后它和冲销分录都留在台账里，从各日合计中退出。"]
    return form_page(request, posted.plan, form, act, f"冲销{posted}", "已冲销。", lines)


@page("GET", may=Verb.RESIDENTS)
def share_tickets(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    form = TicketFilterForm(request.GET)
    context = listed(request, form.found(plan.tickets.with_names()), reverse("share_tickets_export", args=[plan.pk]))
    context |= {"form": form, "table": table(*HEADS, rows=(_linked(each, request) for each in context["page"]))}
    context |= frame(plan, "share_tickets", request.user) | {"caption": "股权变更单"}
    return render(request, "shareholders/share_list.html", context)


@page("GET", may=Verb.RESIDENTS)
def share_tickets_export(request: HttpRequest, pk: int) -> HttpResponse:
    found = TicketFilterForm(request.GET).found(plan_of(request, pk).tickets.with_names())
    return workbook_response("股权变更单", HEADS, (_row(each, request) for each in found))


@page("GET", "POST", may=Verb.KEEP_SHARES)
def share_ticket_new(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    form = TicketForm(plan, request.POST or None)

    def act() -> str:
        words = {name: form.cleaned_data[name] for name in ("occurred_on", "reason", "basis")}
        kind, giver = form.cleaned_data["kind"], form.cleaned_data["giver"]
        return _address(service.file_ticket(plan, kind, giver, form.parts(), by=request.user, **words))

    if form.is_bound and not form.is_valid():
        say_errors(request, form)
    return form_page(
        request, plan, form, act, "办理转让或继承", "已提交街道审核。", ["提交以后由街道审核，审核通过才记入台账。"]
    )


@page("GET", may=Verb.RESIDENTS)
def share_ticket(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked for, and everybody's shares before and after."""
    this = ticket_of(request, pk)
    place, is_open = this.plan.place, this.status == ShareTicket.Status.FILED
    reviews = is_open and may(request.user, Verb.REVIEW, place) and this.filed_by_id != request.user.pk
    context = {
        "this": this,
        "trail": [
            *trail(this.plan),
            {"label": "变更单", "url": reverse("share_tickets", args=[this.plan_id])},
            {"label": str(this)},
        ],
        "status": {"word": this.get_status_display(), "tone": TONES[this.status]},
        "facts": _facts(this, request),
        "effect": _effect(this, request),
        "approve": ReasonForm("审核意见", required=False) if reviews else None,
        "send_back": ReasonForm("退回理由") if reviews else None,
        "may_withdraw": is_open and may(request.user, Verb.KEEP_SHARES, place),
        "form_key": KeyedForm()["form_key"].value(),
        "history_url": reverse("history", args=[ShareTicket._meta.label_lower, this.pk]),
    }
    return render(request, "shareholders/share_ticket.html", context)


@page("POST", may=Verb.REVIEW)
def share_ticket_approve(request: HttpRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, service.approve, "已审核通过，记入台账。", required=False)


@page("POST", may=Verb.REVIEW)
def share_ticket_return(request: HttpRequest, pk: int) -> HttpResponse:
    return _decided(request, pk, service.send_back, "已退回。", required=True)


@page("POST", may=Verb.KEEP_SHARES)
def share_ticket_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    this, form = ticket_of(request, pk), KeyedForm(request.POST)
    form.is_valid()

    def act() -> str:
        return _address(service.withdraw(this, by=request.user))

    return carry_out(request, form.key, act, "已撤回。") or redirect(_address(this))


def ticket_of(request: HttpRequest, pk: int) -> ShareTicket:
    return get_object_or_404(ShareTicket.objects.visible_to(request.user).with_names(), pk=pk)


def _decided(request: HttpRequest, pk: int, service_act, said: str, *, required: bool) -> HttpResponse:
    this, form = ticket_of(request, pk), ReasonForm("意见", request.POST, required=required)

    def act() -> str:
        return _address(service_act(this, form.cleaned_data["reason"], by=request.user))

    if not form.is_valid():
        say_errors(request, form)
        return redirect(_address(this))
    return carry_out(request, form.key, act, said) or redirect(_address(this))


def _address(ticket: ShareTicket) -> str:
    return reverse("share_ticket", args=[ticket.pk])


def _row(this: ShareTicket, request: HttpRequest) -> tuple:
    reviewed = f"{moment(this.reviewed_at)} {this.reviewed_by.name}" if this.reviewed_by else ""
    giver = named(this.giver, request.user, this.plan.place)
    filed = f"{moment(this.filed_at)} {this.filed_by.name}"
    days = this.occurred_on.isoformat()
    return this.number, this.get_kind_display(), giver, days, this.reason, filed, this.get_status_display(), reviewed


def _linked(this: ShareTicket, request: HttpRequest) -> list:
    number, *middle, status, reviewed = _row(this, request)
    shown = {"text": status, "tone": TONES[this.status]}
    return [{"text": f"第{number}号", "url": _address(this)}, *middle, shown, reviewed]


def _facts(this: ShareTicket, request: HttpRequest) -> list[dict]:
    pairs = [
        ("转出人", named(this.giver, request.user, this.plan.place)),
        ("发生日", this.occurred_on.isoformat()),
        ("事由", this.reason),
        ("依据", this.basis),
        ("提交", f"{moment(this.filed_at)} {this.filed_by.name}"),
        ("审核", f"{moment(this.reviewed_at)} {this.reviewed_by.name}" if this.reviewed_by else ""),
        ("审核意见", this.opinion),
        ("台账业务", str(this.posted or "")),
    ]
    return [{"label": label, "value": value} for label, value in pairs if value]


def _effect(this: ShareTicket, request: HttpRequest) -> dict:
    viewer, place = request.user, this.plan.place
    people = {line.taker.name: line.taker for line in this.lines.select_related("taker")}
    people[this.giver.name] = this.giver
    rows = (
        [named(people[name], viewer, place), share_class, was, {"text": now, "tone": "going"}]
        for name, share_class, was, now in service.effect_of(this)
    )
    return table(*EFFECT_HEADS, rows=rows)
