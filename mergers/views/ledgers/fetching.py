"""Fetching a ledger and its rows is the permission check."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from communities.access import Verb, districts
from communities.lib.isoweek import Week
from mergers.models import Ledger


def known(request: HttpRequest):
    """The ledgers of the person's district. What each shows of them is scoped by rows."""
    found = Ledger.objects.filter(district__in=districts(request.user, Verb.VIEW))
    return found.select_related("district", "anchor")


def ledger_or_404(request: HttpRequest, week: str) -> Ledger:
    try:
        iso = Week.parse(week)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(known(request), year=iso.year, week=iso.number)


def rows_of(request: HttpRequest, ledger: Ledger):
    """The rows one may see, in the order of the sheet; without the sources, which only a figure's page reads."""
    return ledger.rows.visible_to(request.user).defer("sources").order_by("position")


def sees_all(request: HttpRequest, ledger: Ledger) -> bool:
    """Whether the person's post is held for the district itself."""
    return Ledger.objects.visible_to(request.user).filter(pk=ledger.pk).exists()


def trail(ledger: Ledger | None = None) -> list[dict[str, str]]:
    steps = [{"label": "台账", "url": reverse("ledgers")}]
    return steps + ([{"label": str(ledger), "url": reverse("ledger", args=[str(ledger.iso)])}] if ledger else [])
