"""The list of inventories, its export, and beginning a new one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assets import services as assets
from assets.forms.inventories import InventoryFilterForm, InventoryForm, facts_of
from assets.models import Inventory
from assets.presenters.sections import tabs
from communities.access import Verb, has_verb, page
from communities.lib.tables import table
from communities.models import Place
from communities.views.carrying import form_page
from communities.views.exporting import workbook_response
from communities.views.listing import listed

from .shown import LIST, address, day_of, status

HEADS = ("社区", "清查单位", "登记时点", "方式", "状态", "开始", "锁定", "册号")


@page("GET", may=Verb.VIEW)
def inventory_list(request: HttpRequest) -> HttpResponse:
    form = _filtered(request)
    context = {"form": form, **listed(request, form.found(), reverse("inventories_export"))}
    context["table"] = table(*HEADS, rows=(_linked(each) for each in context["page"]))
    context["tabs"] = tabs("inventories")
    context["may_open"] = has_verb(request.user, Verb.FILE)
    place = form.chosen_place()
    context["workbooks_url"] = reverse("assets_intake_list", args=[place.pk]) if place else ""
    return render(request, "assets/inventory_list.html", context)


@page("GET", may=Verb.VIEW)
def inventories_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list."""
    return workbook_response("清产核资清单", HEADS, (_row(each) for each in _filtered(request).found()))


@page("GET", "POST", may=Verb.FILE)
def inventory_new(request: HttpRequest) -> HttpResponse:
    form = InventoryForm(request.user, request.POST or None)

    def act() -> str:
        given = facts_of(form)
        return address(
            assets.open_inventory(given.pop("organisation"), given.pop("base_date"), by=request.user, **given)
        )

    said = "清查已开始；上一次锁定的核实数已结转为账面数。"
    told = {"heading": "开始清产核资", "trail": [LIST, {"label": "开始清产核资"}], "back": LIST["url"]}
    return form_page(request, form, act, said, **told)


def _filtered(request: HttpRequest) -> InventoryFilterForm:
    found = Inventory.objects.visible_to(request.user).select_related("organisation__place", "register")
    places = Place.objects.visible_to(request.user).communities().order_by("code")
    return InventoryFilterForm(found, places, request.GET or None)


def _row(inventory: Inventory) -> tuple:
    register = getattr(inventory, "register", None)
    return (
        inventory.place.name,
        inventory.organisation.name,
        inventory.base_date.isoformat(),
        inventory.get_kind_display(),
        inventory.get_status_display(),
        day_of(inventory.opened_at),
        day_of(inventory.locked_at),
        register.number if register else "",
    )


def _linked(inventory: Inventory) -> tuple:
    place, owner, base, kind, _, *rest = _row(inventory)
    light = status(inventory)
    return place, owner, {"text": base, "url": address(inventory)}, kind, {**light, "text": light["word"]}, *rest
