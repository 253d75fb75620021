"""The second half of every view that writes: call the service once, say what came of it, go on."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from communities.lib.errors import Refused
from communities.services import once


def carried_before(request: HttpRequest) -> HttpResponse | None:
    """Where this very form led when it was carried out; for forms that what they did makes invalid."""
    earlier = once.earlier_result(request.user, request.POST.get("form_key", ""))
    return redirect(earlier) if earlier else None


def say_errors(request: HttpRequest, form: BaseForm) -> None:
    """Say at the top of the page what a long page's form lacks; on a phone its fields are out of sight."""
    for name, errors in form.errors.items():
        label = form[name].label if name in form.fields else ""
        for error in errors:
            messages.error(request, f"没有保存。{label}：{error}" if label else f"没有保存。{error}")


def carry_out(request: HttpRequest, key: str, act: Callable[[], str], said: str) -> HttpResponse | None:
    """Carry out a checked form once and lead to the address that `act` gives.

    None when the service refused: its reasons have been put on the page, and the view shows the form again.
    """
    try:
        address = once.carry_out(request.user, key, act)
    except Refused as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        return None
    messages.success(request, said)
    return redirect(address)


def form_page(
    request: HttpRequest, form, act: Callable[[], str], said: str, *, template: str = "communities/form.html", **told
) -> HttpResponse:
    """A form on a page of its own: shown, carried out, or shown again with the reasons. `told` as the template asks."""
    if request.method == "POST" and form.is_valid() and (done := carry_out(request, form.key, act, said)):
        return done
    return render(request, template, {"form": form, **told})
