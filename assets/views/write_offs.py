"""Writing a line off: the motion stated, the street's review."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from assets import services as assets
from assets.forms.inventories import facts_of
from assets.forms.lines import WriteOffForm
from communities.access import Verb, page
from communities.views.carrying import carry_out, form_page

from .lines import line_of
from .shown import trail


@page("GET", "POST", may=Verb.FILE)
def write_off(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    found, row = line_of(request, pk, line)
    form, back = WriteOffForm(request.POST or None, request.FILES or None), reverse("line", args=[pk, row.pk])

    def act() -> str:
        assets.state_write_off(row, by=request.user, **facts_of(form))
        return back

    said = "核销已登记，待街道审核。"
    told = {"heading": f"登记核销 · {row}", "sub": str(found), "back": back, "trail": trail(found, str(row), "核销")}
    return form_page(request, form, act, said, **told)


@page("POST", may=Verb.REVIEW)
def write_off_review(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    _, row = line_of(request, pk, line)
    if not hasattr(row, "write_off"):
        raise Http404
    back = reverse("line", args=[pk, row.pk])

    def act() -> str:
        assets.review_write_off(row.write_off, by=request.user)
        return back

    return carry_out(request, request.POST.get("form_key", "")[:64], act, "核销已审核。") or redirect(back)
