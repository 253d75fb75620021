"""风险点: a new one, its page with measures and opinion watch, changes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, may, page
from communities.lib.tables import table
from communities.views.acts import Act, carried, offered
from communities.views.carrying import form_page
from risk.forms.points import MeasureForm, OpinionForm, PointForm
from risk.models import RiskPoint
from risk.presenters import assessments as shown
from risk.presenters import points as told
from risk.rules import assessments as rules
from risk.services import measures, schemes
from risk.services import points as service
from risk.views.assessments import trail
from risk.views.assessments import visible as assessments

ACTS = {
    "opinion": Act(
        "登记舆情", (Verb.ASSESS, Verb.REPORT), service.enter_opinion, OpinionForm, lambda row, account: _living(row)
    ),
    "drop": Act("删去风险点", (Verb.ASSESS,), service.drop_point, open=lambda row, account: _bare(row), danger=True),
}


def _draft(row: RiskPoint) -> bool:
    return row.assessment.status == rules.DRAFTING


def _bare(row: RiskPoint) -> bool:
    """Whether a draft's point carries nothing that would go with it."""
    return _draft(row) and not (row.measures.exists() or row.opinions.exists())


def _living(row: RiskPoint) -> bool:
    return row.assessment.status != rules.VOID


def visible(request: HttpRequest):
    near = ("assessment__place__parent", "assessment__place__district", "assessment__opened_by")
    return RiskPoint.objects.visible_to(request.user).select_related(*near)


@page("GET", "POST", may=Verb.ASSESS)
def risk_point_new(request: HttpRequest, pk: int) -> HttpResponse:
    this = get_object_or_404(assessments(request), pk=pk)
    form = PointForm(request.POST or None)

    def act() -> str:
        return reverse("risk_point", args=[service.add_point(this, **form.facts(), by=request.user).pk])

    where = {"trail": trail(this, "登记风险点"), "back": trail(this)[1]["url"]}
    usual = told.usual(schemes.scheme_on(this.place.district, this.based_on))
    return form_page(request, form, act, "已登记。", heading="登记风险点", submit="登记", facts=usual, **where)


@page("GET", may=Verb.RISK)
def risk_point(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, get_object_or_404(visible(request), pk=pk))


@page("GET", "POST", may=Verb.ASSESS)
def risk_point_change(request: HttpRequest, pk: int) -> HttpResponse:
    this = get_object_or_404(visible(request), pk=pk)
    form, back = PointForm(request.POST or None, point=this), reverse("risk_point", args=[pk])

    def act() -> str:
        service.change_point(this, **form.facts(), by=request.user)
        return back

    where = {"trail": trail(this.assessment, this.title, "修改"), "back": back}
    return form_page(request, form, act, "已保存。", heading="修改风险点", **where)


@page("GET", "POST", may=Verb.ASSESS)
def measure_new(request: HttpRequest, pk: int) -> HttpResponse:
    this = get_object_or_404(visible(request), pk=pk)
    form, back = MeasureForm(this.place, request.POST or None), reverse("risk_point", args=[pk])

    def act() -> str:
        measures.set_measure(this, **form.facts(), by=request.user)
        return back

    where = {"sub": f"风险点：{this.title}", "trail": trail(this.assessment, this.title, "措施"), "back": back}
    return form_page(request, form, act, "已登记。", heading="登记防范化解措施", **where)


@page("POST", may=(Verb.ASSESS, Verb.REPORT))
def risk_point_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    this = get_object_or_404(visible(request), pk=pk)
    address = reverse("assessment", args=[this.assessment_id]) if act == "drop" else reverse("risk_point", args=[pk])
    return carried(request, ACTS, act, this, address, _shown)


def _shown(request: HttpRequest, this: RiskPoint, bound: dict | None = None) -> HttpResponse:
    rule, rows = schemes.rule_of(this.assessment), this.measures.with_places()
    context = {
        "trail": trail(this.assessment, this.title),
        "this": this,
        "facts": told.facts(this, rule),
        "measures": table(*shown.MEASURE_HEADS, rows=map(shown.measure_row, rows)),
        "opinions": [told.opinion(each) for each in this.opinions.select_related("by")],
        "acts": offered(ACTS, "risk_point_act", this, request.user, bound),
        "may_change": _draft(this) and may(request.user, Verb.ASSESS, this.place),
        "may_add": _living(this) and may(request.user, Verb.ASSESS, this.place),
        "history_url": reverse("history", args=["risk.riskpoint", this.pk]),
    }
    return render(request, "risk/point.html", context, status=409 if bound else 200)
