"""What was said in talks and not answered on the spot: the list, one point, its answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, acts_for, page, post_as
from communities.lib.tables import table
from communities.views.acts import Act, carried, offered
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from votes import services
from votes.forms.followup import MoveForm
from votes.forms.talks import AnswerForm, PointFilterForm
from votes.models import TalkPoint
from votes.presenters import talks as shown
from votes.rules.talks import Status
from votes.services.parties import UNIT
from votes.views.pages import places
from votes.views.talks import trail


def _waits(point: TalkPoint, account) -> bool:
    return point.talk.status == Status.FINAL and point.answered_at is None


def _answers(point: TalkPoint, account) -> bool:
    return _waits(point, account) and (acts_for(account, point.owner) or bool(post_as(account, UNIT, point.place)))


def _drafted(point: TalkPoint, account) -> bool:
    return point.talk.status == Status.DRAFT


ACTS = {
    "answer": Act("答复", (Verb.VIEW,), services.answer_talk_point, AnswerForm, _answers),
    "move": Act("调整期限", (Verb.MEET,), services.move_talk_point, MoveForm, _waits),
    "remove": Act("删去这一条", (Verb.MEET,), services.remove_point, open=_drafted, danger=True),
}


def points(request: HttpRequest):
    return TalkPoint.objects.visible_to(request.user).with_places()


@page("GET", may=Verb.VIEW)
def talk_points(request: HttpRequest) -> HttpResponse:
    form = PointFilterForm(_handed_on(request), places(request), request.GET or None)
    context = {"form": form, **listed(request, form.found(), reverse("talk_points_export"))}
    context["table"] = table(*shown.POINT_HEADS, rows=map(shown.point_row, context["page"]))
    return render(request, "votes/talks/points.html", context)


@page("GET", may=Verb.VIEW)
def talk_points_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list."""
    form = PointFilterForm(_handed_on(request), places(request), request.GET or None)
    return workbook_response("座谈意见答复", shown.POINT_HEADS, map(shown.exported_point, form.found()))


def _handed_on(request: HttpRequest):
    return points(request).handed_on().order_by("due_on", "pk")


@page("GET", may=Verb.VIEW)
def talk_point(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, get_object_or_404(points(request), pk=pk))


@page("POST", may=Verb.VIEW)
def talk_point_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One act on a point; the service says whether this person may. Taken out, the talk's page goes on."""
    this = get_object_or_404(points(request), pk=pk)
    name, key = ("talk", this.talk_id) if act == "remove" else ("talk_point", pk)
    return carried(request, ACTS, act, this, reverse(name, args=[key]), _shown)


def _shown(request: HttpRequest, this: TalkPoint, bound: dict | None = None) -> HttpResponse:
    told = shown.state(this)
    context = {
        "trail": trail(this.talk, "意见要点"),
        "this": this,
        "state": {"tone": told["tone"], "word": told["text"]},
        "facts": shown.point_facts(this),
        "acts": offered(ACTS, "talk_point_act", this, request.user, bound),
        "history_url": reverse("history", args=["votes.talkpoint", this.pk]),
    }
    return render(request, "votes/talks/point.html", context, status=409 if bound else 200)
