"""《致居民的一封信》 and questionnaires: the list of both, a letter by household, a questionnaire on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, has_verb, page, post_as
from communities.lib.tables import table
from communities.views.carrying import carry_out, form_page
from communities.views.listing import listed
from votes import services
from votes.forms.publicity import (
    AnswersForm,
    DeliveryFilterForm,
    HandOutForm,
    LetterForm,
    MarkForm,
    QuestionnaireForm,
)
from votes.models import Letter, LetterDelivery, Questionnaire
from votes.presenters import publicity as shown
from votes.services.canvass import UNIT

ROOT = {"label": "一封信与问卷", "url": "/publicity/"}
MOST = 200


def letters(request: HttpRequest):
    return Letter.objects.visible_to(request.user).with_counts()


def questionnaires(request: HttpRequest):
    return Questionnaire.objects.visible_to(request.user).select_related("organisation__place__parent")


@page("GET", may=Verb.VIEW)
def publicity(request: HttpRequest) -> HttpResponse:
    context = {
        "letters": table(*shown.LETTER_HEADS, rows=map(shown.letter_row, letters(request)[:MOST])),
        "asked": table(*shown.ASKED_HEADS, rows=shown.asked_rows(questionnaires(request)[:MOST])),
        "may_file": has_verb(request.user, Verb.FILE),
    }
    return render(request, "votes/publicity/list.html", context)


@page("GET", "POST", may=Verb.FILE)
def letter_new(request: HttpRequest) -> HttpResponse:
    form = LetterForm(request.user, request.POST or None)

    def act() -> str:
        return reverse("letter", args=[services.start_letter(**form.facts(), by=request.user).pk])

    sub = "户册上今天在册的户全部列入应发；信的文稿在“公示”中起草、打印。"
    return _new(request, form, act, "登记发放一封信", sub)


@page("GET", may=Verb.VIEW)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    return _letter(request, get_object_or_404(letters(request), pk=pk))


@page("POST", may=Verb.FILE)
def letter_mark(request: HttpRequest, pk: int) -> HttpResponse:
    this, form = get_object_or_404(letters(request), pk=pk), MarkForm(request.POST)

    def act() -> str:
        services.mark_letters(this, **form.asked(), by=request.user)
        return reverse("letter", args=[pk])

    return (form.is_valid() and carry_out(request, form.key, act, "已登记。")) or _letter(request, this, form)


def _letter(request: HttpRequest, this: Letter, bound: MarkForm | None = None) -> HttpResponse:
    form = DeliveryFilterForm(request.GET or None)
    found = form.found(LetterDelivery.objects.visible_to(request.user).filter(letter=this)).order_by("number")
    context = {
        "this": this,
        "trail": [ROOT, {"label": this.place.name}],
        "tiles": shown.letter_tiles(this),
        "paper_url": reverse("notice", args=[this.notice_id]) if this.notice_id else "",
        "works": has_verb(request.user, Verb.FILE),
        "filter": form,
        "mark": (bound or MarkForm()) if _runs(request, this) else None,
        **listed(request, found, ""),
    }
    context["table"] = table(*shown.DELIVERY_HEADS, rows=map(shown.delivery_row, context["page"]))
    return render(request, "votes/publicity/letter.html", context, status=409 if bound else 200)


@page("GET", "POST", may=Verb.FILE)
def questionnaire_new(request: HttpRequest) -> HttpResponse:
    form = QuestionnaireForm(request.user, request.POST or None)

    def act() -> str:
        return reverse("questionnaire", args=[services.start_questionnaire(**form.facts(), by=request.user).pk])

    return _new(request, form, act, "开始问卷调查", "答卷不记姓名；发放和收回分别登记。")


@page("GET", may=Verb.VIEW)
def questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    return _questionnaire(request, get_object_or_404(questionnaires(request), pk=pk))


@page("POST", may=Verb.FILE)
def questionnaire_hand_out(request: HttpRequest, pk: int) -> HttpResponse:
    this, form = get_object_or_404(questionnaires(request), pk=pk), HandOutForm(request.POST)

    def act() -> str:
        services.hand_out(this, form.cleaned_data["count"], form.cleaned_data["on"], by=request.user)
        return reverse("questionnaire", args=[pk])

    done = form.is_valid() and carry_out(request, form.key, act, "已登记发放。")
    return done or _questionnaire(request, this, hand_out=form)


@page("POST", may=Verb.FILE)
def questionnaire_answers(request: HttpRequest, pk: int) -> HttpResponse:
    this = get_object_or_404(questionnaires(request), pk=pk)
    form = AnswersForm(this, request.POST)

    def act() -> str:
        services.enter_answers(this, [(form.row_key, form.answers())], form.cleaned_data["on"], by=request.user)
        return f"{reverse('questionnaire', args=[pk])}#entry"

    done = form.is_valid() and carry_out(request, form.key, act, "已登记一份，请录下一份。")
    return done or _questionnaire(request, this, entry=form)


def _questionnaire(request: HttpRequest, this: Questionnaire, **bound) -> HttpResponse:
    runs = _runs(request, this)
    context = {
        "this": this,
        "trail": [ROOT, {"label": this.place.name}],
        "tiles": shown.asked_tiles(this),
        "answers": shown.answers(this),
        "hand_out": bound.get("hand_out", HandOutForm()) if runs else None,
        "entry": bound.get("entry", AnswersForm(this)) if runs else None,
    }
    return render(request, "votes/publicity/questionnaire.html", context, status=409 if bound else 200)


def _new(request: HttpRequest, form, act, heading: str, sub: str) -> HttpResponse:
    told = {"heading": heading, "sub": sub, "trail": [ROOT, {"label": heading}], "back": ROOT["url"]}
    return form_page(request, form, act, "已登记。", **told)


def _runs(request: HttpRequest, row) -> bool:
    return post_as(request.user, UNIT, row.place) is not None
