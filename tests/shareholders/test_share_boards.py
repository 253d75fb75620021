"""Posting who holds what: a frozen list, a real notice with its clock, objections that lead to the ledger."""

from datetime import date, timedelta

import pypdf
import pytest

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.leaks import find_personal_numbers
from communities.models import Board, Job, Notice, Person, ResidentChange
from communities.services import documents, notices
from shareholders import services
from shareholders.models import ShareBoard
from shareholders.services import Correction, lists, share_boards
from shareholders.share_board_rows import current_lines
from tests import makers
from tests.shareholders import share_makers
from tests.shareholders.share_makers import TODAY
from tests.shareholders.test_share_pages import paper as text_of_pdf

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)
TERMS = {"contact": "王堃", "telephone": "0633-8888888"}


@pytest.fixture(autouse=True)
def today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def village():
    return share_makers.village(one="张三 张四 张小", two="李一 张三丰")


@pytest.fixture
def secretary(village):
    return makers.account(Role.SECRETARY, village.place)


@pytest.fixture
def fixed(village):
    Person.objects.filter(name="张小").update(born_on=date(2020, 5, 5))
    return share_makers.fixed(village)


@pytest.fixture
def hall(village):
    return Board.objects.create(place=village.place, name="村委会公开栏")


@pytest.fixture
def post(fixed, secretary, hall):
    def one(as_on: date = DAY) -> ShareBoard:
        board = services.post_share_board(fixed, as_on, boards=[hall], by=secretary, **TERMS)
        board.notice = notices.publish(board.notice, by=secretary)
        return board

    return one


def test_a_list_is_a_notice_with_the_clock_of_its_purpose(post):
    board = post()
    assert (board.notice.purpose, board.notice.objection_days, board.notice.status) == (
        "posting.shares",
        7,
        "published",
    )
    assert (board.households, board.people, board.shares) == (2, 5, 50)
    assert "列入名单2户、5人，合计50股" in board.notice.body


def test_the_list_names_no_child_and_carries_no_number(post):
    """G2, N85: neither in its rows nor on its paper."""
    board = post()
    assert Job.objects.get(key=share_boards.key_of(board)).kind == "shareholders.tasks.print_share_board"
    kept = services.print_share_board(board).paper
    assert services.print_share_board(board).paper == kept
    with documents.open_version(kept.latest) as file:
        content = file.read()
        pages = len(pypdf.PdfReader(file).pages)
    said = text_of_pdf(content)
    assert "张小" not in said
    assert "户内成员1人" in said
    assert f"第 1 页 共 {pages} 页" in said
    assert "合计2户、5人、50股" in said
    assert find_personal_numbers(said + str(board.lines.values_list("holders", "head"))) == []


def test_a_name_that_holds_a_number_is_not_posted(post):
    Person.objects.filter(name="李一").update(name="李一13905331234")
    with pytest.raises(Refused, match="0002号户含有手机号"):
        post()


def test_only_what_has_changed_is_posted_again(village, fixed, post):
    post()
    with pytest.raises(Refused, match="没有变化"):
        post()
    part = share_makers.part(fixed.classes.get(), village.person("张四"), "2")
    share_makers.passed(fixed, village.person("张三"), [part], DAY, village)
    again = post()
    assert (again.label, [line.number for line in again.lines.all()]) == ("股权公示补榜（1）", ["0001"])
    assert "异议期自本次张贴重新起算" in again.notice.body


