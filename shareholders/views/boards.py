"""The three postings: making a list, its rows as posted, objections to a row and their answers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from communities.access import Verb, may, page
from communities.models import Objection
from communities.views.residents.shown import form_page
from shareholders import services
from shareholders.board_rows import words
from shareholders.forms.boards import BoardForm, HouseholdObjectionForm, RowAnswerForm
from shareholders.models import BoardLine, RollBoard
from shareholders.services.boards import key_of
from shareholders.views import shown
from shareholders.views.posted import Posted, objection_facts

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
    facts = [("列入", f"{board.households}户、{board.people}人")]
    return POSTED.page(
        request, board, board.lines.all(), facts, shown.trail(board.organisation, {"label": board.label})
    )


@page("GET", may=Verb.RESIDENTS)
def roll_board_export(request: HttpRequest, pk: int) -> HttpResponse:
    board = shown.board_of(request, pk)
    return POSTED.export(board, board.lines.all())


@page("GET", may=Verb.RESIDENTS)
def roll_board_progress(request: HttpRequest, pk: int) -> HttpResponse:
    return POSTED.progress(request, shown.board_of(request, pk))


@page("POST", may=Verb.POST)
def roll_board_discard(request: HttpRequest, pk: int) -> HttpResponse:
    board = shown.board_of(request, pk)
    return POSTED.thrown_away(request, board, shown.roll_address(board.organisation))


@page("GET", "POST", may=Verb.POST)
def row_objection_new(request: HttpRequest, pk: int) -> HttpResponse:
    board, form = shown.board_of(request, pk), HouseholdObjectionForm(request.POST or None)

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


POSTED = Posted("roll_board", HEADS, _row, key_of, services.discard_board, "row_objection")
