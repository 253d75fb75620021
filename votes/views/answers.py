"""政策问答: the list, one question from asked to public, the paper for the boards; and the page for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, has_verb, page, public_page
from communities.forms.choosing import FindForm
from communities.lib import clock
from communities.lib.tables import table
from communities.models import Place
from communities.views.acts import Act, carried, offered
from communities.views.carrying import form_page
from communities.views.exporting import workbook_response
from communities.views.listing import listed
from votes import answer_papers, services
from votes.answer_questions import published_for
from votes.forms.answers import AnswerForm, ChangeForm, PublicFilterForm, QuestionFilterForm, QuestionForm
from votes.forms.meetings import ReasonForm
from votes.models import PolicyQuestion
from votes.presenters import answers as shown
from votes.rules.answers import MOVES
from votes.services.answers import keeps
from votes.views.pages import places
from votes.views.papers import answer

ROOT = {"label": "政策问答", "url": "/answers/"}
OFFERED, A_PAGE = 20, 30


def _may(move: str):
    def open_(this: PolicyQuestion, account) -> bool:
        written = move != "reply" or this.written
        free = not this.letter_id or move not in ("change", "answer", "reply")
        apart = move != "release" or this.answered_by_id != account.pk
        moves = {each.move for each in MOVES.moves_from(this.status)}
        return keeps(account, this.place) and written and free and apart and move in moves

    return open_


ACTS = {
    "answer": Act("答复", (Verb.POST,), services.answer_question, AnswerForm, _may("answer")),
    "reply": Act("出具书面答复", (Verb.POST,), services.write_reply, open=_may("reply")),
    "release": Act("公开", (Verb.POST,), services.release, open=_may("release")),
    "change": Act("改动问题", (Verb.POST,), services.change_question, ChangeForm, _may("change")),
    "hide": Act("撤下", (Verb.POST,), services.hide, ReasonForm, _may("hide"), danger=True),
    "withdraw": Act("撤销", (Verb.POST,), services.withdraw_question, ReasonForm, _may("withdraw"), danger=True),
}


def questions(request: HttpRequest):
    return PolicyQuestion.objects.visible_to(request.user).with_places()


@page("GET", may=Verb.VIEW)
def question_list(request: HttpRequest) -> HttpResponse:
    form = QuestionFilterForm(questions(request), places(request), request.GET or None)
    context = {"form": form, "may_ask": has_verb(request.user, Verb.POST), "place": form.chosen_place()}
    context |= listed(request, form.found(), reverse("policy_questions_export"))
    context["table"] = table(*shown.HEADS, rows=map(shown.row, context["page"]))
    return render(request, "votes/answers/list.html", context)


@page("GET", may=Verb.VIEW)
def questions_export(request: HttpRequest) -> HttpResponse:
    """Exactly the rows of the filtered list."""
    form = QuestionFilterForm(questions(request), places(request), request.GET or None)
    return workbook_response("政策问答", shown.HEADS, map(shown.exported, form.found()))


@page("GET", "POST", may=Verb.POST)
def question_new(request: HttpRequest) -> HttpResponse:
    form = QuestionForm(request.user, request.POST or None)

    def act() -> str:
        return reverse("policy_question", args=[services.ask(**form.facts(), by=request.user).pk])

    sub = "不登记提问人。街道、区办公室登记的，适用于所辖各社区。"
    told = {"heading": "登记政策问题", "sub": sub, "trail": [ROOT, {"label": "登记"}], "back": ROOT["url"]}
    return form_page(request, form, act, "已登记，请在期限前答复。", **told)


@page("GET", may=Verb.VIEW)
def question(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, _question_of(request, pk))


@page("POST", may=Verb.POST)
def question_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One act on a question; the service says whether this person may."""
    return carried(request, ACTS, act, _question_of(request, pk), reverse("policy_question", args=[pk]), _shown)


@page("GET", may=Verb.VIEW)
def answers_paper(request: HttpRequest, place: int) -> HttpResponse:
    """Everything public that holds for a community, to be posted."""
    here = get_object_or_404(places(request), pk=place)
    made = answer_papers.posted(here, published_for(here), clock.today())
    return answer(made, f"政策问答-{here.name}.pdf")


@public_page("GET")
def public_answers(request: HttpRequest) -> HttpResponse:
    """Find one's community by a part of its name."""
    asked, found = FindForm(request.GET).found(OFFERED)
    return _said(request, "votes/answers/public.html", {"asked": asked, "places": found})


@public_page("GET")
def public_answers_of(request: HttpRequest, place: int) -> HttpResponse:
    """What was answered for one community, by topic, searched."""
    here, form = get_object_or_404(_communities(), pk=place), PublicFilterForm(request.GET)
    context = {"here": here, "form": form, **listed(request, form.found(published_for(here)), "", A_PAGE)}
    context["answers"] = [shown.public(each) for each in context["page"]]
    return _said(request, "votes/answers/public_place.html", context)


def _communities():
    return Place.objects.communities().current().select_related("parent")


def _said(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response


def _question_of(request: HttpRequest, pk: int) -> PolicyQuestion:
    return get_object_or_404(questions(request).select_related("entered_by"), pk=pk)


def _shown(request: HttpRequest, this: PolicyQuestion, bound: dict | None = None) -> HttpResponse:
    told = shown.state(this)
    context = {
        "trail": [ROOT, {"label": this.get_topic_display()}],
        "this": this,
        "state": {"tone": told["tone"], "word": told["text"]},
        "facts": shown.facts(this),
        "acts": offered(ACTS, "policy_question_act", this, request.user, bound),
        "history_url": reverse("history", args=["votes.policyquestion", this.pk]),
    }
    return render(request, "votes/answers/question.html", context, status=409 if bound else 200)
