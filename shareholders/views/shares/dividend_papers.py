"""What leaves the portal of a decided distribution: its posted list, and the list for the bank."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from communities import exports
from communities.access import Verb, may, page
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.workbooks import Column, Sheet
from communities.models import Person, Residence
from shareholders import services
from shareholders.forms.dividends import BankListForm, DividendBoardForm
from shareholders.models import Dividend, DividendBoard, DividendLine
from shareholders.services import dividend_boards
from shareholders.views.posted import Posted

from . import dividend_shown as shown
from .dividends import dividend_of
from .shown import form_page, number, yuan

BOARD_HEADS = ("户编号", "股权证号", "户主", "姓名", "与户主关系", "股数", "金额（元）")
PERSON_COLUMNS = (
    Column("序号", 8, "int"),
    Column("户编号", 12),
    Column("收款人", 12),
    Column("证件号码", 24),
    Column("金额（元）", 16, "money"),
    Column("银行账号（本社填写）", 28),
    Column("开户行（本社填写）", 24),
    Column("摘要", 18),
    Column("备注", 36, wrap=True),
)
HOME_COLUMNS = (
    Column("序号", 8, "int"),
    Column("户编号", 12),
    Column("户主", 12),
    Column("户主证件号码", 24),
    Column("人数", 8, "int"),
    Column("金额（元）", 16, "money"),
    Column("银行账号（本社填写）", 28),
    Column("开户行（本社填写）", 24),
    Column("摘要", 18),
)


@page("GET", "POST", may=Verb.POST)
def dividend_post(request: HttpRequest, pk: int) -> HttpResponse:
    this = dividend_of(request, pk)
    form = DividendBoardForm(this, request.user, request.POST or None)

    def act() -> str:
        return POSTED.address(services.post_dividend(this, by=request.user, **form.terms()))

    said = "名单已制作，请到公示页面核对、发布和登记张贴。"
    lines = ["名单就是通过时固定的分配名单，不列证件号码和银行账号；未满14周岁的合并为“户内成员N人”。"]
    return form_page(request, this.plan, form, act, "收益分配公示", said, lines, shown.place_of(this, "收益分配公示"))


@page("GET", may=Verb.RESIDENTS)
def dividend_board(request: HttpRequest, pk: int) -> HttpResponse:
    board = board_of(request, pk)
    this = board.dividend
    facts = [("股权登记日", this.record_on), ("列入", f"{this.households}户、{this.people}人、{this.amount:,.2f}元")]
    return POSTED.page(request, board, _shown_lines(board), facts, shown.trail_of(this, board.label))


@page("GET", may=Verb.RESIDENTS)
def dividend_board_export(request: HttpRequest, pk: int) -> HttpResponse:
    board = board_of(request, pk)
    return POSTED.export(board, _shown_lines(board))


@page("GET", may=Verb.RESIDENTS)
def dividend_board_progress(request: HttpRequest, pk: int) -> HttpResponse:
    return POSTED.progress(request, board_of(request, pk))


@page("POST", may=Verb.POST)
def dividend_board_discard(request: HttpRequest, pk: int) -> HttpResponse:
    board = board_of(request, pk)
    return POSTED.thrown_away(request, board, shown.address(board.dividend))


@page("GET", "POST", may=Verb.FULL_LIST)
def dividend_bank(request: HttpRequest, pk: int) -> HttpResponse:
    """The file is the answer to the form itself: no address leads to it afterwards."""
    this, form = dividend_of(request, pk), BankListForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and may(request.user, Verb.FULL_LIST, this.place):
        try:
            services.export_bank_list(this, form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error("reason", list(refusal.reasons))
        else:
            return _workbook(this, request.user)
    lines = [
        "清单有姓名、证件号码和金额，按人、按户各一张；工作台不登记银行账号，账号和开户行由本社填写后交银行。",
        "已登记死亡的、未满14周岁的在备注注明；集体股分得的部分留本社，不在清单内。每日次数有限，文件上印有导出人。",
    ]
    context = {"form": form, "heading": "导出付款清单", "lines": lines, **shown.place_of(this, "导出付款清单")}
    return render(request, "shareholders/share_form.html", context)


def board_of(request: HttpRequest, pk: int) -> DividendBoard:
    found = DividendBoard.objects.visible_to(request.user)
    related = ("dividend__plan__organisation__place__parent", "notice__place", "paper", "made_by")
    return get_object_or_404(found.select_related(*related), pk=pk)


def _workbook(this: Dividend, account) -> HttpResponse:
    title = f"{this.plan.organisation.name}{this.year}年度收益分配付款清单"
    lines = list(this.lines.exclude(person=None).select_related("person"))
    stays = this.amount - sum(line.yuan for line in lines)
    told = f"共{len(lines)}人，应付{this.amount - stays:,.2f}元" + (f"；集体股{stays:,.2f}元留本社" if stays else "")
    mark = f"{account.name}（{account.post_label}）{clock.now():%Y-%m-%d %H:%M} 导出，仅供付款，妥善保管"
    heading = (title, f"{this.decision}；{told}", mark)
    sheets = [
        Sheet("按人付款", PERSON_COLUMNS, list(_by_person(this, lines)), heading=heading),
        Sheet("按户付款", HOME_COLUMNS, list(_by_home(this, lines)), heading=heading),
    ]
    return exports.sheets_response(f"{title}（含证件号码）{clock.today()}", sheets)


def _by_person(this: Dividend, lines: list[DividendLine]) -> Iterator[tuple]:
    for place, line in enumerate(lines, start=1):
        number = _number(line.person)
        yield place, line.number, line.name, number, line.yuan, "", "", f"{this.year}年度分红", _note(line)


def _by_home(this: Dividend, lines: list[DividendLine]) -> Iterator[tuple]:
    homes: dict[int, list[DividendLine]] = {}
    for line in lines:
        homes.setdefault(line.household_id, []).append(line)
    current = Residence.objects.current().filter(household__in=homes, relation="head").select_related("person")
    heads = {each.household_id: each.person for each in current}
    for place, (home, own) in enumerate(homes.items(), start=1):
        head, amount = heads.get(home), sum(line.yuan for line in own)
        name, number = (head.name, _number(head)) if head else ("（无户主，请核对）", "")
        yield place, own[0].number, name, number, len(own), amount, "", "", f"{this.year}年度分红"


def _number(person: Person) -> str:
    return person.id_number.reveal() if person.id_number else f"无（{person.no_id_reason}）"


def _note(line: DividendLine) -> str:
    person, notes = line.person, []
    if person.died_on:
        notes.append(f"{person.died_on}死亡，须由继承人领取")
    if person.name != line.name:
        notes.append(f"现登记姓名{person.name}")
    if person.is_child():
        notes.append("未满14周岁，由监护人领取")
    return "；".join(notes)


def _shown_lines(board: DividendBoard):
    return board.dividend.lines.select_related("dividend")


def _row(line: DividendLine) -> tuple:
    name = "户内成员（未满14周岁）" if line.is_child else line.name
    return (
        line.number,
        line.certificate,
        line.head,
        name,
        line.relation if not line.is_child else "",
        number(line.shares),
        yuan(line.yuan),
    )


POSTED = Posted("dividend_board", BOARD_HEADS, _row, dividend_boards.key_of, services.discard_dividend_board)
