"""Boards: the list of a place's boards, and a paper going up, coming down, being torn down."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from communities.access import Verb, page
from communities.forms.base import KeyedForm
from communities.forms.notices import BoardForm, InterruptForm, ProofForm
from communities.models import Board, Notice, Posting
from communities.services import notices
from communities.views.carrying import carry_out

from .detail import form_page
from .drafting import notice_of
from .shown import address


@page("GET", "POST", may=Verb.POST)
def boards(request: HttpRequest) -> HttpResponse:
    """The boards one may post on, and a form for another."""
    form = BoardForm(request.user, request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        notices.add_board(given["place"], given["name"], given["location"], by=request.user)
        return reverse("boards")

    if request.method == "POST" and form.is_valid() and (done := carry_out(request, form.key, act, "公开栏已登记。")):
        return done
    found = Board.objects.visible_to(request.user).filter(in_use=True).select_related("place")
    context = {
        "form": form,
        "boards": [(board, reverse("board_retire", args=[board.pk])) for board in found.order_by("place__code", "pk")],
        "trail": [{"label": "公示", "url": reverse("notices")}, {"label": "公开栏"}],
        "form_key": KeyedForm()["form_key"].value(),
    }
    return render(request, "communities/notices/boards.html", context)


@page("POST", may=Verb.POST)
def board_retire(request: HttpRequest, pk: int) -> HttpResponse:
    board, form = get_object_or_404(Board.objects.visible_to(request.user), pk=pk), KeyedForm(request.POST)
    form.is_valid()

    def act() -> str:
        notices.retire_board(board, by=request.user)
        return reverse("boards")

    return carry_out(request, form.key, act, "公开栏已停用。") or redirect("boards")


@page("GET", "POST", may=Verb.POST)
def posting_up(request: HttpRequest, pk, posting: int) -> HttpResponse:
    notice, row = _posting(request, pk, posting)

    def keep(**proof) -> None:
        notices.put_up(notice, row.board, **proof, by=request.user)

    return _proof_page(request, notice, keep, "登记张贴", row)


@page("GET", "POST", may=Verb.POST)
def posting_down(request: HttpRequest, pk, posting: int) -> HttpResponse:
    notice, row = _posting(request, pk, posting)

    def keep(**proof) -> None:
        notices.take_down(notice, row, **proof, by=request.user)

    return _proof_page(request, notice, keep, "登记期满证明", row)


def _posting(request: HttpRequest, pk, posting: int) -> tuple[Notice, Posting]:
    """The notice and the row of its board that the address names."""
    notice = notice_of(request, pk)
    return notice, get_object_or_404(notice.postings.select_related("board"), pk=posting)


def _proof_page(request: HttpRequest, notice: Notice, keep, heading: str, row: Posting) -> HttpResponse:
    """The form of a moment and what proves it."""
    form = ProofForm(request.POST or None, request.FILES or None)

    def act() -> str:
        keep(**{name: form.cleaned_data[name] for name in ("at", "proof", "kind")})
        return address(notice)

    return form_page(request, notice, form, act, f"{heading}：{row.board.name}", f"已{heading}。")


@page("GET", "POST", may=Verb.POST)
def posting_interrupt(request: HttpRequest, pk, posting: int) -> HttpResponse:
    notice, row = _posting(request, pk, posting)
    form = InterruptForm(request.POST or None)

    def act() -> str:
        notices.interrupt(notice, row, form.cleaned_data["at"], form.cleaned_data["reason"], by=request.user)
        return address(notice)

    said = "已登记中断，各处须重新张贴、重新计期。"
    return form_page(request, notice, form, act, f"登记中断：{row.board.name}", said)
