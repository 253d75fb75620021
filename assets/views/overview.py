"""资产总览: totals and the units side by side, for whoever sees more than one; charts, table, workbook."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assets import overview
from assets.presenters import overview as shown
from assets.presenters.sections import tabs
from communities.access import Verb, page
from communities.exports import sheets_response
from communities.lib import clock
from communities.lib.tables import table
from communities.lib.workbooks import Sheet
from communities.models import Place


class StreetForm(forms.Form):
    street = forms.ModelChoiceField(label="街道", queryset=None, required=False, empty_label="全部")

    def __init__(self, streets, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["street"].queryset = streets

    def chosen(self) -> Place | None:
        return self.cleaned_data["street"] if self.is_bound and self.is_valid() else None


@page("GET", may=Verb.VIEW)
def asset_overview(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    found = overview.read(request.user, form.chosen())
    rows = [*map(shown.row, found.units), shown.total_row(found)] if found.units else []
    context = {
        "form": form,
        "tabs": tabs("asset_overview"),
        "tiles": shown.tiles(found.total),
        "charts": shown.charts(found),
        "table": table(*shown.HEADS, rows=rows),
        "count": len(found.units),
        "export_url": f"{reverse('asset_overview_export')}?{request.GET.urlencode()}",
    }
    return render(request, "assets/overview.html", context)


@page("GET", may=Verb.VIEW)
def asset_overview_export(request: HttpRequest) -> HttpResponse:
    """Exactly the units on the page, in yuan."""
    found = overview.read(request.user, _form(request).chosen())
    lines = [
        shown.values(
            unit.place.parent.name, unit.place.name, shown.counted(unit), unit.figures, known=bool(unit.inventories)
        )
        for unit in found.units
    ]
    lines.append(shown.values("合计", f"{len(found.units)}个单位", "", found.total, known=True))
    sheet = Sheet("资产总览", shown.COLUMNS, lines, heading=(f"资产总览（{clock.today()}）",), frozen_columns=2)
    return sheets_response(f"资产总览{clock.today()}", [sheet])


def _form(request: HttpRequest) -> StreetForm:
    streets = Place.objects.visible_to(request.user).filter(level=Place.Level.STREET).order_by("code")
    return StreetForm(streets, request.GET or None)
