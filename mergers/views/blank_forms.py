"""Blank forms of the rulebook's evidence, as paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from communities.access import Verb, page
from communities.lib.files import content_disposition
from communities.papers import render_paper
from mergers.models import MergerCase
from mergers.presenters.blank_paper import blank_paper
from mergers.rules.blank_forms import BLANK_FORMS


@page("GET", may=Verb.VIEW)
def blank_form(request: HttpRequest, slug: str) -> HttpResponse:
    """One form as PDF; `?case=` fills in the community's name."""
    form = BLANK_FORMS.get(slug)
    if form is None:
        raise Http404
    asked, case = request.GET.get("case", ""), None
    if asked:
        cases = MergerCase.objects.visible_to(request.user).with_places()
        case = get_object_or_404(cases, pk=int(asked) if asked.isdecimal() else 0)
    paper = render_paper("blank_form", blank_paper(form, case))
    name = f"{form.title}-{case.place.name}.pdf" if case else f"{form.title}.pdf"
    return HttpResponse(
        paper.pdf, content_type="application/pdf", headers={"Content-Disposition": content_disposition(name)}
    )
