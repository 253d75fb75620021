"""三会成员 of a cooperative: its terms with who stands and sits, nominations, reviews, seats, the roster."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities import papers
from communities.access import Verb, page
from communities.lib.files import content_disposition
from communities.services import documents
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from communities.views.residents.shown import form_page
from shareholders.forms.officers import EndForm, NominateForm, ReviewForm, SeatForm, TermForm
from shareholders.forms.shares import ReasonForm
from shareholders.models import Candidate, OfficerTerm
from shareholders.rules.officers import BODIES, Body
from shareholders.services import officers as service

from . import officers_shown as shown
from .shown import cooperative_of, new_decision


@page("GET", may=Verb.RESIDENTS)
def officers(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest term's seats and candidates first; earlier ones below."""
    organisation = cooperative_of(request, pk)
    found = Candidate.objects.filter(term__organisation=organisation).with_names()
    context = listed(request, found.order_by(*shown.ORDER), reverse("officers_export", args=[organisation.pk]))
    context |= {"organisation": organisation, "table": shown.listing(context["page"])}
    context |= shown.overview(organisation, request.user)
    return render(request, "shareholders/officers.html", context)


@page("GET", may=Verb.RESIDENTS)
def officers_export(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = cooperative_of(request, pk)
    found = Candidate.objects.filter(term__organisation=organisation).with_names().order_by(*shown.ORDER)
    return workbook_response(f"{organisation.name}三会成员", shown.HEADS, map(shown.row, found))


@page("GET", "POST", may=Verb.ROLL)
def officer_term_new(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = cooperative_of(request, pk)
    form = TermForm(request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        service.open_term(organisation, given["starts_on"], given["ends_on"], by=request.user)
        return shown.address(organisation)

    return form_page(request, form, act, "登记届次", "届次已登记。", **shown.here(organisation, "登记届次"))


@page("GET", "POST", may=Verb.ROLL)
def candidate_new(request: HttpRequest, pk: int) -> HttpResponse:
    term = term_of(request, pk)
    form = NominateForm(term.organisation, request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        made = service.nominate(term, given["person"], given["body"], by=request.user, **form.facts())
        return reverse("candidate", args=[made.pk])

    here = shown.here(term.organisation, f"{term}提名")
    return form_page(request, form, act, f"{term}提名", "提名已登记，请街道组织资格联审。", **here)


@page("GET", may=Verb.RESIDENTS)
def candidate(request: HttpRequest, pk: int) -> HttpResponse:
    this = candidate_of(request, pk)
    context = {"this": this, **shown.one(this, request.user)}
    return render(request, "shareholders/candidate.html", context)


@page("GET", "POST", may=Verb.REVIEW)
def candidate_review(request: HttpRequest, pk: int) -> HttpResponse:
    this = candidate_of(request, pk)
    form = ReviewForm(request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        told = {"on": given["on"], "opinion": given["opinion"]}
        service.review(this, qualified=given["result"] == "qualified", by=request.user, **told)
        return shown.candidate_address(this)

    said = "联审结果已登记。"
    return form_page(request, form, act, "登记资格联审", said, **shown.beside(this, "登记资格联审"))


@page("GET", "POST", may=Verb.ROLL)
def candidate_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    this = candidate_of(request, pk)
    form = ReasonForm("撤回原因", request.POST or None)

    def act() -> str:
        service.withdraw_candidate(this, form.cleaned_data["reason"], by=request.user)
        return shown.candidate_address(this)

    return form_page(request, form, act, "撤回提名", "提名已撤回。", **shown.beside(this, "撤回提名"))


@page("GET", "POST", may=Verb.ROLL)
def candidate_end(request: HttpRequest, pk: int) -> HttpResponse:
    this = candidate_of(request, pk)
    form = EndForm(request.POST or None)

    def act() -> str:
        service.end_seat(this, form.cleaned_data["on"], form.cleaned_data["reason"], by=request.user)
        return shown.candidate_address(this)

    return form_page(request, form, act, "登记离任", "离任已登记。", **shown.beside(this, "登记离任"))


@page("GET", "POST", may=Verb.ROLL)
def officer_seats(request: HttpRequest, pk: int, body: str) -> HttpResponse:
    """Who of a body's candidates was elected."""
    term, body = term_of(request, pk), _body(body)
    form = SeatForm(term, body, request.POST or None, request.FILES or None)

    def act() -> str:
        given = form.cleaned_data
        told = {"decision": given.get("decision"), "document": _result(term, given, request.user)}
        service.seat(term, body, given["elected"], on=given["on"], by=request.user, **told)
        return shown.address(term.organisation)

    heading = f"{term}{BODIES[body]}登记当选"
    also = new_decision(term.organisation, request.user) if body != Body.REPRESENTATIVES else {}
    return form_page(request, form, act, heading, "已登记当选。", **shown.here(term.organisation, heading), **also)


@page("GET", may=Verb.RESIDENTS)
def officer_roster(request: HttpRequest, pk: int) -> HttpResponse:
    """The term's seats on paper, as they are now."""
    term = term_of(request, pk)
    rendered = papers.render_register(shown.ROSTER, shown.roster(term), **shown.roster_head(term))
    name = f"{term.organisation.name}{term}三会成员花名册.pdf"
    headers = {"Content-Disposition": content_disposition(name), "Cache-Control": "no-store"}
    return HttpResponse(rendered.pdf, content_type="application/pdf", headers=headers)


def term_of(request: HttpRequest, pk: int) -> OfficerTerm:
    found = OfficerTerm.objects.visible_to(request.user).select_related("organisation__place__parent")
    return get_object_or_404(found, pk=pk)


def candidate_of(request: HttpRequest, pk: int) -> Candidate:
    return get_object_or_404(Candidate.objects.visible_to(request.user).with_names(), pk=pk)


def _body(word: str) -> Body:
    if word not in list(Body):
        raise Http404
    return Body(word)


def _result(term: OfficerTerm, given: dict, by):
    """The result of the representatives' election, kept as a document."""
    if not given.get("paper"):
        return None
    title = f"{term.organisation.name}{term}成员代表推选结果"
    place = term.organisation.place
    return documents.store_document(
        place=place, kind="会议记录", title=title[:120], upload=given["paper"], written_on=given["on"], by=by
    )
