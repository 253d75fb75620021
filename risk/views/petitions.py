"""信访事项: the list with its clocks, a new one, its moves, a recorded look at who brought it."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, page
from communities.lib.tables import table
from communities.models import Place
from communities.views.acts import Act, carried, offered
from communities.views.carrying import form_page
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from risk.forms.petitions import LookForm, MoveForm, PetitionFilterForm, PetitionForm
from risk.models import Petition
from risk.presenters import petitions as shown
from risk.rules import petitions as rules
from risk.services import petitions as service
from risk.views.looking import looked

HANDLERS = (Verb.PETITIONS,)
ROOT = {"label": "信访事项", "url": "/petitions/"}


def _open(move: str, row: Petition, account) -> bool:
    if move == "extend" and (row.extended or not row.timed):
        return False
    return any(each.move == move for each in rules.WAY.moves_from(row.status))


def _move(move: str, row: Petition, **asked) -> Petition:
    return service.perform(row, move, **asked)


ACTS = {
    move: Act(label, HANDLERS, partial(_move, move), MoveForm, partial(_open, move), danger=move == "withdraw")
    for move, label in rules.MOVES.items()
}


def visible(request: HttpRequest):
    return Petition.objects.visible_to(request.user).with_places()


def places(request: HttpRequest):
    return Place.objects.visible_to(request.user).communities().order_by("code")


@page("GET", may=Verb.PETITIONS)
def petition_list(request: HttpRequest) -> HttpResponse:
    form = PetitionFilterForm(visible(request), places(request), request.GET or None)
    context = {"form": form, **listed(request, form.found(), reverse("petitions_export"))}
    context["table"] = table(*shown.HEADS, rows=map(shown.row, context["page"]))
    return render(request, "risk/petitions.html", context)


@page("GET", may=Verb.PETITIONS)
def petitions_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list, without names."""
    form = PetitionFilterForm(visible(request), places(request), request.GET or None)
    return workbook_response("信访事项", shown.HEADS, map(shown.exported, form.found()))


@page("GET", "POST", may=Verb.PETITIONS)
def petition_new(request: HttpRequest) -> HttpResponse:
    form = PetitionForm(places(request), request.POST or None)

    def act() -> str:
        made = service.enter(form.cleaned_data["place"], by=request.user, **form.facts())
        return reverse("petition", args=[made.pk])

    told = {"heading": "登记信访事项", "sub": "检举控告类事项不在这里登记。", "submit": "登记"}
    trail = [ROOT, {"label": "登记"}]
    return form_page(request, form, act, "已登记。", trail=trail, back=ROOT["url"], **told)


@page("GET", may=Verb.PETITIONS)
def petition(request: HttpRequest, pk) -> HttpResponse:
    return _shown(request, get_object_or_404(visible(request), pk=pk))


@page("POST", may=Verb.PETITIONS)
def petition_act(request: HttpRequest, pk, act: str) -> HttpResponse:
    """One move of the table; the service says whether it may be made."""
    this = get_object_or_404(visible(request), pk=pk)
    return carried(request, ACTS, act, this, reverse("petition", args=[pk]), _shown)


@page("POST", may=Verb.PETITIONS)
def petition_look(request: HttpRequest, pk) -> HttpResponse:
    return looked(request, get_object_or_404(visible(request), pk=pk), service.reveal, _shown)


def _shown(
    request: HttpRequest, this: Petition, bound: dict | None = None, look: LookForm | None = None, seen=()
) -> HttpResponse:
    context = {
        "trail": [ROOT, {"label": this.number}],
        "this": this,
        "tone": shown.tone(this),
        "facts": shown.facts(this),
        "deadline": shown.running(this, service.clock_of(this)),
        "events": [shown.event(each) for each in this.events.select_related("by")],
        "acts": offered(ACTS, "petition_act", this, request.user, bound),
        "look": look or LookForm(),
        "seen": seen,
        "history_url": reverse("history", args=["risk.petition", this.pk]),
    }
    return render(request, "risk/petition.html", context, status=409 if bound else 200)