def test_a_draft_holds_the_next_list_and_can_be_thrown_away(
    fixed, secretary, hall, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.OUTPUT_ROOT = tmp_path
    board = services.post_share_board(fixed, DAY, boards=[hall], by=secretary, **TERMS)
    with pytest.raises(Refused, match="还是草稿"):
        services.post_share_board(fixed, DAY, boards=[hall], by=secretary, **TERMS)
    part = settings.OUTPUT_ROOT / "parts" / share_boards.paper_of(board).name / "000001.pdf"
    part.parent.mkdir(parents=True)
    part.touch()
    with django_capture_on_commit_callbacks(execute=True):
        services.discard_share_board(board, by=secretary)
    assert not ShareBoard.objects.exists()
    assert not Notice.objects.exists()
    assert not part.exists()  # names stand in it


def test_before_anything_is_issued_there_is_nothing_to_post(village, secretary, hall):
    plan = share_makers.decided(village)
    with pytest.raises(Refused, match="还没有人持股"):
        services.post_share_board(plan, DAY, boards=[hall], by=secretary, **TERMS)


def test_no_household_is_cut_in_two_between_parts(fixed, monkeypatch):
    monkeypatch.setattr(lists, "ROWS_PER_PART", 4)
    assert lists.sheets_of(len(line.holders) for line in current_lines(fixed, DAY)) == [1, 2]


def objection(board, secretary, **given):
    told = {"about": "张三股数", "claimed": "应为12股", "objector": "某某", "text": "原改革册12股", **given}
    return services.object_to_shares(board, "0001", received_at=clock.now(), by=secretary, **told)


def test_an_objection_names_a_row_and_is_upheld_only_by_what_corrected_it(village, fixed, post, secretary):
    """B42: the ledger's act after the objection, moving this household, and no other."""
    board = post()
    with pytest.raises(Refused, match="没有户编号"):
        services.object_to_shares(
            board, "0009", about="某", claimed="某", objector="某", text="某", received_at=clock.now(), by=secretary
        )
    with clock.set_to(TODAY + timedelta(hours=1)):
        found = objection(board, secretary)
    assert "张三（户主）10股" in found.original
    with pytest.raises(Refused, match="请选择更正持股的台账业务"):
        services.answer_share_objection(found, "成立", "upheld", by=secretary)
    first = fixed.transactions.get(kind="issue")
    with pytest.raises(Refused, match="不是收到异议以后"):
        services.answer_share_objection(found, "成立", "upheld", posted=first, by=secretary)
    with clock.set_to(TODAY + timedelta(hours=2)):
        part = share_makers.part(fixed.classes.get(), village.person("张三"), "2")
        later = share_makers.passed(fixed, village.person("张四"), [part], DAY, village).posted
        done = services.answer_share_objection(found, "核实", "upheld", posted=later, by=secretary)
    assert done.corrected.startswith(f"台账第{later.number}号（转让")


def test_a_name_is_corrected_by_the_ticket_that_the_answer_asks_for(village, post, secretary):
    """The shares are fixed and the register is locked: the answer asks, the street decides (B29, B42)."""
    found = objection(post(), secretary, claimed="应为张叁")
    member = village.members["张三"]
    done = services.answer_share_objection(
        found, "成立", "upheld", correction=Correction("name", member, "张叁"), by=secretary
    )
    assert done.corrected.endswith("张叁（已提交变更单，街道审批后更改）")
    member.person.refresh_from_db()
    assert member.person.name == "张三"
    services.decide_change(ResidentChange.objects.get(), True, by=village.street)
    member.person.refresh_from_db()
    assert member.person.name == "张叁"


def test_a_list_is_made_objected_to_and_answered_by_form(fixed, secretary, hall):
    browser = makers.client(secretary)
    form = {
        "as_on": "2026-03-01", "boards": [hall.pk], "objection_days": 7, "objection_unit": "natural",
        "posting_on": "2026-03-02", **TERMS,
    }  # fmt: skip
    browser.post(f"/shares/{fixed.pk}/postings/new/", form)
    board = ShareBoard.objects.get()
    page = browser.get(f"/shares/boards/{board.pk}/").content.decode()
    assert "名单：等待后台生成" in page
    assert "删除名单草稿" in page
    notices.publish(board.notice, by=secretary)
    told = {"household_number": "0002", "about": "李一", "claimed": "应为9股", "objector": "某某", "text": "册上9股"}
    browser.post(f"/shares/boards/{board.pk}/objections/new/", told | {"received_at": f"{clock.now():%Y-%m-%dT%H:%M}"})
    found = board.notice.objections.get()
    browser.post(
        f"/shares/boards/{board.pk}/objections/{found.pk}/", {"result": "kept", "answer": "核对原册为10股，维持"}
    )
    assert "维持" in browser.get(f"/shares/boards/{board.pk}/objections/{found.pk}/").content.decode()
