"""The one address at which the acts about a case are carried out."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from communities.access import Verb, page
from communities.views.carrying import carried_before, carry_out
from mergers.case_acts import ACTS
from mergers.views.case_pages import PAGES, open_case


@page("POST", may=(Verb.FILE, Verb.REVIEW, Verb.CONFIRM, Verb.OFFICE))
def case_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Carry out one act; refused, the page that offers it is shown again with the form as it was sent."""
    chosen = ACTS.get(act)
    case = open_case(request, pk)
    if chosen is None:
        raise Http404
    if answer := carried_before(request):
        return answer
    form = chosen.form(case, request.user, request.POST)
    if form.is_valid():
        asked = {name: value for name, value in form.cleaned_data.items() if name != "form_key"}

        def write() -> str:
            chosen.call(case, asked, request.user)
            return reverse(chosen.shown_on, args=[case.pk])

        if done := carry_out(request, form.key, write, f"已办理：{chosen.label}。"):
            return done
    row = request.POST.get("row", "")
    return PAGES[chosen.shown_on](request, open_case(request, pk), {f"{act}:{row}": form}, status=409)
