"""One notice: its status, deadlines, boards, objections and history; extending and withdrawing it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from communities.access import Verb, page
from communities.forms.base import KeyedForm
from communities.forms.notices import ExtendForm, ReasonForm
from communities.models import Notice, PublishedNotice
from communities.rules.notices import count_ends
from communities.services import notices
from communities.services.holidays import calendar_for
from communities.services.notices.publishing import publishing_faults
from communities.services.notices.steps import terms_of
from communities.views.carrying import carry_out
from communities.views.public import closed_sentence

from . import shown
from .drafting import may_post, notice_of


@page("GET", may=Verb.VIEW)
def notice_detail(request: HttpRequest, pk) -> HttpResponse:
    notice = notice_of(request, pk)
    posts = may_post(request, notice)
    moves = shown.moves(notice, posts)
    context = {
        "notice": notice,
        "trail": [*shown.trail(notice)[:-1], {"label": notice.number or "草稿"}],
        "status": shown.status(notice),
        "warnings": shown.warnings(notice),
        "deadlines": shown.deadlines(notice),
        "facts": shown.facts(notice),
        "boards": shown.board_rows(notice, moves),
        "objections": shown.objection_items(notice, posts),
        "events": shown.events(notice),
        "acts": [*_beside(notice, posts, moves), *_acts(notice, moves)],
        "buttons": _buttons(notice, moves),
        "missing": _missing(notice) if "publish" in moves else [],
        "paper_url": _paper_url(notice),
        "public_url": _public_url(notice),
        "history_url": reverse("history", args=[Notice._meta.label_lower, notice.pk]),
        "form_key": KeyedForm()["form_key"].value(),
    }
    return render(request, "communities/notices/detail.html", context)


@page("GET", "POST", may=Verb.POST)
def notice_extend(request: HttpRequest, pk) -> HttpResponse:
    notice, form = notice_of(request, pk), ExtendForm(request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        notices.extend(notice, given["new_end"], given["reason"], which=given["which"], by=request.user)
        return shown.address(notice)

    return form_page(request, notice, form, act, "延长期限", "期限已延长，请重印并更换文稿。")


@page("GET", "POST", may=Verb.POST)
def notice_withdraw(request: HttpRequest, pk) -> HttpResponse:
    notice, form = notice_of(request, pk), ReasonForm(request.POST or None)

    def act() -> str:
        notices.withdraw(notice, form.cleaned_data["reason"], by=request.user)
        return shown.address(notice)

    return form_page(request, notice, form, act, "撤下公示", "已撤下，公开核验页已关闭。")


def form_page(request: HttpRequest, notice: Notice, form, act, heading: str, said: str, **more) -> HttpResponse:
    """A form of its own page that belongs to a notice: shown, carried out, or shown again with the reasons.

    Without a form there is nothing left to do: the page is only read.
    """
    if request.method == "POST" and form and form.is_valid() and (done := carry_out(request, form.key, act, said)):
        return done
    context = {"notice": notice, "form": form, "heading": heading, "trail": shown.trail(notice, heading), **more}
    return render(request, "communities/notices/form.html", context)


def _beside(notice: Notice, posts: bool, moves: set[str]) -> list[dict]:
    """The way to the list that hangs beside the notice: there an objection names its row."""
    if not (posts and notice.list_url):
        return []
    return [{"label": "对照清单登记异议" if "object" in moves else "随附清单", "url": notice.list_url}]


def _acts(notice: Notice, moves: set[str]) -> list[dict]:
    """Links to the forms that are open now."""
    offers = [
        ("edit", "修改草稿", "notice_edit"),
        ("object", "登记其他异议" if notice.list_url else "登记异议", "objection_new"),
        ("extend", "延长期限", "notice_extend"),
        ("withdraw", "撤下", "notice_withdraw"),
    ]
    return [{"label": label, "url": reverse(name, args=[notice.pk])} for move, label, name in offers if move in moves]


def _buttons(notice: Notice, moves: set[str]) -> list[dict]:
    offers = [
        ("publish", "发布", "notice_publish", "primary", "发布后文字不能再改，确定发布？"),
        ("reprint", "按实际日期重印", "notice_reprint", "", ""),
        ("discard", "删除草稿", "notice_discard", "danger", "确定删除这份草稿？"),
    ]
    if not any("文稿上印的日期" in line for line in shown.warnings(notice)):
        moves = moves - {"reprint"}
    return [
        {"label": label, "url": reverse(name, args=[notice.pk]), "tone": tone, "confirm": confirm}
        for move, label, name, tone, confirm in offers
        if move in moves
    ]


def _missing(notice: Notice) -> list[dict]:
    """What keeps the draft from being published, for the check list."""
    start = notice.posting_on or notice.created_at.date()
    ends = count_ends(terms_of(notice), start, calendar_for(notice.place.district_or_self))
    return [{"ok": False, "text": reason} for reason in publishing_faults(notice, ends)]


def _paper_url(notice: Notice) -> str:
    if notice.paper is None:
        return ""
    return reverse("document_download", args=[notice.paper_id, notice.paper.latest.number])


def _public_url(notice: Notice) -> str:
    """The page behind the code, while it is open."""
    found = PublishedNotice.objects.filter(notice_id=notice.pk).first()
    return reverse("public_notice", args=[found.token]) if found and not closed_sentence(found) else ""
