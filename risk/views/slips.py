"""四单 at the desk: the list with its days, one with its moves, a recorded look at who handed it in."""

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
from risk.forms.petitions import LookForm
from risk.forms.slips import ClaimForm, PublishForm, SlipFilterForm, SlipForm, TextForm
from risk.models import PublishedSlip, Slip
from risk.presenters import slips as shown
from risk.rules import slips as rules
from risk.services import slips as service
from risk.views.looking import looked

ROOT = {"label": "群众诉求", "url": "/slips/"}
FORMS = {"claim": ClaimForm, "publish": PublishForm}


def _open(move: str, row: Slip, account) -> bool:
    if move in rules.APART and row.claimed_by_id == account.pk:
        return False
    if move in ("report", "release") and row.claimed_by_id != account.pk:
        return False
    return any(each.move == move for each in rules.WAY.moves_from(row.status, rules.STAFF))


def _move(move: str, row: Slip, **asked) -> Slip:
    return service.perform(row, move, **asked)


ACTS = {
    move: Act(
        label, (Verb.SLIPS,), partial(_move, move), FORMS.get(move, TextForm), partial(_open, move),
        danger=move in ("refer", "send_back", "hide"),
    )
    for move, label in rules.MOVES.items()
    if move != "reopen"
}  # fmt: skip


def visible(request: HttpRequest):
    return Slip.objects.visible_to(request.user).with_places()


def places(request: HttpRequest):
    return Place.objects.visible_to(request.user).communities().order_by("code")


@page("GET", may=Verb.SLIPS)
def slip_list(request: HttpRequest) -> HttpResponse:
    form = SlipFilterForm(visible(request), places(request), request.GET or None)
    context = {"form": form, **listed(request, form.found(), reverse("slips_export"))}
    context["table"] = table(*shown.HEADS, rows=map(shown.row, context["page"]))
    context["tiles"] = shown.tiles(Slip.objects.visible_to(request.user))
    return render(request, "risk/slips.html", context)


@page("GET", may=Verb.SLIPS)
def slips_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list, without names of those who handed them in."""
    form = SlipFilterForm(visible(request), places(request), request.GET or None)
    return workbook_response("群众诉求", shown.HEADS, map(shown.exported, form.found()))


@page("GET", "POST", may=Verb.SLIPS)
def slip_new(request: HttpRequest) -> HttpResponse:
    """Taken down for somebody; the page of the slip shows the receipt to hand out."""
    form = SlipForm(places(request), request.POST or None)

    def act() -> str:
        return reverse("slip", args=[service.hand_in(form.cleaned_data["place"], by=request.user, **form.facts()).pk])

    told = {"heading": "代群众下单", "sub": rules.ELSEWHERE, "submit": "登记", "trail": [ROOT, {"label": "下单"}]}
    return form_page(request, form, act, "已登记。", back=ROOT["url"], **told)


@page("GET", may=Verb.SLIPS)
def slip(request: HttpRequest, pk) -> HttpResponse:
    return _shown(request, get_object_or_404(visible(request), pk=pk))


@page("POST", may=Verb.SLIPS)
def slip_act(request: HttpRequest, pk, act: str) -> HttpResponse:
    """One move of the table; the service says whether it may be made."""
    this = get_object_or_404(visible(request), pk=pk)
    return carried(request, ACTS, act, this, reverse("slip", args=[pk]), _shown)


@page("POST", may=Verb.SLIPS)
def slip_look(request: HttpRequest, pk) -> HttpResponse:
    return looked(request, get_object_or_404(visible(request), pk=pk), service.reveal, _shown)


def _shown(request: HttpRequest, this: Slip, bound: dict | None = None, look: LookForm | None = None, seen=()):
    public = PublishedSlip.objects.filter(slip_id=this.pk, hidden=False).first()
    context = {
        "trail": [ROOT, {"label": this.number}],
        "this": this,
        "tone": shown.tone(this),
        "facts": shown.facts(this),
        "public": public.text if public else "",
        "receipt": service.code_of(this) if this.channel != Slip.Channel.ONLINE and this.status == rules.NEW else "",
        "events": [shown.event(each) for each in this.events.select_related("by")],
        "acts": offered(ACTS, "slip_act", this, request.user, bound),
        "look": look or LookForm(),
        "seen": seen,
        "history_url": reverse("history", args=["risk.slip", this.pk]),
    }
    return render(request, "risk/slip.html", context, status=409 if bound else 200)
