"""The distribution of income: a plan's years, one year's figures and list, its way to the decision."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from communities.access import Verb, may, page
from communities.forms.base import KeyedForm
from communities.lib.tables import table
from communities.views.carrying import carry_out
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from shareholders import services
from shareholders.forms.dividends import DividendDecideForm, DividendForm, LineFilterForm
from shareholders.forms.shares import ReasonForm
from shareholders.models import Dividend
from shareholders.services.dividends import IN_FORCE
from shareholders.views.shown import new_decision

from . import dividend_shown as shown
from .shown import form_key, form_page, frame, plan_of

ADDING_UP = (
    "当年收益加年初未分配收益，须等于弥补亏损、公积公益金、本次分配、结转下年之和；"
    "提交后按股权登记日的台账生成分配名单。"
)


@page("GET", may=Verb.VIEW)
def dividends(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    context = frame(plan, "dividends", request.user) | listed(
        request, plan.dividends.with_names(), reverse("dividends_export", args=[plan.pk])
    )
    context["table"] = table(*shown.HEADS, rows=map(shown.linked, context["page"]))
    context["may_start"] = may(request.user, Verb.KEEP_SHARES, plan.place) and plan.status in IN_FORCE
    return render(request, "shareholders/dividends.html", context)


@page("GET", may=Verb.VIEW)
def dividends_export(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    return workbook_response("收益分配", shown.HEADS, map(shown.row, plan.dividends.with_names()))


@page("GET", "POST", may=Verb.KEEP_SHARES)
def dividend_new(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    form = DividendForm(None, request.POST or None)

    def act() -> str:
        return shown.address(services.start_dividend(plan, by=request.user, **form.figures()))

    return form_page(request, plan, form, act, "拟订收益分配", "已拟订，并生成分配名单。", [ADDING_UP])


@page("GET", may=Verb.VIEW)
def dividend(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures, the checks of its sums, and for those who read names the rounding rows."""
    this = dividend_of(request, pk)
    context = frame(this.plan, "dividends", request.user) | {
        "this": this,
        "trail": shown.trail_of(this),
        "status": {"word": this.get_status_display(), "tone": shown.TONES[this.status]},
        "tiles": shown.tiles(this),
        "facts": shown.facts(this),
        "figures": shown.figures(this),
        "checks": shown.checks(this),
        "warnings": shown.warnings(this),
        "carried": shown.carried(this, request.user),
        "boards": shown.boards(this, request.user),
        "acts": shown.acts(this, request.user),
        "compute_url": shown.compute_url(this, request.user),
        "form_key": form_key(),
        "history_url": reverse("history", args=[Dividend._meta.label_lower, this.pk]),
    }
    return render(request, "shareholders/dividend.html", context)


@page("GET", "POST", may=Verb.KEEP_SHARES)
def dividend_change(request: HttpRequest, pk: int) -> HttpResponse:
    this = dividend_of(request, pk)
    form = DividendForm(this, request.POST or None)

    def act() -> str:
        return shown.address(services.amend_dividend(this, by=request.user, **form.figures()))

    return _form(request, this, form, act, "修改收益分配", "已修改，名单已重新生成。", [ADDING_UP])


@page("POST", may=Verb.KEEP_SHARES)
def dividend_compute(request: HttpRequest, pk: int) -> HttpResponse:
    this, form = dividend_of(request, pk), KeyedForm(request.POST)
    form.is_valid()

    def act() -> str:
        return shown.address(services.amend_dividend(this, by=request.user))

    return carry_out(request, form.key, act, "名单已按现在的台账重新生成。") or redirect(shown.address(this))


@page("GET", "POST", may=Verb.KEEP_SHARES)
def dividend_decide(request: HttpRequest, pk: int) -> HttpResponse:
    this = dividend_of(request, pk)
    form = DividendDecideForm(this.plan, request.POST or None)

    def act() -> str:
        return shown.address(services.decide_dividend(this, form.cleaned_data["decision"], by=request.user))

    lines = ["登记以后数字和名单固定，不再随台账变动；要改的只能作废重来。"]
    here = shown.place_of(this, "登记表决") | new_decision(this.plan.organisation, request.user)
    return form_page(request, this.plan, form, act, "登记表决", "表决已登记，名单已固定。", lines, here)


@page("GET", "POST", may=Verb.KEEP_SHARES)
def dividend_void(request: HttpRequest, pk: int) -> HttpResponse:
    this = dividend_of(request, pk)
    form = ReasonForm("作废理由", request.POST or None)

    def act() -> str:
        return shown.address(services.void_dividend(this, form.cleaned_data["reason"], by=request.user))

    lines = ["作废以后数字和名单仍可查看，这个年度可以重新拟订；已经付款的，写明怎样收回或抵扣。"]
    return _form(request, this, form, act, "作废收益分配", "已作废。", lines)


@page("GET", may=Verb.RESIDENTS)
def dividend_lines(request: HttpRequest, pk: int) -> HttpResponse:
    this = dividend_of(request, pk)
    form = LineFilterForm(request.GET)
    context = listed(request, form.found(this), reverse("dividend_lines_export", args=[this.pk]))
    rows = (shown.line(each, request.user, this) for each in context["page"])
    context |= {"form": form, "table": table(*shown.LINE_HEADS, rows=rows), "caption": f"{this.year}年度分配名单"}
    context |= frame(this.plan, "dividends", request.user) | {"trail": shown.trail_of(this, "分配名单")}
    return render(request, "shareholders/share_list.html", context)


@page("GET", may=Verb.RESIDENTS)
def dividend_lines_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly the rows of the filtered list; no number of an identity card stands in it."""
    this = dividend_of(request, pk)
    rows = (shown.plain_line(each, request.user, this) for each in LineFilterForm(request.GET).found(this))
    return workbook_response(f"{this}名单", shown.LINE_HEADS, rows)


def dividend_of(request: HttpRequest, pk: int) -> Dividend:
    return get_object_or_404(Dividend.objects.visible_to(request.user).with_names(), pk=pk)


def _form(request: HttpRequest, this: Dividend, form, act, heading: str, said: str, lines=()) -> HttpResponse:
    return form_page(request, this.plan, form, act, heading, said, lines, here=shown.place_of(this, heading))
