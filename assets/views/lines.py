"""The lines of an inventory: four lists of one table, each exported as it is shown; one line and its forms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from assets import services as assets
from assets.forms.lines import KINDS, AccountForm, LineFilterForm, LineForm, RemoveForm, initial_of
from assets.models import Inventory, InventoryLine
from assets.rules.accounts import shipped
from assets.rules.inventory_moves import OPEN, UNIT
from assets.services.parties import is_party
from communities.access import Verb, page
from communities.lib.tables import table
from communities.views.carrying import carry_out, form_page
from communities.views.exporting import workbook_response
from communities.views.listing import listed

from .line_columns import COLUMNS, export_heads, export_row
from .line_page import context_of
from .shown import address, head, inventory_of, trail


@page("GET", may=Verb.VIEW)
def inventory_lines(request: HttpRequest, pk: int) -> HttpResponse:
    found = inventory_of(request, pk)
    form = _filtered(request, found)
    kind, export = form.kind_asked, reverse("inventory_lines_export", args=[pk])
    context = {"form": form, **listed(request, form.found(), export), **head(found, "inventory_lines", kind=kind)}
    heads, row = COLUMNS[kind]
    context |= {
        "table": table(*heads, rows=(_linked(row(each), each) for each in context["page"])),
        "title": KINDS[kind],
    }
    context["acts"] = _acts(request, found)
    return render(request, "assets/lines.html", context)


@page("GET", may=Verb.VIEW)
def inventory_lines_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly the rows of the filtered list, with every column of a line."""
    found = inventory_of(request, pk)
    form = _filtered(request, found)
    name = f"{found.organisation.name}{KINDS[form.kind_asked]}"
    return workbook_response(name, export_heads(), (export_row(each) for each in form.found()))


@page("GET", "POST", may=Verb.FILE)
def line_new(request: HttpRequest, pk: int) -> HttpResponse:
    """`account` in the address; without it the page asks for the class."""
    found, start = inventory_of(request, pk), AccountForm(request.GET or None)
    context = {"trail": trail(found, "登记明细"), "heading": "登记明细", "sub": str(found), "back": address(found)}
    if not (start.is_bound and start.is_valid()):
        return render(request, "communities/form.html", {**context, "form": start, "method": "get", "submit": "下一步"})
    account = shipped().account(start.cleaned_data["account"])
    form = LineForm(account, request.POST or None, request.FILES or None)

    def act() -> str:
        line = assets.add_line(found, form.values(), by=request.user, **files_of(form))
        return reverse("line", args=[pk, line.pk])

    return form_page(request, form, act, "已登记。", **context | {"heading": f"登记明细 · {account.name}"})


@page("GET", may=Verb.VIEW)
def line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    found, row = line_of(request, pk, line)
    return render(request, "assets/line.html", context_of(request, found, row))


@page("GET", "POST", may=Verb.FILE)
def line_edit(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    found, row = line_of(request, pk, line)
    account = shipped().account(row.account)
    form = LineForm(account, request.POST or None, request.FILES or None, initial=initial_of(row, account))
    back = reverse("line", args=[pk, row.pk])

    def act() -> str:
        assets.change_line(row, form.values(), by=request.user, **files_of(form))
        return back

    told = {"heading": f"修改 · {row}", "sub": f"{found} · {account.name}", "trail": trail(found, str(row), "修改")}
    return form_page(request, form, act, "已保存。", back=back, **told)


@page("GET", "POST", may=Verb.FILE)
def line_remove(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    found, row = line_of(request, pk, line)
    form = RemoveForm(request.POST or None)

    def act() -> str:
        assets.remove_line(row, form.cleaned_data["reason"], by=request.user)
        return reverse("inventory_lines", args=[pk])

    told = {"heading": f"删除 · {row}", "sub": str(found), "trail": trail(found, str(row), "删除"), "submit": "删除"}
    return form_page(request, form, act, "已删除。", back=reverse("line", args=[pk, row.pk]), **told)


@page("POST", may=(Verb.FILE, Verb.REVIEW))
def line_verify(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    _, row = line_of(request, pk, line)
    back = reverse("line", args=[pk, row.pk])

    def act() -> str:
        assets.verify_off_book(row, by=request.user)
        return back

    return carry_out(request, request.POST.get("form_key", "")[:64], act, "已核实，计入合计。") or redirect(back)


def line_of(request: HttpRequest, pk: int, line: int) -> tuple[Inventory, InventoryLine]:
    """The inventory and the line that the address names, if the viewer may see them."""
    found = inventory_of(request, pk)
    whole = InventoryLine.objects.select_related("photo", "evidence", "entered_by", "off_book_verified_by", "write_off")
    row = get_object_or_404(whole.filter(inventory=found), pk=line)
    row.inventory = found
    return found, row


def _filtered(request: HttpRequest, inventory: Inventory) -> LineFilterForm:
    lines = inventory.lines.select_related("write_off", "photo").order_by("number")
    return LineFilterForm(lines, request.GET or None)


def files_of(form: LineForm) -> dict:
    """The photo and evidence sent with a line, by the names the services take."""
    return {name: form.cleaned_data.get(name) for name in ("photo", "evidence")}


def _linked(cells: tuple, row: InventoryLine) -> tuple:
    """The second column leads to the line's own page."""
    number, name, *rest = cells
    return number, {"text": name, "url": reverse("line", args=[row.inventory_id, row.pk])}, *rest


def _acts(request: HttpRequest, inventory: Inventory) -> list[dict]:
    if inventory.status not in OPEN or not is_party(request.user, UNIT, inventory):
        return []
    return [
        {"label": "导入工作簿", "url": reverse("assets_intake_list", args=[inventory.place.pk])},
        {"label": "登记明细", "url": reverse("line_new", args=[inventory.pk]), "primary": True},
    ]
