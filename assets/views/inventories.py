"""The list of inventories and its export."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assets.forms.inventories import InventoryFilterForm
from assets.models import Inventory
from assets.views.shown import day_of
from communities.access import Verb, page
from communities.lib.tables import table
from communities.models import Place
from communities.views.exporting import workbook_response
from communities.views.listing import listed

HEADS = ("社区", "清查单位", "登记时点", "方式", "状态", "开始", "锁定")


@page("GET", may=Verb.VIEW)
def inventory_list(request: HttpRequest) -> HttpResponse:
    form = _filtered(request)
    context = {"form": form, **listed(request, form.found(), reverse("inventories_export"))}
    context["table"] = table(*HEADS, rows=(_row(each) for each in context["page"]))
    return render(request, "assets/inventory_list.html", context)


@page("GET", may=Verb.VIEW)
def inventories_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list."""
    return workbook_response("清产核资清单", HEADS, (_row(each) for each in _filtered(request).found()))


def _filtered(request: HttpRequest) -> InventoryFilterForm:
    found = Inventory.objects.visible_to(request.user).select_related("organisation__place")
    places = Place.objects.visible_to(request.user).communities().order_by("code")
    return InventoryFilterForm(found, places, request.GET or None)


def _row(inventory: Inventory) -> tuple:
    return (
        inventory.place.name,
        inventory.organisation.name,
        inventory.base_date.isoformat(),
        inventory.get_kind_display(),
        inventory.get_status_display(),
        day_of(inventory.opened_at),
        day_of(inventory.locked_at),
    )
