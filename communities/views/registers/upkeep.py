"""What a person enters about one place. The three forms share one template and one way to be carried out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, page
from communities.forms.places import AmendForm, FactsForm, FiguresForm, PlanForm
from communities.models import Place
from communities.services.places import amend_place, plan_community, record_figures
from communities.views.carrying import carry_out
from communities.views.registers import history


@page("GET", "POST", may=Verb.OFFICE)
def place_amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a community's name, kind or 法律主体 from a day on."""
    place = get_object_or_404(Place.objects.visible_to(request.user).communities(), pk=pk)
    today = {key: getattr(place, key) for key in ("name", "kind", "legal_body")}
    form = AmendForm(request.POST or None, initial=today)
    return _fill_in(request, place, form, "变更资料", lambda facts: amend_place(place, by=request.user, **facts))


@page("GET", "POST", may=(Verb.OFFICE, Verb.REVIEW, Verb.REPORT))
def place_figures(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a place's counted figures as at a day."""
    place = get_object_or_404(Place.objects.visible_to(request.user), pk=pk)
    form = FiguresForm(request.POST or None)
    return _fill_in(
        request, place, form, "登记数据", lambda facts: record_figures(place, by=request.user, **facts).place
    )


@page("GET", "POST", may=Verb.OFFICE)
def place_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a community that is to be set up in a street."""
    street = get_object_or_404(Place.objects.visible_to(request.user).streets(), pk=pk)
    form = PlanForm(request.POST or None)
    return _fill_in(request, street, form, "拟设社区", lambda facts: plan_community(street, by=request.user, **facts))


def _fill_in(
    request: HttpRequest, place: Place, form: FactsForm, title: str, act: Callable[[dict], Place]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        answer = carry_out(
            request, form.key, lambda: reverse("place", args=[act(form.facts()).pk]), f"{title}：已登记。"
        )
        if answer:
            return answer
    context = {"trail": history.trail(place, request.user, title), "title": title, "this": place, "form": form}
    return render(request, "communities/place_form.html", context)
