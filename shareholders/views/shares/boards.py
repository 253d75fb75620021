"""The posted lists of shares: making one, its rows as posted, objections to a row and their answers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from communities.access import Verb, may, page
from communities.models import Objection
from communities.views.carrying import carry_out
from shareholders import services
from shareholders.forms.boards import HouseholdObjectionForm
from shareholders.forms.share_boards import ShareAnswerForm, ShareBoardForm
from shareholders.models import ShareBoard, SharePlan
from shareholders.services import share_boards
from shareholders.share_board_rows import words
from shareholders.views.posted import Posted, board_item, objection_facts

from .shown import form_page, frame, number, plan_of, trail

HEADS = ("户编号", "股权证号", "户主", "持股人（与户主关系）及股数", "户合计（股）")


@page("GET", may=Verb.RESIDENTS)
def share_postings(request: HttpRequest, pk: int) -> HttpResponse:
    """The posted lists of a plan, each with the standing of its notice."""
    plan = plan_of(request, pk)
    boards = plan.boards.select_related("notice", "plan")
    context = frame(plan, "share_postings", request.user) | {
        "boards": [_item(board) for board in boards],
        "may_post": may(request.user, Verb.POST, plan.place)
        and plan.status in (SharePlan.Status.DECIDED, SharePlan.Status.LOCKED),
    }
    return render(request, "shareholders/share_postings.html", context)


@page("GET", "POST", may=Verb.POST)
def share_board_new(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk)
    form = ShareBoardForm(plan, request.user, request.POST or None)

    def act() -> str:
        as_on = form.cleaned_data["as_on"]
        return POSTED.address(services.post_share_board(plan, as_on, by=request.user, **form.terms()))

    lines = ["首次列全部持股的户；其后只列持股有变化的户，异议期重新起算。名单上没有证件号码。"]
    return form_page(request, plan, form, act, "股权公示", "名单已制作，请到公示页面核对、发布和登记张贴。", lines)


@page("GET", may=Verb.RESIDENTS)
def share_board(request: HttpRequest, pk: int) -> HttpResponse:
    board = board_of(request, pk)
    counted = f"{board.households}户、{board.people}人、{board.shares.normalize():f}股"
    facts = [("持股截至", board.as_on), ("列入", counted)]
    return POSTED.page(request, board, board.lines.all(), facts, _trail(board))


@page("GET", may=Verb.RESIDENTS)
def share_board_export(request: HttpRequest, pk: int) -> HttpResponse:
    board = board_of(request, pk)
    return POSTED.export(board, board.lines.all())


@page("GET", may=Verb.RESIDENTS)
def share_board_progress(request: HttpRequest, pk: int) -> HttpResponse:
    return POSTED.progress(request, board_of(request, pk))


@page("POST", may=Verb.POST)
def share_board_discard(request: HttpRequest, pk: int) -> HttpResponse:
    board = board_of(request, pk)
    return POSTED.thrown_away(request, board, reverse("share_postings", args=[board.plan_id]))


@page("GET", "POST", may=Verb.POST)
def share_objection_new(request: HttpRequest, pk: int) -> HttpResponse:
    board, form = board_of(request, pk), HouseholdObjectionForm(request.POST or None)

    def act() -> str:
        services.object_to_shares(board, form.cleaned_data["household_number"], by=request.user, **form.facts())
        return POSTED.address(board)

    return _form(request, board, form, act, "登记异议", "异议已登记并编号。")


@page("GET", "POST", may=Verb.POST)
def share_objection(request: HttpRequest, pk: int, objection) -> HttpResponse:
    board = board_of(request, pk)
    if not may(request.user, Verb.POST, board.plan.place):
        raise Http404
    found = get_object_or_404(Objection.objects.filter(notice=board.notice).exclude(row_key=""), pk=objection)
    form = None if found.answered_at else ShareAnswerForm(board, found, request.POST or None)

    def act() -> str:
        given = form.cleaned_data
        services.answer_share_objection(found, given["answer"], given["result"], by=request.user, **form.change())
        return POSTED.address(board)

    return _form(request, board, form, act, f"第{found.number}号异议", "已答复。", facts=objection_facts(found))


def board_of(request: HttpRequest, pk: int) -> ShareBoard:
    found = ShareBoard.objects.visible_to(request.user)
    related = ("plan__organisation__place__district", "notice", "paper", "made_by")
    return get_object_or_404(found.select_related(*related), pk=pk)


def _form(request: HttpRequest, board: ShareBoard, form, act, heading: str, said: str, facts=()) -> HttpResponse:
    if request.method == "POST" and form and form.is_valid() and (done := carry_out(request, form.key, act, said)):
        return done
    context = {"form": form, "heading": heading, "sub": str(board), "back": POSTED.address(board), "facts": facts}
    context["trail"] = [*_trail(board)[:-1], {"label": board.label, "url": POSTED.address(board)}, {"label": heading}]
    return render(request, "communities/residents/form.html", context)


def _trail(board: ShareBoard) -> list[dict]:
    plan = board.plan
    lists = {"label": "股权公示", "url": reverse("share_postings", args=[plan.pk])}
    return [*trail(plan), lists, {"label": board.label}]


def _item(board: ShareBoard) -> dict:
    return board_item(board, POSTED.address(board), f"持股截至{board.as_on}；{board.households}户、{board.people}人")


def _row(line) -> tuple:
    return line.number, line.certificate, line.head, words(line), number(line.total)


POSTED = Posted("share_board", HEADS, _row, share_boards.key_of, services.discard_share_board, "share_objection")
