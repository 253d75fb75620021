"""四单 for everybody, without a sign-in: a community's page, handing in, asking how far it is, opening it again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from communities.access import public_page
from communities.forms.choosing import FindForm
from communities.lib.addresses import client_address
from communities.lib.errors import Refused
from communities.models import Place
from risk.forms.slips import HandInForm, ReceiptForm, ReopenForm
from risk.models import PublishedSlip, Slip
from risk.presenters import slips as shown
from risk.rules import slips as rules
from risk.services import slips as service
from risk.services import tries

TOO_MANY, SHOWN, OFFERED = 429, 50, 20


def _places():
    return Place.objects.communities().current().select_related("parent")


@public_page("GET")
def public_slips(request: HttpRequest) -> HttpResponse:
    """Find one's community by a part of its name; ask after a receipt."""
    asked, found = FindForm(request.GET).found(OFFERED)
    return _said(request, "risk/public/slips.html", {"asked": asked, "places": found, "form": ReceiptForm()})


@public_page("GET")
def public_slips_of(request: HttpRequest, place: int) -> HttpResponse:
    """What was published of one community, and the way to hand in."""
    here = get_object_or_404(_places(), pk=place)
    rows = PublishedSlip.objects.filter(place=here, hidden=False)[:SHOWN]
    return _said(request, "risk/public/place.html", {"here": here, "items": [shown.published(each) for each in rows]})


@public_page("GET", "POST")
def public_slip_new(request: HttpRequest, place: int) -> HttpResponse:
    """Hand in; the answer is the receipt, shown in this page only."""
    here = get_object_or_404(_places(), pk=place)
    form, status = HandInForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            tries.count("hand_in", client_address(request))
            slip = service.hand_in(here, by=service.REPORTER, **form.facts())
            return _said(request, "risk/public/receipt.html", {"slip": slip, "code": service.code_of(slip)})
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
            status = _status(refusal)
    context = {"form": form, "here": here, "elsewhere": rules.ELSEWHERE}
    return _said(request, "risk/public/new.html", context, status)


@public_page("POST")
def public_slip_look(request: HttpRequest) -> HttpResponse:
    """How far it is, for whoever holds the receipt."""
    form = ReceiptForm(request.POST)
    slip, status = _found(request, form)
    if slip is None:
        return _said(request, "risk/public/slips.html", {"form": form}, status)
    return _answered(request, slip, ReopenForm(initial=form.cleaned_data))


@public_page("POST")
def public_slip_reopen(request: HttpRequest) -> HttpResponse:
    """Not content: it goes back to the desk."""
    receipt, form, said = ReceiptForm(request.POST), ReopenForm(request.POST), ""
    slip, status = _found(request, receipt)
    if slip is None:
        return _said(request, "risk/public/slips.html", {"form": receipt}, status)
    if form.is_valid():
        try:
            slip, said = service.reopen(slip, text=form.cleaned_data["text"]), "已经转回社区重新办理。"
        except Refused as refusal:
            form.add_error(None, list(refusal.reasons))
    return _answered(request, slip, form, said)


def _found(request: HttpRequest, form: ReceiptForm) -> tuple[Slip | None, int]:
    """The slip of a valid form's receipt; else None, the reason on the form, and the status of the answer."""
    if not form.is_valid():
        return None, 200
    try:
        tries.count("look", client_address(request))
    except Refused as refusal:
        form.add_error(None, list(refusal.reasons))
        return None, _status(refusal)
    slip = service.find(form.cleaned_data["number"], form.cleaned_data["code"])
    if slip is None:
        form.add_error(None, "单号或者查询码不对，请核对回执。")
    return slip, 200


def _answered(request: HttpRequest, slip: Slip, form: ReopenForm, said: str = "") -> HttpResponse:
    return _said(request, "risk/public/slip.html", {**shown.answer(slip), "form": form, "said": said})


def _status(refusal: Refused) -> int:
    return TOO_MANY if refusal.reasons == (tries.SLOWED,) else 200


def _said(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response
