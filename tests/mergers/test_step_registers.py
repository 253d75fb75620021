"""A step shows what the asset registers hold for it, with the way there."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from assets import questions
from assets.intake import BOOK, REGISTER
from assets.services import commitments
from communities.access import Role
from communities.lib import clock
from communities.lib.intake.blank import blank_workbook
from communities.services.intake import take
from mergers.presenters.step_registers import registers
from tests import makers
from tests.assets.makers import contract, cooperative, people, register
from tests.shareholders import share_makers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(datetime(2026, 3, 2, 10, tzinfo=clock.SHANGHAI)):
        yield


@pytest.fixture
def place():
    return makers.community(makers.street(makers.district()))


def words(key: str, place) -> list[str]:
    return [row["word"] for row in registers(key, place, makers.account(Role.OFFICE, place.district))]


def test_registers_that_were_not_begun_say_so(place):
    assert (questions.promises(place), questions.contracts(place)) == (None, None)
    assert words("archive", place) == ["未建立", "未登记"]
    assert words("vote", place) == ["未登记"]
    assert words("plan", place) == []


def test_the_promises_go_from_draft_to_frozen(place):
    who = people(place)
    made = register(cooperative(place), who["coop"])
    assert words("mobilisation", place) == ["登记中", "未开始", "未登记", "未登记"]
    commitments.freeze(made, by=who["street"])
    assert words("mobilisation", place) == ["已冻结", "未开始", "未登记", "未登记"]
    check = commitments.open_check(made, date(2026, 3, 1), by=who["coop"])
    for item in made.items.all():
        commitments.enter_finding(check, item, exists=False, explanation="已了结", by=who["coop"])
    commitments.close_check(check, by=who["street"])
    assert words("archive", place)[0] == "有差异"
    assert questions.promises(place) == questions.Promises(1, 1, 4, 1, 4)


def test_unfiled_contracts_are_counted_on_the_inventorys_step(place):
    who = people(place)
    contract(cooperative(place), who["coop"])
    assert words("inventory", place) == ["未开始", "已登记"]
    contract(cooperative(place), who["coop"], "租2", subject="仓库", filing_number="", filed_on=None)
    assert words("inventory", place) == ["未开始", "未备案1件，请补报"]


def test_the_page_of_the_step_leads_to_the_register(place):
    who = people(place)
    case = makers.merger_case(place)
    page = makers.client(who["office"]).get(reverse("step", args=[case.pk, 5])).content.decode()
    assert f"{reverse('contracts')}?place={place.pk}" in page
    assert "登记簿" in page


def test_the_step_of_members_shows_the_roll_and_the_ledger_with_the_way_there(place):
    assert words("membership", place) == ["未建立", "未拟订方案"]
    village = share_makers.village(place, one="张三 李四")
    assert words("membership", place) == ["无待定人员", "未拟订方案"]
    plan = share_makers.fixed(village)
    found = registers("membership", place, makers.account(Role.OFFICE, place.district))
    assert [row["word"] for row in found] == ["已锁定", "已固化"]
    assert [row["url"] for row in found] == [
        reverse("roll", args=[village.cooperative.pk]), reverse("share_plan", args=[plan.pk]),
    ]  # fmt: skip
    closed = registers("membership", place, makers.account(Role.LEADER, place.district))
    assert [row["url"] for row in closed] == ["", reverse("share_plan", args=[plan.pk])]


def test_a_refused_workbook_stands_on_the_step_until_the_inventory_is_begun(place):
    body, clerk = cooperative(place), makers.account(Role.CLERK, place)
    wrong = {"sums": [{"account": "cash", "name": "存款", "book": Decimal(1), "verified": Decimal(2)}]}
    content = blank_workbook(BOOK, place.code, place.name, wrong)
    refused = take(REGISTER, place, "表.xlsx", content, organisation=body, base_date=date(2026, 3, 1), by=clerk)
    row = registers("inventory", place, clerk)[0]
    assert (row["word"], row["url"]) == ("工作簿有错，已退回", reverse("assets_intake", args=[refused.pk]))
    assert row["detail"] == "表.xlsx：1处错误"
