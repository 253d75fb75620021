"""Places: the list, one place with its history, how many there were on a date, recording a succession."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, may, page
from communities.forms.registers import CountForm, PlaceFilterForm, SuccessionForm
from communities.models import Place
from communities.services.succession import record_succession
from communities.views.carrying import carry_out
from communities.views.exporting import workbook_response
from communities.views.registers import history

PAGE_SIZE = 50


@page("GET", may=Verb.VIEW)
def places(request: HttpRequest) -> HttpResponse:
    """The communities one may see, filtered."""
    form = PlaceFilterForm(request.user, request.GET)
    found = form.filtered(Place.objects.visible_to(request.user).communities().select_related("parent"))
    numbered = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "trail": [{"label": "社区与沿革"}],
        "form": form,
        "page": numbered,
        "query": f"{query.urlencode()}&" if query else "",
        "export_url": f"{reverse('places_export')}?{query.urlencode()}",
        "table": history.places_table(numbered),
        "tops": history.top_places(request.user),
    }
    return render(request, "communities/place_list.html", context)


@page("GET", may=Verb.VIEW)
def places_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list, as a workbook."""
    form = PlaceFilterForm(request.user, request.GET)
    found = form.filtered(Place.objects.visible_to(request.user).communities().select_related("parent"))
    return workbook_response("社区名册", history.PLACE_HEADS, map(history.place_values, found))


@page("GET", may=Verb.VIEW)
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """One place: what it is, what it was, where it came from and went; a street or district with its communities."""
    this = get_object_or_404(Place.objects.visible_to(request.user).select_related("parent", "district"), pk=pk)
    form = CountForm(request.GET if "at" in request.GET else None)
    counted = form.is_valid() and this.level != Place.Level.COMMUNITY
    context = {
        "trail": history.trail(this, request.user),
        "this": this,
        "facts": history.facts(this),
        "figures": history.figures_table(this),
        "versions": history.versions_table(this),
        "succession": history.succession_items(this),
        "questions": history.question_items(this, may(request.user, Verb.OFFICE, this)),
        "children": history.children_table(this),
        "count_form": form if this.level != Place.Level.COMMUNITY else None,
        "count": history.count_sentence(this, form.cleaned_data["at"]) if counted else "",
        "actions": history.actions(this, request.user),
    }
    return render(request, "communities/place_detail.html", context)


@page("GET", "POST", may=Verb.OFFICE)
def succession_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Record one event within a street or district; `source` and `target` in the address choose beforehand."""
    within = get_object_or_404(Place.objects.visible_to(request.user).exclude(level=Place.Level.COMMUNITY), pk=pk)
    chosen = {"sources": request.GET.getlist("source"), "targets": request.GET.getlist("target")}
    form = SuccessionForm(request.user, within, request.POST or None, initial=chosen)
    if request.method == "POST" and form.is_valid() and (answer := _record(request, form)):
        return answer
    context = {"trail": history.trail(within, request.user, "登记沿革"), "form": form, "this": within}
    return render(request, "communities/succession_new.html", context)


def _record(request: HttpRequest, form: SuccessionForm) -> HttpResponse | None:
    facts = form.cleaned_data

    def act() -> str:
        record_succession(
            sources=form.parts(),
            targets=facts["targets"],
            way=facts["way"],
            happened_on=facts["happened_on"],
            document_number=facts["document_number"],
            by=request.user,
        )
        return reverse("place", args=[facts["targets"][0].pk])

    return carry_out(request, form.key, act, "沿革已登记。")
