"""The three postings: making a list, its rows as posted, objections to a row and their answers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from communities.access import Verb, may, page
from communities.forms.base import KeyedForm
from communities.lib.tables import table
from communities.models import Objection
from communities.services import jobs
from communities.views.carrying import carry_out
from communities.views.exporting import workbook_response
from communities.views.jobs import progress_again, standing
from communities.views.listing import listed
from communities.views.residents.shown import form_page
from shareholders import services
from shareholders.board_rows import words
from shareholders.forms.boards import BoardForm, RowAnswerForm, RowObjectionForm
from shareholders.models import BoardLine, RollBoard
from shareholders.services.boards import key_of
from shareholders.views import shown
from shareholders.views.posted import objection_facts, objection_items, posted_facts

HEADS = ("户编号", "户主", "成员姓名（与户主关系）", "人数")


@page("GET", "POST", may=Verb.POST)
def roll_board_new(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = shown.cooperative_of(request, pk)
    form = BoardForm(organisation, request.user, request.POST or None)

    def act() -> str:
        board = services.post_board(organisation, form.cleaned_data["round"], by=request.user, **form.terms())
        return shown.board_address(board)

    sub = "首次制作列全部户；其后只列登记有变化的户，异议期重新起算。名单上没有证件号码。"
    back, trail = shown.roll_address(organisation), shown.trail(organisation, {"label": "张榜公示"})
    said = "名单已制作，请到公示页面核对、发布和登记张贴。"
    return form_page(request, form, act, "张榜公示", said, sub=sub, back=back, trail=trail)


@page("GET", may=Verb.RESIDENTS)
def roll_board(request: HttpRequest, pk: int) -> HttpResponse:
    board = shown.board_of(request, pk)
    posts = may(request.user, Verb.POST, board.organisation.place)
    context = {
        "board": board,
        "trail": shown.trail(board.organisation, {"label": board.label}),
        "facts": _facts(board),
        **listed(request, board.lines.all(), reverse("roll_board_export", args=[board.pk]), size=100),
        "work": standing(_job(board), reverse("roll_board_progress", args=[board.pk]), "名单"),
        "objections": objection_items(board.notice, "row_objection", board.pk, linked=posts),
        "object_url": reverse("row_objection_new", args=[board.pk]) if posts and board.notice.published_at else "",
        "discard_url": reverse("roll_board_discard", args=[board.pk]) if posts and _is_draft(board) else "",
        "form_key": KeyedForm()["form_key"].value(),
    }
    context["table"] = table(*HEADS, rows=map(_row, context["page"]))
    return render(request, "shareholders/board.html", context)


@page("GET", may=Verb.RESIDENTS)
def roll_board_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly the rows as posted."""
    board = shown.board_of(request, pk)
    return workbook_response(f"{board.organisation.name}{board.label}", HEADS, map(_row, board.lines.all()))


@page("GET", may=Verb.RESIDENTS)
def roll_board_progress(request: HttpRequest, pk: int) -> HttpResponse:
    board = shown.board_of(request, pk)
    return progress_again(request, _job(board), "名单", shown.board_address(board))


@page("POST", may=Verb.POST)
def roll_board_discard(request: HttpRequest, pk: int) -> HttpResponse:
    board, form = shown.board_of(request, pk), KeyedForm(request.POST)
    form.is_valid()

    def act() -> str:
        services.discard_board(board, by=request.user)
        return shown.roll_address(board.organisation)

    return carry_out(request, form.key, act, "名单草稿已删除。") or redirect(shown.board_address(board))


@page("GET", "POST", may=Verb.POST)
def row_objection_new(request: HttpRequest, pk: int) -> HttpResponse:
    board, form = shown.board_of(request, pk), RowObjectionForm(request.POST or None)

    def act() -> str:
        number = form.cleaned_data["household_number"]
        services.object_to_row(board, number, by=request.user, **form.facts())
        return shown.board_address(board)

    return _form(request, board, form, act, "登记异议", "异议已登记并编号。")


@page("GET", "POST", may=Verb.POST)
def row_objection(request: HttpRequest, pk: int, objection) -> HttpResponse:
    board = shown.board_of(request, pk)
    if not may(request.user, Verb.POST, board.organisation.place):
        raise Http404
    found = get_object_or_404(Objection.objects.filter(notice=board.notice).exclude(row_key=""), pk=objection)
    form = None if found.answered_at else RowAnswerForm(board, found, request.POST or None)

    def act() -> str:
        given, change = form.cleaned_data, form.correction()
        services.answer_row_objection(found, given["answer"], given["result"], change, by=request.user)
        return shown.board_address(board)

    return _form(request, board, form, act, f"第{found.number}号异议", "已答复。", facts=objection_facts(found))


def _form(request: HttpRequest, board: RollBoard, form, act, heading: str, said: str, **more) -> HttpResponse:
    back = shown.board_address(board)
    here = {"label": board.label, "url": back}
    told = {"sub": str(board), "back": back, "trail": shown.trail(board.organisation, here, {"label": heading}), **more}
    if form is None:
        return render(request, "communities/residents/form.html", {"heading": heading, **told})
    return form_page(request, form, act, heading, said, **told)


def _row(line: BoardLine) -> tuple:
    return line.number, line.head, words(line.names, line.children), len(line.names) + line.children


def _facts(board: RollBoard) -> list[dict]:
    return posted_facts(board, ("列入", f"{board.households}户、{board.people}人"))


def _is_draft(board: RollBoard) -> bool:
    return board.notice.status == "draft"


def _job(board: RollBoard):
    return jobs.standing(key_of(board))
