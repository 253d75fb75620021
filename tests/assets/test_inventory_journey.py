"""An inventory from its first line to the bound register, and what stops it on the way."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from assets import services as assets
from assets.accounting import Standing
from assets.models import Inventory, InventoryLine
from assets.services import registers
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Objection
from tests.assets.inventory_makers import CAUSE, Village, at, money, picture


@pytest.fixture
def village(db, settings, tmp_path) -> Village:
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with clock.set_to(at("2026-03-01 08:00")):
        return Village()


@pytest.fixture
def today():
    with clock.set_to(at("2026-03-02 09:00")):
        yield


def test_the_whole_way_ends_in_a_numbered_book_of_the_locked_figures(village):
    inventory = village.locked()
    assert inventory.status == "locked"
    assert [each.target for each in inventory.events.all()] == [
        "counting", "verifying", "posting", "confirmed", "locked",
    ]  # fmt: skip
    register = inventory.register
    assert register.number == "示范区资产清册〔2026〕1号"
    assert register.digest == Standing(inventory).digest
    printed = registers.print_register(register)
    assert printed.paper.title == f"{village.cooperative.name}资产清册"
    assert registers.print_register(printed).paper == printed.paper


def test_a_locked_line_cannot_be_changed_by_whatever_door(village):
    line = village.locked().lines.first()
    with pytest.raises(Refused, match="因公示异议成立"):
        assets.change_line(line, {"account": "cash", "book": money("1")}, by=village.clerk)
    for act in (
        lambda: InventoryLine.objects.filter(pk=line.pk).update(name="改名"),
        lambda: InventoryLine.objects.filter(pk=line.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="已经锁定"), transaction.atomic():
            act()


def test_the_next_inventory_begins_with_the_verified_figures_of_the_last(village):
    village.locked()
    with clock.set_to(at("2027-01-10 09:00")):
        inventory = village.opened(date(2026, 12, 31), kind="review")
        assert inventory.lines.count() == 6
        assert inventory.lines.get(account="fixed_assets").book == money("700000.00")
        assert inventory.lines.get(account="land").book_area == Decimal("12.3456")
        cash = inventory.lines.get(account="cash")
        assets.change_line(cash, {"account": "cash", "book": money("150000.00")}, by=village.clerk)
        with pytest.raises(Refused, match=r"货币资金：上次核实数200,000.00元，本次账面数150,000.00元"):
            assets.move(inventory, "file", by=village.clerk)


def test_an_inventory_that_does_not_tie_is_not_filed_and_says_by_how_much(village, today):
    inventory = village.filled()
    village.line(inventory, "cash", "库存现金", book=money("0.10"))
    with pytest.raises(Refused, match=r"账面数：资产总计1,000,000.10元.*相差0.10元"):
        village.filed(inventory)


def test_who_filed_does_not_approve_and_the_unit_does_not_approve_itself(village, today):
    inventory = village.filed()
    for person in (village.clerk, village.other_clerk, village.accountant):
        with pytest.raises(Refused):
            assets.move(inventory, "approve", by=person)
    assert assets.move(inventory, "approve", by=village.street).reviewed_by == village.street


def test_a_return_needs_its_reason_and_opens_the_lines_again(village, today):
    inventory = village.filed()
    with pytest.raises(Refused, match="须写明理由"):
        assets.move(inventory, "return", by=village.street)
    inventory = assets.move(inventory, "return", reason="请补照片", by=village.street)
    assert (inventory.status, inventory.filed_at) == ("counting", None)


def test_an_off_book_item_enters_the_totals_only_once_another_person_has_verified_it(village, today):
    inventory = village.filled()
    line = village.off_book(inventory)
    before = Standing(inventory).tally.account("fixed_assets").verified
    assert before == money("700000.00")
    with pytest.raises(Refused, match="登记人以外"):
        assets.verify_off_book(line, by=village.clerk)
    assets.verify_off_book(line, by=village.other_clerk)
    assert Standing(inventory).tally.account("fixed_assets").verified == money("700001.00")
    with pytest.raises(Refused, match=r"核实数：资产总计1,000,001.00元"):
        village.filed(inventory)
    village.line(inventory, "reserves", "公积公益金", increase=money("1.00"), **CAUSE)
    assert village.filed(inventory).status == "verifying"


def test_an_unverified_off_book_item_stops_the_approval(village, today):
    inventory = village.filled()
    village.off_book(inventory)
    village.engaged(inventory)
    inventory = village.filed(inventory)
    with pytest.raises(Refused, match=r"账外资产7号“水泵”尚未核实"):
        assets.move(inventory, "approve", by=village.street)


def test_posting_waits_for_the_signature_under_every_class(village, today):
    inventory = village.approved()
    with pytest.raises(Refused, match=r"货币资金、应收款项、.*、资源性资产尚未由海岳会计师事务所签章"):
        assets.draft_posting(inventory, [village.board], contact="王堃", telephone="0633-1", by=village.clerk)
    village.signed(inventory)
    posting = assets.draft_posting(inventory, [village.board], contact="王堃", telephone="0633-1", by=village.clerk)
    assert posting.digest[:16] in posting.notice.body
    assert posting.notice.objection_days == 7


def test_a_signature_under_an_expired_qualification_is_refused(village, today):
    inventory = village.filled()
    village.engaged(inventory, qualified_until=date(2026, 3, 1))
    with pytest.raises(Refused, match="今天不在有效期内"):
        village.signed(inventory)


def test_the_agency_signs_only_the_totals_of_its_own_report_when_they_are_the_register_s(village, today):
    inventory = village.filled()
    village.engaged(inventory)
    told = {"report_number": "海岳字1号", "by": village.accountant}
    with pytest.raises(Refused, match=r"报告所载合计与登记簿不一致（登记簿货币资金：账面200,000.00元"):
        assets.sign_class(inventory, "cash", verified=money("199999.99"), book=money("200000.00"), **told)
    with pytest.raises(Refused, match="只有受托机构"):
        assets.sign_class(inventory, "cash", verified=money("200000"), report_number="一", by=village.clerk)


def test_a_class_changed_after_its_signature_must_be_signed_again(village, today):
    inventory = village.filled()
    village.engaged(inventory)
    village.signed(inventory)
    line = inventory.lines.get(account="cash")
    assets.change_line(line, {"account": "cash", "remarks": "农商行", "name": "农商行存款"}, by=village.clerk)
    assert Standing(inventory).signed().faults == ("货币资金在海岳会计师事务所签章后有改动，须重新签章。",)


def test_after_posting_a_line_changes_only_by_an_upheld_objection(village, today):
    inventory = village.posted()
    line = inventory.lines.get(account="land")
    values = {"account": "land", "increase_area": Decimal("0.5"), **CAUSE}
    with pytest.raises(Refused, match="只能因公示异议成立而更正"):
        assets.change_line(line, values, by=village.clerk)
    kept = village.objected(inventory, Objection.Result.KEPT)
    with pytest.raises(Refused, match="没有认定成立"):
        assets.correct(inventory, kept, line, values, by=village.clerk)
    upheld = village.objected(inventory)
    assert "第2号异议成立，尚未据此更正明细。" in Standing(inventory).posted().faults
    corrected = assets.correct(inventory, upheld, line, values, by=village.clerk)
    assert corrected.area == Decimal("12.8456")
    assert corrected.corrections.get().changes["核实面积（亩）"] == ["12.3456", "12.8456"]
    assert Standing(inventory).signed().faults == ("资源性资产在海岳会计师事务所签章后有改动，须重新签章。",)


def test_the_meeting_confirms_only_after_the_objection_period(village, today):
    inventory = village.posted()
    with clock.set_to(at("2026-03-09 09:00")), pytest.raises(Refused, match="须在公示异议期（2026-03-09）届满后召开"):
        village.confirmed(inventory)
    with clock.set_to(at("2026-03-10 09:00")):
        assert village.confirmed(inventory).status == "confirmed"


def test_a_shortage_leaves_the_books_only_by_a_motion_and_the_street_s_review(village):
    with clock.set_to(at("2026-03-02 09:00")):
        inventory = village.filled()
        line = village.line(
            inventory, "stocks", "化肥", book=money("500.00"), decrease=money("500.00"),
            difference="shortage", cause="仓库漏雨损毁",
        )  # fmt: skip
        village.line(inventory, "retained", "未分配收益", book=money("500.00"), decrease=money("500.00"), **CAUSE)
        inventory = village.posted(inventory)
    later = at("2026-03-12 09:00")
    with clock.set_to(later):
        inventory = village.confirmed(inventory)
        with pytest.raises(Refused, match="7号“化肥”核销尚未经成员"):
            assets.move(inventory, "lock", by=village.street)
        motion = {"responsible": "保管人赔偿", "body": "members", "decided_on": date(2026, 3, 11)}
        row = assets.state_write_off(line, resolution=picture("核销.png", "pink"), by=village.clerk, **motion)
        assert not Standing(inventory).lines[6].written_off
        assets.review_write_off(row, by=village.street)
        assert assets.move(inventory, "lock", by=village.street).status == "locked"


def test_without_an_agency_the_reason_is_told(village, today):
    inventory = village.filled()
    assert "尚未登记受托机构" in Standing(inventory).signed().faults[0]
    assets.explain_no_agency(inventory, "复核无变更，由街道经管站核实", by=village.clerk)
    inventory = Inventory.objects.get(pk=inventory.pk)
    assert Standing(inventory).signed().ok


def test_an_agency_sees_only_the_inventory_it_is_under_contract_for(village, today):
    inventory, other = village.filled(), village.opened(date(2024, 12, 31))
    assert not Inventory.objects.visible_to(village.accountant).exists()
    village.engaged(inventory)
    assert list(Inventory.objects.visible_to(village.accountant)) == [inventory]
    assert set(InventoryLine.objects.visible_to(village.accountant)) == set(inventory.lines.all())
    assert set(Inventory.objects.visible_to(village.street)) == {inventory, other}


def test_the_differences_of_a_count_are_printed_once(village, today):
    inventory = village.filled()
    told = {"title": "院内盘点", "counted_on": date(2026, 3, 2), "counters": "王、李", "by": village.clerk}
    session = assets.open_session(inventory, **told)
    assets.mark(session.items.get(), "missing", note="已拆除", by=village.clerk)
    session = registers.print_count(assets.finalise(session, by=village.clerk))
    assert session.paper.title == f"{village.cooperative.name}盘点差异表"
    assert registers.print_count(session).paper == session.paper
    with pytest.raises(DatabaseError, match="盘点已经结束"), transaction.atomic():
        session.items.update(note="改动")


def test_a_list_with_a_personal_number_does_not_hang_in_public(village, today):
    inventory = village.filled()
    line = inventory.lines.get(account="cash")
    assets.change_line(line, {"account": "cash", "remarks": "经手人 13912345678"}, by=village.clerk)
    inventory = village.signed(village.approved(inventory))
    with pytest.raises(Refused, match="清单第1行含有手机号"):
        assets.draft_posting(inventory, [village.board], contact="王堃", telephone="0633-1", by=village.clerk)
