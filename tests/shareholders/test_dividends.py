"""Distributing a year's income: figures that add up, a list of the record date, decided, frozen, posted, paid."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.db import Error, transaction

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.leaks import find_personal_numbers
from communities.models import Board, Person, RecordEntry, Reveal
from communities.services import documents, notices, residents
from shareholders import services
from shareholders.models import Dividend, DividendBoard, DividendLine
from shareholders.services import certificates
from tests import makers
from tests.shareholders import share_makers
from tests.shareholders.roll_makers import id_number
from tests.shareholders.share_makers import ISSUED_ON, TODAY, part
from tests.shareholders.test_share_pages import paper as text_of_pdf

pytestmark = pytest.mark.django_db
RECORD_ON = ISSUED_ON
FIGURES = {
    "year": 2025, "income": Decimal("1000.00"), "brought_forward": Decimal(0), "losses": Decimal("100.00"),
    "reserve_percent": Decimal(30), "reserve": Decimal("270.00"), "amount": Decimal("600.00"),
    "retained": Decimal("30.00"), "record_on": RECORD_ON, "basis": "章程第三十八条", "collective_takes_part": True,
}  # fmt: skip
TERMS = {"contact": "王堃", "telephone": "0633-8888888"}


@pytest.fixture(autouse=True)
def today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def village():
    return share_makers.village(one="张三 张四 张小", two="李一 张三丰 李二 李三")


@pytest.fixture
def fixed(village):
    Person.objects.filter(name="张小").update(born_on=date(2020, 5, 5))
    return share_makers.fixed(village)


@pytest.fixture
def secretary(village):
    return makers.account(Role.SECRETARY, village.place)


@pytest.fixture
def approval(village):
    return share_makers.approval(village)


def drafted(village, plan, **given) -> Dividend:
    return services.start_dividend(plan, by=village.clerk, **FIGURES | given)


def test_every_fen_goes_to_somebody_and_the_rounded_rows_are_named(village, fixed):
    """600.01 yuan to 7 holders of 10 shares: 85.7157… each, so that four fen are left for four of them."""
    found = drafted(village, fixed, amount=Decimal("600.01"), retained=Decimal("29.99"))
    amounts = list(found.lines.values_list("yuan", flat=True))
    assert sum(amounts) == Decimal("600.01")
    assert sorted(amounts) == [Decimal("85.71")] * 3 + [Decimal("85.72")] * 4
    carried = found.lines.carried()
    assert {line.yuan for line in carried} == {Decimal("85.72")}
    assert carried.count() == 4
    assert (found.households, found.people, found.shares, found.a_share) == (2, 7, 70, Decimal("8.5715"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"retained": Decimal("30.01")},
            "共1,000.00元；弥补亏损、公积公益金、本次分配、结转下年合计1,000.01元，相差-0.01元",
        ),
        (
            {"reserve": Decimal("269.99"), "retained": Decimal("30.01")},
            "30%提取公积公益金，应不少于270.00元，填写的是269.99元",
        ),
        ({"amount": Decimal(0), "retained": Decimal(630)}, "本次分配金额必须大于0元"),
        ({"income": Decimal(-1), "brought_forward": Decimal(1001)}, "不能小于0"),
        ({"record_on": TODAY.date() + timedelta(days=1)}, "股权登记日不能晚于今天"),
        ({"record_on": ISSUED_ON - timedelta(days=1), "year": 2025}, "还没有人持股"),
        ({"year": 2027}, "股权登记日不能早于当年"),
        ({"basis": " "}, "依据"),
    ],
)
def test_figures_that_cannot_stand_are_refused_with_the_figures(village, fixed, given, said):
    with pytest.raises(Refused) as refusal:
        drafted(village, fixed, **given)
    assert said in "".join(refusal.value.reasons)
    assert not Dividend.objects.exists()


def test_a_year_is_distributed_once_until_it_is_void(village, fixed):
    first = drafted(village, fixed)
    with pytest.raises(Refused, match="这个年度已有收益分配"):
        drafted(village, fixed)
    services.void_dividend(first, "数字有误", by=village.clerk)
    assert drafted(village, fixed).status == "draft"


def test_it_is_decided_by_a_passed_decision_on_income_and_then_nothing_moves(village, fixed, approval):
    found = drafted(village, fixed)
    about_members = share_makers.approval(village, subject="members")
    failed = share_makers.approval(village, in_favour=1)
    for decision, said in ((about_members, "不是“收益分配方案”"), (failed, "没有通过")):
        with pytest.raises(Refused, match=said):
            services.decide_dividend(found, decision, by=village.clerk)
    decided = services.decide_dividend(found, approval, by=village.clerk)
    assert (decided.status, decided.decision) == ("decided", approval)
    for act in (
        lambda: services.amend_dividend(decided, by=village.clerk, **FIGURES),
        lambda: services.decide_dividend(decided, approval, by=village.clerk),
    ):
        with pytest.raises(Refused, match="已通过"):
            act()


def test_the_representatives_may_decide_it_and_an_old_motion_may_not(village, fixed):
    """§26(7) with §28."""
    found = drafted(village, fixed)
    old = share_makers.approval(village, held_on=date(2024, 3, 1))
    with pytest.raises(Refused, match="早于2025年"):
        services.decide_dividend(found, old, by=village.clerk)
    theirs = share_makers.approval(village, body="members_representatives", entitled=30, present=25, in_favour=20)
    assert services.decide_dividend(found, theirs, by=village.clerk).status == "decided"


def test_the_database_keeps_what_was_decided(village, fixed, approval):
    found = services.decide_dividend(drafted(village, fixed), approval, by=village.clerk)
    line = found.lines.first()
    attacks = (
        lambda: Dividend.objects.filter(pk=found.pk).update(amount=1, retained=629),
        lambda: DividendLine.objects.filter(pk=line.pk).update(yuan=1),
        lambda: DividendLine.objects.filter(pk=line.pk).delete(),
        lambda: DividendLine(
            **{f.attname: getattr(line, f.attname) for f in line._meta.fields if f.name not in ("id", "person")}
        ).save(),
    )
    for attack in attacks:
        with pytest.raises(Error, match=r"收益分配|分配名单"), transaction.atomic():
            attack()


def test_the_database_decides_nothing_whose_rows_do_not_add_up(village, fixed, approval):
    found = drafted(village, fixed)
    found.lines.first().delete()
    with pytest.raises(Error, match="不等于本次分配金额"), transaction.atomic():
        Dividend.objects.filter(pk=found.pk).update(
            status="decided", decision=approval, decided_at=TODAY, decided_by=village.clerk
        )


def test_shares_moved_after_the_record_date_leave_the_dividend_with_who_held_them(village, fixed):
    before = drafted(village, fixed)
    moved = part(fixed.classes.get(), village.person("李一"), "10")
    share_makers.passed(fixed, village.person("张三"), [moved], RECORD_ON + timedelta(days=1), village)
    again = services.amend_dividend(before, by=village.clerk)
    assert again.digest == before.digest
    assert again.lines.get(name="张三").shares == 10


def test_an_entry_that_comes_late_is_seen_before_the_decision_and_told_after_it(village, fixed, approval):
    found = drafted(village, fixed)
    late = part(fixed.classes.get(), village.person("李一"), "10")
    share_makers.passed(fixed, village.person("张三"), [late], RECORD_ON, village)
    with pytest.raises(Refused, match="第2号至第2号业务"):
        services.decide_dividend(found, approval, by=village.clerk)
    found = services.amend_dividend(found, by=village.clerk)
    assert not found.lines.filter(name="张三").exists()
    services.decide_dividend(found, approval, by=village.clerk)
    back = part(fixed.classes.get(), village.person("张三"), "1")
    share_makers.passed(fixed, village.person("李一"), [back], RECORD_ON, village)
    page = makers.client(village.clerk).get(f"/shares/dividends/{found.pk}/").content.decode()
    assert "补录了股权登记日及以前的业务：第3号（转让" in page
    assert page.count("checks__no") == 0


def test_what_was_cancelled_has_no_part(village):
    plan = share_makers.issued(village)
    from shareholders.services import ledger

    ledger.cancel(plan.transactions.get(kind="issue"), "录错", by=village.clerk)
    with pytest.raises(Refused, match="还没有人持股"):
        drafted(village, plan)


def test_the_collective_has_its_part_or_by_the_charter_none(village):
    plan = share_makers.draft(village)
    collective = {"kind": "collective", "rule": "collective", "rate": None, "percent": Decimal(30)}
    share_makers.share_class(plan, "集体股", by=village.clerk, **collective)
    plan = share_makers.fixed(village, plan)
    found = drafted(village, plan)
    assert found.lines.get(person=None).yuan == Decimal("180.00")
    assert found.shares == 100
    found = services.amend_dividend(found, by=village.clerk, **FIGURES | {"collective_takes_part": False})
    assert not found.lines.filter(person=None).exists()
    assert sum(found.lines.values_list("yuan", flat=True)) == 600


@pytest.fixture
def decided(village, fixed, approval):
    return services.decide_dividend(drafted(village, fixed), approval, by=village.clerk)


@pytest.fixture
def hall(village):
    return Board.objects.create(place=village.place, name="村委会公开栏")


def test_it_is_posted_once_with_its_figures_no_child_and_no_number(village, decided, secretary, hall):
    board = services.post_dividend(decided, boards=[hall], by=secretary, **TERMS)
    assert (board.notice.purpose, board.notice.objection_days) == ("posting.dividend", 7)
    for said in ("当年收益1,000.00元", "提取公积公益金270.00元", "2户、7人、70股", "章程第三十八条", "每股约8.5714元"):
        assert said in board.notice.body
    with pytest.raises(Refused, match="已经制作公示"):
        services.post_dividend(decided, boards=[hall], by=secretary, **TERMS)
    with pytest.raises(Refused, match="没有撤下"):
        services.void_dividend(decided, "重来", by=village.clerk)
    kept = services.print_dividend_board(board).paper
    assert services.print_dividend_board(board).paper == kept
    with documents.open_version(kept.latest) as file:
        said = text_of_pdf(file.read())
    assert "张小" not in said
    assert "户内成员1人" in said
    assert "合计2户、7人、70股，600.00元" in said
    assert find_personal_numbers(said) == []


def test_a_draft_is_not_posted_and_not_paid(village, fixed, secretary, hall):
    found = drafted(village, fixed)
    with pytest.raises(Refused, match="登记表决以后才能公示"):
        services.post_dividend(found, boards=[hall], by=secretary, **TERMS)
    with pytest.raises(Refused, match="登记表决以后才能导出"):
        services.export_bank_list(found, "代发分红", by=village.clerk)


def test_the_list_for_the_bank_says_who_may_not_be_paid_and_is_counted(village, decided):
    number = id_number(date(1980, 1, 1))
    head = village.person("张三")
    for person, given in ((head, {"id_number": number}), (village.person("李一"), {"died_on": date(2026, 2, 25)})):
        ticket = residents.ask_change(person, given, "证明材料", by=village.clerk)
        services.decide_change(ticket, True, by=village.street)
    browser = makers.client(village.clerk)
    answer = browser.post(f"/shares/dividends/{decided.pk}/bank/", {"reason": "农商行代发分红"})
    book = openpyxl.load_workbook(BytesIO(answer.content))
    people = [row for row in book["按人付款"].iter_rows(values_only=True) if isinstance(row[0], int)]
    rows = {row[2]: row for row in people}
    assert sum(row[4] for row in people) == 600
    assert rows["张三"][3] == number
    assert "继承人领取" in rows["李一"][8]
    assert "监护人" in rows["张小"][8]
    cell = next(cell for line in book["按人付款"].iter_rows() for cell in line if cell.value == number)
    assert (cell.data_type, cell.number_format) == ("s", "@")
    homes = [row for row in book["按户付款"].iter_rows(values_only=True) if isinstance(row[0], int)]
    assert [(row[2], row[4]) for row in homes] == [("张三", 3), ("李一", 4)]
    assert sum(row[5] for row in homes) == 600
    assert Reveal.objects.filter(account=village.clerk, kind="list").count() == 1
    noted = RecordEntry.objects.filter(action="导出完整名册").get()
    assert noted.reason == "农商行代发分红"
    assert number not in str(noted.changes)


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.CLERK])
def test_the_list_for_the_bank_is_for_named_roles_only(village, decided, role):
    browser = makers.client(makers.account(role, village.place))
    assert browser.post(f"/shares/dividends/{decided.pk}/bank/", {"reason": "农商行代发分红"}).status_code == 403
    assert not Reveal.objects.exists()


def test_a_department_sees_sums_and_no_name(village, decided):
    department = makers.account(Role.DEPARTMENT, village.place.district_or_self)
    page = makers.client(department).get(f"/shares/dividends/{decided.pk}/").content.decode()
    assert "600.00" in page
    assert "张三" not in page
    assert makers.client(department).get(f"/shares/dividends/{decided.pk}/lines/").status_code == 403


def test_a_distribution_goes_from_the_form_to_the_board(village, fixed, approval, secretary, hall):
    clerk = makers.client(village.clerk)
    form = {name: value for name, value in FIGURES.items() if name != "collective_takes_part"}
    page = clerk.post(f"/shares/{fixed.pk}/dividends/new/", form | {"reserve": "1", "collective_takes_part": "on"})
    assert "应不少于270.00元" in page.content.decode()
    clerk.post(f"/shares/{fixed.pk}/dividends/new/", form | {"collective_takes_part": "on"})
    this = Dividend.objects.get()
    clerk.post(f"/shares/dividends/{this.pk}/change/", form | {"amount": "620", "retained": "10"})
    clerk.post(f"/shares/dividends/{this.pk}/compute/")
    page = clerk.get(f"/shares/dividends/{this.pk}/").content.decode()
    assert "重新生成名单" in page
    assert page.count("checks__ok") == 5
    clerk.post(f"/shares/dividends/{this.pk}/decide/", {"decision": approval.pk})
    rows = clerk.get(f"/shares/dividends/{this.pk}/lines/?q=张三").content.decode()
    assert "张三丰" in rows
    assert "李二" not in rows
    told = {"boards": [hall.pk], "objection_days": 7, "objection_unit": "natural", "posting_on": "2026-03-02", **TERMS}
    makers.client(secretary).post(f"/shares/dividends/{this.pk}/post/", told)
    board = DividendBoard.objects.get()
    page = makers.client(secretary).get(f"/shares/dividends/boards/{board.pk}/").content.decode()
    assert "删除名单草稿" in page
    assert "张小" not in page
    notices.publish(board.notice, by=secretary)
    page = makers.client(secretary).get(f"/shares/dividends/boards/{board.pk}/").content.decode()
    assert f"/notices/{board.notice.pk}/objections/new/" in page


def test_figures_in_the_workbooks_are_numbers(village, fixed, approval, secretary, hall):
    """Staff add up what they download: shares and yuan are no texts."""
    this, clerk = drafted(village, fixed), makers.client(village.clerk)
    assert (
        f"/rolls/{village.cooperative.pk}/decisions/new/"
        in clerk.get(f"/shares/dividends/{this.pk}/decide/").content.decode()
    )
    board = services.post_dividend(services.decide_dividend(this, approval, by=village.clerk), boards=[hall],
                                   by=secretary, **TERMS)  # fmt: skip
    posted = sheet_of(clerk.get(f"/shares/dividends/boards/{board.pk}/export/"))
    assert sum(row[-1] for row in posted) == pytest.approx(600)
    assert {row[-2] for row in posted} == {10}
    [year] = sheet_of(clerk.get(f"/shares/{fixed.pk}/dividends/export/"))
    assert year[3:7] == (1000, 270, 600, 8.5714)


def sheet_of(answer) -> list[tuple]:
    """The rows below the heading and the heads."""
    rows = openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(min_row=3, values_only=True)
    return list(rows)


def test_the_certificate_prints_what_was_shared_out_before_it(village, fixed, approval):
    this = certificates.issue_certificates(fixed, TODAY.date(), by=village.clerk)[0]
    first = certificates.print_certificate(this, TODAY.date(), by=village.clerk)
    services.decide_dividend(drafted(village, fixed), approval, by=village.clerk)
    with clock.set_to(TODAY + timedelta(hours=1)):
        second = certificates.print_certificate(this, TODAY.date(), "写满", by=village.clerk)
    browser = makers.client(village.clerk)
    was, now = (
        text_of_pdf(browser.get(f"/shares/certificates/{this.pk}/{each.sequence}/").content) for each in (first, second)
    )
    assert "257.1" in now
    assert "257.1" not in was
