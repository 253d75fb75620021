"""A step shows what the asset registers hold for it, with the way there."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from assets import questions
from assets.services import commitments
from communities.access import Role
from communities.lib import clock
from mergers.presenters.step_registers import registers
from tests import makers
from tests.assets.makers import contract, cooperative, people, register

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
    assert words("mobilisation", place) == ["登记中", "未开始"]
    commitments.freeze(made, by=who["street"])
    assert words("mobilisation", place) == ["已冻结", "未开始"]
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
