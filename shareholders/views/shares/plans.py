"""The list of cooperatives' share plans, and one plan: classes, allocation with the sum check, its way to the lock."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from communities.access import Verb, has_verb, may, page
from communities.forms.base import KeyedForm
from communities.lib.tables import table
from communities.models import Organisation
from communities.views.carrying import carry_out
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from shareholders.forms.share_plans import BaseOf, ClaimsForm, ClassForm, DecideForm, PlanForm
from shareholders.forms.shares import DayForm, ReasonForm
from shareholders.models import ShareAccount, ShareClass, SharePlan
from shareholders.rules.ledger import plain
from shareholders.services import ledger
from shareholders.services import plans as service

from . import plan_shown
from .shown import TONES, address, form_key, form_page, frame, plan_of, plans

HEADS = ("社区", "合作社", "版次", "状态", "基准日", "量化基数（元）", "总股数", "持股人数", "待审变更单")


@page("GET", may=Verb.VIEW)
def share_list(request: HttpRequest) -> HttpResponse:
    context = listed(request, _counted(request), reverse("shares_export"))
    context["table"] = table(*HEADS, rows=(_linked(each, request.user) for each in context["page"]))
    context["may_start"] = has_verb(request.user, Verb.KEEP_SHARES)
    return render(request, "shareholders/shares.html", context)


@page("GET", may=Verb.VIEW)
def shares_export(request: HttpRequest) -> HttpResponse:
    return workbook_response("股份量化方案", HEADS, map(_row, _counted(request)))


@page("GET", "POST", may=Verb.KEEP_SHARES)
def share_plan_new(request: HttpRequest, base_of: BaseOf) -> HttpResponse:
    form = PlanForm(request.user, None, base_of, request.POST or None)

    def act() -> str:
        organisation = form.cleaned_data["organisation"]
        base = base_of(organisation)
        return address(service.start_plan(organisation, base=base, by=request.user, **form.figures()))

    if (
        request.method == "POST"
        and form.is_valid()
        and (done := carry_out(request, form.key, act, "方案已建立，请设置股类。"))
    ):
        return done
    context = {"form": form, "heading": "拟订股份量化方案", "back": reverse("shares")}
    context["trail"] = [{"label": "股权", "url": reverse("shares")}, {"label": "拟订方案"}]
    return render(request, "shareholders/share_form.html", context)


@page("GET", may=Verb.VIEW)
def share_plan(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    context = frame(plan, "share_plan", request.user) | {
        "tiles": plan_shown.tiles(plan),
        "facts": plan_shown.facts(plan),
        "classes": plan_shown.classes(plan, may(request.user, Verb.KEEP_SHARES, plan.place)),
        "checks": plan_shown.checks(plan),
        "carried": plan_shown.carried(plan, request.user),
        "acts": plan_shown.acts(plan, request.user),
        "history_url": reverse("history", args=[SharePlan._meta.label_lower, plan.pk]),
        "form_key": form_key(),
    }
    return render(request, "shareholders/share_plan.html", context)


@page("GET", "POST", may=Verb.KEEP_SHARES)
def share_plan_change(request: HttpRequest, pk: int, base_of: BaseOf) -> HttpResponse:
    plan = plan_of(request, pk)
    form = PlanForm(request.user, plan, base_of, request.POST or None)

    def act() -> str:
        return address(service.amend_plan(plan, base=base_of(plan.organisation), by=request.user, **form.figures()))

    return form_page(request, plan, form, act, "修改方案", f"方案已修改，请{plan_shown.allocate_word(plan)}。")


@page("GET", "POST", may=Verb.KEEP_SHARES)
def share_class_new(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    form = ClassForm(request.POST or None)

    def act() -> str:
        service.add_class(plan, by=request.user, **form.given())
        return address(plan)

    return form_page(request, plan, form, act, "增设股类", f"股类已设置，请{plan_shown.allocate_word(plan)}。")


@page("GET", "POST", may=Verb.KEEP_SHARES)
def share_class_change(request: HttpRequest, pk: int) -> HttpResponse:
    this = class_of(request, pk)
    form = ClassForm(
        request.POST or None,
        initial={name: getattr(this, name) for name in ClassForm.base_fields if name != "form_key"},
    )

    def act() -> str:
        service.change_class(this, by=request.user, **form.given())
        return address(this.plan)

    said = f"股类已修改，请{plan_shown.allocate_word(this.plan)}。"
    return form_page(request, this.plan, form, act, f"修改股类：{this.name}", said)


@page("POST", may=Verb.KEEP_SHARES)
def share_class_remove(request: HttpRequest, pk: int) -> HttpResponse:
    this = class_of(request, pk)

    def act() -> str:
        service.remove_class(this, by=request.user)
        return address(this.plan)

    return _posted(request, this.plan, act, "股类已删除。")


@page("GET", "POST", may=Verb.KEEP_SHARES)
def share_claims(request: HttpRequest, pk: int) -> HttpResponse:
    """Years of 农龄 or stated units, a line for each member; those entered before stand in the form."""
    this = class_of(request, pk)
    form = ClaimsForm(this.plan, request.POST or None, initial={"lines": plan_shown.claim_lines(this)})

    def act() -> str:
        service.set_claims(this, form.cleaned_data["lines"], note=form.cleaned_data["note"], by=request.user)
        return address(this.plan)

    return form_page(request, this.plan, form, act, f"计股依据：{this.name}", "计股依据已登记，请生成分配。")


@page("POST", may=Verb.KEEP_SHARES)
def share_plan_allocate(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)

    def act() -> str:
        service.allocate(plan, by=request.user)
        return address(plan)

    said = "总股数已核定，请核对后登记表决。" if plan.opening else "分配已生成，请核对合计和进位行。"
    return _posted(request, plan, act, said)


@page("GET", "POST", may=Verb.KEEP_SHARES)
def share_plan_decide(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    form = DecideForm(request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        service.decide(plan, given["body"], given["motion_on"], given["motion"], by=request.user)
        return address(plan)

    return form_page(request, plan, form, act, "登记表决", "已登记表决，方案不能再改。")


@page("GET", "POST", may=Verb.KEEP_SHARES)
def share_plan_issue(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    form = DayForm("发行日期", request.POST or None, initial={"on": plan.motion_on})

    def act() -> str:
        ledger.issue_plan(plan, form.cleaned_data["on"], by=request.user)
        return address(plan)

    return form_page(request, plan, form, act, "发行股份", "已按分配逐人记入台账。")


@page("GET", "POST", may=Verb.KEEP_SHARES)
def share_plan_void(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    form = ReasonForm("作废理由", request.POST or None)

    def act() -> str:
        service.void(plan, form.cleaned_data["reason"], by=request.user)
        return address(plan)

    return form_page(request, plan, form, act, "作废方案", "方案已作废。")


@page("POST", may=Verb.REVIEW)
def share_plan_lock(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)

    def act() -> str:
        ledger.lock(plan, by=request.user)
        return address(plan)

    return _posted(request, plan, act, "股权已固化，此后只能凭变更单转让或继承。")


def class_of(request: HttpRequest, pk: int) -> ShareClass:
    found = ShareClass.objects.visible_to(request.user).select_related("plan__organisation__place")
    return get_object_or_404(found, pk=pk)


def _posted(request: HttpRequest, plan: SharePlan, act, said: str) -> HttpResponse:
    """A bare button: carried out once, then back to the plan."""
    form = KeyedForm(request.POST)
    form.is_valid()
    return carry_out(request, form.key, act, said) or redirect(address(plan))


def _counted(request: HttpRequest):
    """Plans of the cooperatives one may see, the newest version first, with their tickets that wait."""
    waiting = Count("tickets", filter=Q(tickets__status="filed"))
    order = ("organisation__place__code", "organisation", "-version")
    return (
        plans(request)
        .filter(organisation__kind=Organisation.Kind.COOPERATIVE)
        .annotate(waiting=waiting)
        .order_by(*order)
    )


def _row(plan: SharePlan) -> tuple:
    holders = ShareAccount.objects.of(plan).filter(balance__gt=0, kind="person").values("person").distinct().count()
    total = "" if plan.total_shares is None else plain(plan.total_shares)
    return (
        plan.place.name, plan.organisation.name, plan.version, plan.get_status_display(), plan.reference_on.isoformat(),
        f"{plan.base_amount:,.2f}", total, holders, plan.waiting,
    )  # fmt: skip


def _linked(plan: SharePlan, account) -> tuple:
    place, name, version, status, reference, base, total, holders, waiting = _row(plan)
    opens = waiting and may(account, Verb.RESIDENTS, plan.place)
    tickets = {"text": waiting, "url": reverse("share_tickets", args=[plan.pk]) if opens else ""}
    base, total = {"text": base, "num": True}, {"text": total, "num": True}
    status = {"text": status, "tone": TONES[plan.status]}
    return place, {"text": name, "url": address(plan)}, version, status, reference, base, total, holders, tickets
