"""Households: the list and its export, one household with who lives in it, opening and closing one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from communities.access import Verb, has_verb, page
from communities.forms.residents import EndForm, HeadForm, HouseholdFilterForm, HouseholdForm, reasoned
from communities.lib.tables import table
from communities.models import ResidentChange
from communities.services import residents
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from communities.views.residents import shown

LOCKED = "户册已锁定：登记人员、迁入、迁出、变更户主和更正资料都成为变更单，由街道审批后生效。"


@page("GET", may=Verb.RESIDENTS)
def household_list(request: HttpRequest) -> HttpResponse:
    form = HouseholdFilterForm(request.user, request.GET or None)
    found = form.found(shown.households_for_list(request))
    context = {"form": form, **listed(request, found, reverse("households_export"))}
    rows = (shown.household_row(each, request.user) for each in context["page"])
    linked = (
        (place, {"text": number, "url": shown.household_address(household)}, *rest)
        for household, (place, number, *rest) in zip(context["page"], rows, strict=True)
    )
    context["table"] = table(*shown.HEADS, rows=linked)
    context["may_keep"] = has_verb(request.user, Verb.ROLL)
    context["waiting"] = ResidentChange.objects.visible_to(request.user).undecided().count()
    return render(request, "communities/residents/households.html", context)


@page("GET", may=Verb.RESIDENTS)
def households_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list."""
    found = HouseholdFilterForm(request.user, request.GET or None).found(shown.households_for_list(request))
    return workbook_response("户册", shown.HEADS, (shown.household_row(each, request.user) for each in found))


@page("GET", may=Verb.RESIDENTS)
def household(request: HttpRequest, pk: int) -> HttpResponse:
    this = shown.household_of(request, pk)
    context = {
        "this": this,
        "trail": [*shown.household_trail(this)[:1], {"label": f"{this.place.name} {this.number}号户"}],
        "table": shown.residents_table(this, request.user),
        "acts": shown.household_acts(this, request.user),
        "locked": residents.is_locked(this.place),
        "lock_lines": [LOCKED],
    }
    return render(request, "communities/residents/household.html", context)


@page("GET", "POST", may=Verb.ROLL)
def household_new(request: HttpRequest) -> HttpResponse:
    form = HouseholdForm(request.user, request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        opened = residents.open_household(
            given["place"],
            given["number"],
            registered_on=given["registered_on"],
            address=given["address"],
            by=request.user,
        )
        return shown.household_address(opened)

    back, root = reverse("households"), {**shown.ROOT, "url": reverse("households")}
    trail = [root, {"label": "登记户"}]
    return shown.form_page(request, form, act, "登记户", "户已登记，请登记户内人员。", sub="", back=back, trail=trail)


@page("GET", "POST", may=Verb.ROLL)
def household_head(request: HttpRequest, pk: int) -> HttpResponse:
    this = shown.household_of(request, pk)
    locked = residents.is_locked(this.place)
    form = reasoned(HeadForm(this, request.POST or None), locked)

    def act() -> str:
        given = form.cleaned_data
        told = (this, given["person"], given["relation"], given["on"])
        if locked:
            residents.ask_head(*told, given["reason"], by=request.user)
        else:
            residents.replace_head(*told, by=request.user)
        return shown.household_address(this)

    return _form(request, this, form, act, "变更户主", shown.ASKED if locked else "户主已变更。")


@page("GET", "POST", may=Verb.ROLL)
def household_close(request: HttpRequest, pk: int) -> HttpResponse:
    this, form = shown.household_of(request, pk), EndForm(request.POST or None)

    def act() -> str:
        residents.close_household(this, form.cleaned_data["on"], form.cleaned_data["reason"], by=request.user)
        return shown.household_address(this)

    return _form(request, this, form, act, "销户", "已销户。")


def _form(request: HttpRequest, this, form, act, heading: str, said: str) -> HttpResponse:
    sub, trail = str(this), shown.household_trail(this, heading)
    return shown.form_page(request, form, act, heading, said, sub=sub, back=shown.household_address(this), trail=trail)
