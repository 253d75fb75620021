"""What waits in the registers stands on the home of whoever's turn it is, with the way to it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assets import services as assets
from assets.intake import BOOK, REGISTER
from assets.models import InventoryLine
from communities.lib import clock
from communities.lib.intake.blank import blank_workbook
from communities.models import Intake
from communities.services.intake import take
from tests import makers
from tests.assets.inventory_makers import BASE, Village, at, money, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(settings, tmp_path) -> Village:
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with clock.set_to(at("2026-03-02 09:00")):
        yield Village()


def home(person) -> str:
    return makers.client(person).get(reverse("home")).text


def test_an_inventory_stands_on_the_home_of_whose_turn_it_is(village):
    inventory = village.filled()
    address = reverse("inventory", args=[inventory.pk])
    assert "清查中，待提交核实" in home(village.clerk)
    assert address not in home(village.street)
    village.filed(inventory)
    assert address not in home(village.clerk)
    page = home(village.street)
    assert address in page
    assert "待核实" in page


def test_the_street_finds_how_many_write_offs_wait_and_the_way_to_the_oldest(village):
    inventory = village.filled()
    assert "核销待审核" not in home(village.street)
    for name in ("化肥", "农药"):
        line = village.line(
            inventory, "stocks", name, book=money("500.00"), decrease=money("500.00"),
            difference="shortage", cause="仓库漏雨损毁",
        )  # fmt: skip
        words = {"responsible": "保管员王某某", "body": "members", "decided_on": clock.today()}
        assets.state_write_off(line, resolution=picture("决议.png"), by=village.clerk, **words)
    oldest = InventoryLine.objects.get(name="化肥")
    page = home(village.street)
    assert reverse("line", args=[inventory.pk, oldest.pk]) in page
    assert "2 件" in page[page.index("核销待审核") :][:120]


def test_the_agency_finds_what_it_has_not_signed_until_it_has(village):
    inventory = village.filled()
    assert "待逐类签章" not in home(village.accountant)
    village.engaged(inventory)
    page = home(village.accountant)
    assert reverse("inventory_agency", args=[inventory.pk]) in page
    assert "待逐类签章" in page
    village.signed(inventory)
    assert "待逐类签章" not in home(village.accountant)


def test_a_refused_workbook_calls_until_a_later_one_is_sent(village):
    about = {"organisation": village.cooperative, "base_date": BASE, "by": village.clerk}
    wrong = {"sums": [{"account": "cash", "name": "存款", "book": money("1.00"), "verified": money("2.00")}]}
    content = blank_workbook(BOOK, village.place.code, village.place.name, wrong)
    refused = take(REGISTER, village.place, "有错.xlsx", content, **about)
    page = home(village.clerk)
    assert reverse("assets_intake", args=[refused.pk]) in page
    assert "1 处错误" in page
    assert "有错.xlsx" not in home(village.street)
    right = {"sums": [wrong["sums"][0] | {"verified": money("1.00")}]}
    content = blank_workbook(BOOK, village.place.code, village.place.name, right)
    with clock.set_to(at("2026-03-02 15:00")):
        take(REGISTER, village.place, "改好.xlsx", content, **about)
    assert Intake.objects.count() == 2
    assert "有错.xlsx" not in home(village.clerk)


def test_the_street_s_home_asks_no_more_for_more_registers(village):
    village.filed()
    before = _queries(village.street)
    for number in range(3):
        place = makers.community(village.place.parent, f"社区{number}")
        body = makers.organisation(place, village.cooperative.kind, f"社区{number}合作社")
        clerk = makers.account("clerk", place)
        assets.open_inventory(body, BASE, by=clerk)
    assert _queries(village.street) == before


def _queries(person) -> int:
    browser = makers.client(person)
    browser.get(reverse("home"))
    with CaptureQueriesContext(connection) as captured:
        browser.get(reverse("home"))
    return len(captured)
