"""Whom an inventory calls upon as it moves, what its notice says, and how the meeting that confirms it is judged."""

import pytest
from django.urls import reverse

from assets import services as assets
from assets.accounting import Standing
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Message
from tests import makers
from tests.assets.inventory_makers import Village, at, money

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(settings, tmp_path) -> Village:
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    return Village()


@pytest.fixture
def today():
    with clock.set_to(at("2026-03-02 09:00")):
        yield


def told(person) -> list[str]:
    return list(Message.objects.filter(to=person).order_by("pk").values_list("text", flat=True))


def test_every_move_tells_those_whose_turn_it_is_and_not_who_made_it(village, today):
    inventory = village.filed()
    assert told(village.street) == [f"{inventory}已提交，请核实。"]
    assert Message.objects.filter(to=village.street).get().url == reverse("inventory", args=[inventory.pk])
    assets.move(inventory, "return", by=village.street, reason="账面数与报表不符")
    assert told(village.clerk) == [f"{inventory}已退回清查：账面数与报表不符。"]
    assert told(village.other_clerk) == told(village.clerk)
    assert len(told(village.street)) == 1


def test_the_agency_is_told_that_it_is_to_sign(village, today):
    inventory = village.filled()
    village.engaged(inventory)
    assert told(village.accountant) == [f"{inventory}由贵机构受托，请核对后逐类签章。"]


def test_the_meeting_confirms_by_two_thirds_of_all_its_members(village, today):
    """农村集体经济组织法第二十七条、第二十八条: of all, not of those who came."""
    inventory = village.posted()
    with clock.set_to(at("2026-03-10 09:00")):
        with pytest.raises(Refused, match=r"全体成员100人，须赞成67票，实得66票，没有通过（农村集体经济组织法"):
            village.confirmed(inventory, present=80, in_favour=66)
        with pytest.raises(Refused, match="应到100人，须到67人，实到66人，人数不足"):
            village.confirmed(inventory, present=66, in_favour=66)
        with pytest.raises(Refused, match="全体代表45人，须赞成30票，实得29票"):
            village.confirmed(inventory, body="representatives", entitled=45, present=40, in_favour=29)
        made = village.confirmed(inventory, body="representatives", entitled=45, present=40, in_favour=30)
    assert made.status == "confirmed"
    assert told(village.street)[-1] == f"{inventory}已由成员（代表）大会确认，请审核备案并锁定。"


def test_the_notice_names_every_kind_of_debt_and_the_way_to_its_list(village, today):
    inventory = village.filled()
    village.line(inventory, "cash", "借款存款", book=money("50000.00"))
    village.line(inventory, "short_loans", "信用社借款", book=money("50000.00"), counterparty="某信用社")
    notice = Standing(village.posted(inventory)).posting.notice
    assert "应收款项100,000.00元，短期借款50,000.00元，应付款项300,000.00元，长期借款及应付款0.00元" in notice.body
    page = makers.client(village.clerk).get(reverse("notice", args=[notice.pk])).text
    assert "对照清单登记异议" in page
    assert notice.list_url in page
    assert makers.client(village.clerk).get(notice.list_url).status_code == 200


def test_a_gap_is_explained_by_what_nobody_has_verified_yet(village, today):
    inventory = village.filled()
    village.off_book(inventory)
    assets.change_line(
        inventory.lines.get(account="capital"),
        {"account": "capital", "increase": money("1.00"), "difference": "adjusted", "cause": "对应账外水泵"},
        by=village.clerk,
    )
    faults = [fault for check in Standing(inventory).identities for fault in check.faults]
    assert any(fault.endswith("另有1项账外资产待核实，核实后才计入合计。") for fault in faults), faults


def test_each_fault_leads_to_where_it_is_cured(village, today):
    inventory = village.filled()
    line = village.line(inventory, "stocks", "化肥", book=money("1.00"))
    change = {"account": "stocks", "decrease": money("1.00"), "difference": "shortage", "cause": "漏雨"}
    assets.change_line(line, change, by=village.clerk)
    page = makers.client(village.clerk).get(reverse("inventory", args=[inventory.pk])).text
    lines = reverse("inventory_lines", args=[inventory.pk])
    assert f'href="{lines}?kind=differing">补充' in page  # the paper that proves the shortage
    assert f'href="{lines}">核对' in page  # the books do not tie
