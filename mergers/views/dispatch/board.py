"""周调度: the leaders' page of the newest frozen ledger, or of another week."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from communities.access import Verb, may, page
from communities.lib.isoweek import Week
from mergers.forms.dispatch import TextForm
from mergers.presenters import board


@page("GET", may=Verb.VIEW)
def dispatch(request: HttpRequest) -> HttpResponse:
    """`?week=2026-W47` another week, `?street=` one street."""
    weeks = board.weeks_for(request.user)
    if not weeks:
        return render(request, "mergers/dispatch/none.html")
    week = _week(request.GET.get("week", "")) or weeks[0]
    found = board.ledgers_for(request.user).select_related("district", "bulletin")
    ledger = get_object_or_404(found, year=week.year, week=week.number)
    street = request.GET.get("street", "")
    asked = board.Asked(request.user, ledger, int(street) if street.isdecimal() else None)
    context = board.page(asked, weeks) | {"ledger": ledger}
    if may(request.user, Verb.INSTRUCT, ledger.district):
        context["instruct"] = TextForm("批示内容")
    return render(request, "mergers/dispatch/board.html", context)


def _week(label: str) -> Week | None:
    try:
        return Week.parse(label) if label else None
    except ValueError:
        raise Http404 from None
