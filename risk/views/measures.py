"""防范化解措施: the list with its days and tiers, one with its history, what its owner reports."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, acts_for, may, page
from communities.lib.tables import table
from communities.models import Place
from communities.views.acts import Act, carried, offered
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from risk.forms.points import ExtendForm, FinishForm, MeasureFilterForm
from risk.models import Measure
from risk.presenters import assessments as shown
from risk.presenters import points as told
from risk.services import measures as service
from risk.views.assessments import trail

ROOT = {"label": "风险措施", "url": "/measures/"}


def _may_finish(row: Measure, account) -> bool:
    return row.done_on is None and (acts_for(account, row.owner) or may(account, Verb.ASSESS, row.place))


ACTS = {
    "finish": Act("登记落实情况", (Verb.RISK,), service.finish, FinishForm, _may_finish),
    "extend": Act("调整时限", (Verb.ASSESS,), service.extend, ExtendForm, lambda row, account: row.done_on is None),
}


def visible(request: HttpRequest):
    rows = Measure.objects.visible_to(request.user).with_places()
    return rows.select_related("point__assessment__place__district", "point__assessment__opened_by")


def asked(request: HttpRequest) -> MeasureFilterForm:
    places = Place.objects.visible_to(request.user).communities().order_by("code")
    return MeasureFilterForm(visible(request), places, request.GET or None)


@page("GET", may=Verb.RISK)
def measure_list(request: HttpRequest) -> HttpResponse:
    form = asked(request)
    context = {"form": form, **listed(request, form.found(), reverse("measures_export"))}
    context["table"] = table(*shown.MEASURE_HEADS, rows=map(shown.measure_row, context["page"]))
    return render(request, "risk/measures.html", context)


@page("GET", may=Verb.RISK)
def measures_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list, with what was done."""
    heads = (*shown.MEASURE_HEADS, "落实情况")
    return workbook_response("风险防范化解措施", heads, map(shown.measure_exported, asked(request).found()))


@page("GET", may=Verb.RISK)
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, get_object_or_404(visible(request), pk=pk))


@page("POST", may=Verb.RISK)
def measure_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """The owner or the street says what was done; the street sets another day."""
    this = get_object_or_404(visible(request), pk=pk)
    return carried(request, ACTS, act, this, reverse("measure", args=[pk]), _shown)


def _shown(request: HttpRequest, this: Measure, bound: dict | None = None) -> HttpResponse:
    context = {
        "trail": trail(this.point.assessment, this.point.title, "措施"),
        "this": this,
        "state": shown.measure_state(this),
        "facts": told.measure_facts(this),
        "point_url": reverse("risk_point", args=[this.point_id]),
        "events": [told.measure_event(each) for each in this.events.all()],
        "acts": offered(ACTS, "measure_act", this, request.user, bound),
        "history_url": reverse("history", args=["risk.measure", this.pk]),
    }
    return render(request, "risk/measure.html", context, status=409 if bound else 200)
