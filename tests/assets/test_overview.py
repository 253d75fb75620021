"""The overview: the units one may see side by side, from what is locked, in a constant number of statements."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from assets import overview
from assets import services as assets
from assets.presenters import overview as shown
from communities.access import Role
from communities.lib import clock
from tests import makers
from tests.assets.inventory_makers import Village, at
from tests.assets.makers import contract, cooperative, people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(at("2026-03-02 09:00")):
        yield


@pytest.fixture
def village():
    return Village()


@pytest.fixture
def office(village):
    return makers.account(Role.OFFICE, village.place.district)


def neighbour(village, name: str, cash: str):
    """Another community of the street whose cooperative has so much money in an open inventory."""
    place = makers.community(village.place.parent, name)
    clerk = makers.account(Role.CLERK, place)
    opened = assets.open_inventory(cooperative(place), date(2025, 12, 31), by=clerk)
    assets.add_line(opened, {"account": "cash", "name": "存款", "book": Decimal(cash)}, evidence=None, by=clerk)
    return place


def test_the_figures_are_the_sums_of_the_lines_that_count(village, office):
    inventory = village.filled()
    village.off_book(inventory)
    figures = overview.read(office).total
    assert (figures.assets, figures.liabilities) == (Decimal(1_000_000), Decimal(300_000))
    assert (figures.land, figures.off_book) == (Decimal("12.3456"), Decimal(0))
    assert figures.operating + figures.non_operating + figures.undecided == figures.assets


def test_an_off_book_item_enters_with_its_verification(village, office):
    inventory = village.filled()
    assets.verify_off_book(village.off_book(inventory), by=village.other_clerk)
    figures = overview.read(office).total
    assert (figures.off_book, figures.assets) == (Decimal(1), Decimal(1_000_001))
    assert shown.share(figures) == Fraction(1, 1_000_001)


def test_of_two_inventories_the_newest_stands_until_one_is_locked(village, office):
    village.line(village.opened(date(2024, 12, 31)), "cash", "旧", book=Decimal(5))
    village.line(village.opened(date(2025, 12, 31)), "cash", "新", book=Decimal(7))
    assert overview.read(office).total.assets == 7


def test_the_units_stand_in_the_order_of_their_codes_and_add_up(village, office):
    village.filled()
    neighbour(village, "邻村", "50")
    found = overview.read(office)
    assert [unit.place.name for unit in found.units] == ["大窑", "邻村"]
    assert found.total.assets == sum(unit.figures.assets for unit in found.units) == Decimal(1_000_050)


def test_a_unit_without_an_inventory_shows_a_dash_and_its_unfiled_contract(village, office):
    place = makers.community(village.place.parent, "邻村")
    contract(cooperative(place), people(place)["coop"], filing_number="", filed_on=None)
    (unit,) = overview.read(office).units
    assert (unit.figures.contracts, unit.figures.unfiled) == (1, 1)
    assert shown.row(unit)[2:4] == ["未清查", {"text": "—", "num": True}]


def test_one_sees_ones_own_place_and_the_street_its_street(village, office):
    village.filled()
    neighbour(village, "邻村", "50")
    assert overview.read(village.clerk).total.assets == Decimal(1_000_000)
    assert overview.read(village.street).total.assets == Decimal(1_000_050)
    elsewhere = makers.account(Role.STREET, makers.street(village.place.district, "松山街道"))
    assert overview.read(elsewhere).units == []


def test_an_agency_sees_the_bodies_it_is_under_contract_for(village):
    inventory = village.filled()
    contract(village.cooperative, village.clerk)
    assert overview.read(village.accountant).units == []
    village.engaged(inventory)
    assert [unit.figures.contracts for unit in overview.read(village.accountant).units] == [1]


def test_the_statements_do_not_grow_with_the_units(village, office, django_assert_num_queries):
    village.filled()
    office.posts()  # read once a request
    with django_assert_num_queries(8):
        overview.read(office)
    for number in range(8):
        neighbour(village, f"邻村{number}", "50")
    with django_assert_num_queries(8):
        overview.read(office)


def test_the_page_draws_its_charts_and_the_export_holds_the_same_units(village, office):
    village.filled()
    neighbour(village, "邻村", "50")
    page = makers.client(office).get(reverse("asset_overview")).content.decode()
    assert page.count('<svg width="') == 2
    assert "100.01" in page
    answer = makers.client(office).get(reverse("asset_overview_export"))
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [(row[1], row[3]) for row in rows[-3:]] == [("大窑", 1_000_000), ("邻村", 50), ("2个单位", 1_000_050)]


def test_another_streets_choice_narrows_page_and_export(village, office):
    village.filled()
    other = makers.street(village.place.district, "松山街道")
    for name in ("asset_overview", "asset_overview_export"):
        assert makers.client(office).get(reverse(name), {"street": other.pk}).status_code == 200
    page = makers.client(office).get(reverse("asset_overview"), {"street": other.pk}).content.decode()
    assert "还没有清查、合同或处置登记" in page
