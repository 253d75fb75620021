"""处置核销: what was disposed of, written off or let after the inventory was locked; unfiled ones are flagged."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from assets.filing import filing_rules
from assets.forms.bodies import bodies
from assets.forms.contracts import FilingForm
from assets.forms.disposals import DisposalFilterForm, DisposalForm, WithdrawForm
from assets.models import Contract, Disposal
from assets.presenters import disposals as shown
from assets.presenters.sections import tabs, trail
from assets.services import disposals as service
from communities.access import Verb, has_verb, page
from communities.lib.tables import bare, table
from communities.models import Place
from communities.views.acts import FILE, WRITERS, Act, carried, offered
from communities.views.carrying import carry_out
from communities.views.exporting import workbook_response
from communities.views.listing import listed

ACTS = {
    "file": Act(
        "登记备案",
        WRITERS,
        service.file,
        FilingForm,
        lambda row, account: not row.filing_number and not row.withdrawn_at,
    ),
    "withdraw": Act(
        "撤销登记", FILE, service.withdraw, WithdrawForm, lambda row, account: not row.withdrawn_at, danger=True
    ),
}


def visible(request: HttpRequest):
    return Disposal.objects.visible_to(request.user).with_places().with_lock()


@page("GET", may=Verb.VIEW)
def disposal_list(request: HttpRequest) -> HttpResponse:
    form = _filtered(request)
    context = {"form": form, **listed(request, form.found(), reverse("disposals_export"))}
    context["table"] = table(*shown.HEADS, rows=map(shown.row, context["page"]))
    context |= {"tabs": tabs("disposals"), "may_enter": has_verb(request.user, Verb.FILE)}
    return render(request, "assets/disposals/list.html", context)


@page("GET", may=Verb.VIEW)
def disposals_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list."""
    rows = (bare(shown.row(each)) for each in _filtered(request).found())
    return workbook_response("处置核销", shown.HEADS, rows)


@page("GET", "POST", may=Verb.FILE)
def disposal_new(request: HttpRequest) -> HttpResponse:
    form = DisposalForm(bodies(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            made = service.enter(form.cleaned_data["organisation"], by=request.user, **form.facts())
            return reverse("disposal", args=[made.pk])

        if done := carry_out(request, form.key, act, "已登记。"):
            return done
    sub = "出租、发包请登记合同，不在这里重复登记。"
    context = {"form": form, "trail": trail("disposals", {"label": "登记处置、核销"}), "heading": "登记处置、核销"}
    return render(
        request, "communities/form.html", context | {"sub": sub, "submit": "登记", "back": reverse("disposals")}
    )


@page("GET", may=Verb.VIEW)
def disposal(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, get_object_or_404(visible(request), pk=pk))


@page("POST", may=WRITERS)
def disposal_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """备案 and 撤销; the service says who may."""
    this = get_object_or_404(visible(request), pk=pk)
    return carried(request, ACTS, act, this, reverse("disposal", args=[pk]), _shown)


def _shown(request: HttpRequest, this: Disposal, bound: dict | None = None) -> HttpResponse:
    context = {
        "trail": trail("disposals", {"label": this.subject}),
        "this": this,
        "flag": shown.flag(this),
        "facts": shown.facts(this),
        "acts": offered(ACTS, "disposal_act", this, request.user, bound),
        "history_url": reverse("history", args=["assets.disposal", this.pk]),
    }
    return render(request, "assets/disposals/detail.html", context, status=409 if bound else 200)


def _filtered(request: HttpRequest) -> DisposalFilterForm:
    places = Place.objects.visible_to(request.user).communities().order_by("code")
    contracts = Contract.objects.visible_to(request.user).with_places()
    held = filing_rules({post.place.district_or_self for post in request.user.posts()})
    return DisposalFilterForm(visible(request), contracts, places, held, request.GET or None)
