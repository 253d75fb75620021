"""Papers of a meeting, each laid out when it is asked for."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from communities.access import Verb, page
from communities.lib.files import content_disposition
from communities.lib.pdf.renderer import Rendered
from votes import meeting_papers as papers
from votes.models import Meeting
from votes.views.pages import meeting_of, motion_of

PAPERS: dict[str, tuple[str, Callable[[Meeting], Rendered]]] = {
    "notice": ("会议通知", papers.notice),
    "agenda": ("会议议程", papers.agenda),
    "ballots": ("表决票", papers.ballots),
    "minutes": ("会议记录", papers.minutes),
}


@page("GET", may=Verb.VIEW)
def meeting_paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    this = meeting_of(request, pk)
    if kind not in PAPERS:
        raise Http404
    title, made = PAPERS[kind]
    return answer(made(this), f"{title}-{this}.pdf")


@page("GET", may=Verb.RESIDENTS)
def meeting_sign_in(request: HttpRequest, pk: int, volume: int) -> HttpResponse:
    """One volume of the sign-in sheet: it bears the names of the roll."""
    this = meeting_of(request, pk)
    return answer(papers.sign_in(this, volume), f"签到表-{this}-{volume}.pdf")


@page("GET", may=Verb.VIEW)
def motion_resolution(request: HttpRequest, pk: int) -> HttpResponse:
    this = motion_of(request, pk)
    return answer(papers.resolution(this), f"决议-{this.meeting}-{this.number}.pdf")


def answer(paper: Rendered, name: str) -> HttpResponse:
    """The paper as a file of this name."""
    headers = {"Content-Disposition": content_disposition(name)}
    return HttpResponse(paper.pdf, content_type="application/pdf", headers=headers)
