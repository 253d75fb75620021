"""A look at who stands behind a petition or a slip: in this one answer, nothing of it is kept."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from communities.lib.errors import Refused
from risk.forms.petitions import LookForm


def looked(request: HttpRequest, this, reveal: Callable, shown: Callable) -> HttpResponse:
    """`reveal` records the look and tells; `shown` draws the page with what was told, or with the refused form."""
    form = LookForm(request.POST)
    if form.is_valid():
        try:
            told = reveal(this, form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error("reason", list(refusal.reasons))
        else:
            return shown(request, this, seen=[{"label": label, "value": value} for label, value in told.items()])
    return shown(request, this, look=form)
