"""The list of cases, its workbook, and one case at a glance."""

from django.db.models import Prefetch, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from communities.access import Verb, has_verb, page
from communities.exports import sheets_response
from communities.lib import clock
from communities.lib.tables import table
from communities.views.listing import listed
from mergers.forms.cases import CaseFilter, with_progress
from mergers.ledger import now
from mergers.models import MergerCase, RulebookVersion, StepFiling
from mergers.presenters import case_rows

PAGE_SIZE = 50


def visible(request: HttpRequest) -> QuerySet[MergerCase]:
    """The cases one may see, with all that a row or a page tells of them."""
    filings = Prefetch("filings", StepFiling.objects.order_by("step"))
    return MergerCase.objects.visible_to(request.user).with_places().prefetch_related(filings, "plan_dates")


def _filtered(request: HttpRequest) -> CaseFilter:
    newest = RulebookVersion.objects.filter(cases__in=MergerCase.objects.visible_to(request.user))
    version = newest.order_by("-number").first()
    steps = [(step.number, f"{step.number} {step.short}") for step in version.rulebook.steps] if version else []
    return CaseFilter(request.user, steps, request.GET, with_progress(visible(request)).in_order())


@page("GET", may=Verb.VIEW)
def cases(request: HttpRequest) -> HttpResponse:
    found = _filtered(request)
    listing = listed(request, found.qs, reverse("cases_export"), PAGE_SIZE)
    lights = now.lights(listing["page"])
    rows = [case_rows.Row.of(case, lights).cells() for case in listing["page"]]
    context = {
        "form": found.form,
        "table": table(*case_rows.HEADS, rows=rows),
        "may_open": has_verb(request.user, Verb.OFFICE),
        **listing,
    }
    return render(request, "mergers/cases.html", context)


@page("GET", may=Verb.VIEW)
def cases_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list, all pages."""
    found = _filtered(request)
    asked = _words(found.form) if found.is_valid() else []
    return sheets_response(f"撤并事项{clock.today()}", [case_rows.sheet(list(found.qs), "、".join(asked))])


def _words(form: Form) -> list[str]:
    """What was asked for, each by its label and in the words of its choice."""
    given = {name: value for name, value in form.cleaned_data.items() if value}
    choices = {name: dict(getattr(form.fields[name], "choices", ())) for name in given}
    return [f"{form[name].label}“{choices[name].get(value, value)}”" for name, value in given.items()]
