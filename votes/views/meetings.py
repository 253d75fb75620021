"""Meetings: the list, preparing one, its page, motions, notice, close and cancel."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from communities.access import Verb, may, page
from communities.lib import clock
from communities.lib.tables import table
from communities.views.acts import Act, carried, offered
from communities.views.carrying import form_page
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from votes import services
from votes.forms.meetings import CallForm, MeetingFilterForm, MeetingForm, MotionForm, ReasonForm
from votes.models import Meeting
from votes.presenters import followup
from votes.presenters import meetings as shown
from votes.rules.meetings import MOVES
from votes.rules.words import notice_words
from votes.views import bodies
from votes.views.pages import body_of, documents_of, may_meet, meeting_of, meetings, places

ROOT = {"label": "会议和表决", "url": "/votes/meetings/"}


def _open(move: str, row: Meeting, account) -> bool:
    if move == "close" and row.held_on > clock.today():
        return False
    return any(each.move == move for each in MOVES.moves_from(row.status))


ACTS = {
    "close": Act("结束会议", (Verb.MEET,), services.close, open=lambda row, account: _open("close", row, account)),
    "cancel": Act(
        "取消会议",
        (Verb.MEET,),
        services.cancel,
        ReasonForm,
        lambda row, account: _open("cancel", row, account),
        danger=True,
    ),
}


@page("GET", may=Verb.VIEW)
def meeting_list(request: HttpRequest) -> HttpResponse:
    form = MeetingFilterForm(meetings(request), places(request), request.GET or None)
    context = {"form": form, **listed(request, shown.counted(form.found()), reverse("meetings_export"))}
    context["table"] = table(*shown.HEADS, rows=map(shown.row, context["page"]))
    return render(request, "votes/meetings.html", context)


@page("GET", may=Verb.VIEW)
def meetings_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list."""
    form = MeetingFilterForm(meetings(request), places(request), request.GET or None)
    rows = map(shown.exported, shown.counted(form.found()))
    return workbook_response("会议和表决", shown.HEADS, rows)


@page("GET", "POST", may=Verb.MEET)
def meeting_new(request: HttpRequest, pk: int) -> HttpResponse:
    body = body_of(request, pk)
    form = MeetingForm(body, documents_of(request, body.place), request.POST or None)

    def act() -> str:
        made = services.prepare(body, form.cleaned_data["title"], **form.facts(), by=request.user)
        return reverse("meeting", args=[made.pk])

    back = reverse("body", args=[pk])
    trail = [bodies.ROOT, {"label": str(body), "url": back}, {"label": "筹备会议"}]
    sub = f"{body}：{''.join(bodies.shown.law(body, clock.today())['lines'])}"
    told = {"heading": "筹备会议", "sub": sub, "trail": trail, "back": back, "submit": "筹备"}
    return form_page(request, form, act, "会议已登记，请列入议题。", **told)


@page("GET", may=Verb.VIEW)
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, meeting_of(request, pk))


@page("POST", may=Verb.MEET)
def meeting_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Close or cancel it; the service says whether it may be done."""
    return carried(request, ACTS, act, meeting_of(request, pk), reverse("meeting", args=[pk]), _shown)


@page("GET", "POST", may=Verb.MEET)
def motion_new(request: HttpRequest, pk: int) -> HttpResponse:
    this = meeting_of(request, pk)
    form = MotionForm(this, services.charters_on(this.body, this.held_on), request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        told = (this, given["matter"], given["title"])
        services.put(*told, previous=given.get("previous"), by=request.user)
        return reverse("meeting", args=[pk])

    told = {"heading": "列入议题", "sub": str(this), "trail": trail(this, "列入议题"), "submit": "列入"}
    return form_page(request, form, act, "议题已列入。", back=reverse("meeting", args=[pk]), **told)


@page("GET", "POST", may=Verb.MEET)
def meeting_call(request: HttpRequest, pk: int) -> HttpResponse:
    this, back = meeting_of(request, pk), reverse("meeting", args=[pk])
    form = CallForm(this, request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        services.call(this, notice_on=given["notice_on"], notice=given["notice"], by=request.user)
        return back

    rule = shown.rule_of(this)
    sub = notice_words(rule, this.held_on, clock.today()) if rule else ""
    told = {"heading": "发出通知", "sub": sub, "trail": trail(this, "发出通知"), "submit": "登记通知，固定名册"}
    return form_page(request, form, act, "通知已登记，名册已经固定。", back=back, **told)


def trail(this: Meeting, *more: str) -> list[dict]:
    way = [ROOT, {"label": str(this), "url": reverse("meeting", args=[this.pk])}]
    return [*way, *({"label": label} for label in more)]


def _shown(request: HttpRequest, this: Meeting, bound: dict | None = None) -> HttpResponse:
    put = this.motions.select_related("result", "meeting__body")
    reads = may(request.user, Verb.RESIDENTS, this.place)
    keeps = may_meet(request, this.place)
    preparing = this.called_at is None and _open("put", this, None)
    context = {
        "trail": [ROOT, {"label": str(this)}],
        "this": this,
        "tone": shown.TONES[this.status],
        "next": [shown.next_step(this, clock.today())],
        "against": shown.against(this),
        "motions": table(*shown.MOTION_HEADS, rows=map(shown.motion_row, put)),
        "tiles": shown.tiles(this) if this.called_at else [],
        "facts": shown.facts(this),
        "law": shown.law(this),
        "acts": offered(ACTS, "meeting_act", this, request.user, bound),
        "may_prepare": preparing and keeps,
        "may_read": this.called_at and reads,
        "dissent": followup.dissent(this, keeps) if reads else [],
        "dissent_count": this.dissent.count(),
        "may_gather": keeps and this.called_at and this.status != "cancelled",
        "papers": shown.paper_items(this, reads),
        "history_url": reverse("history", args=["votes.meeting", this.pk]),
    }
    return render(request, "votes/meeting.html", context, status=409 if bound else 200)
