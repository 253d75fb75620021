"""未备案 is told by date: an act turns once when it lacks its number, and once when it no longer does."""

from datetime import date

import pytest
from django.urls import reverse

from assets import overview
from assets import services as assets
from assets.models import FilingEvent
from assets.services import contracts, disposals, filings
from communities.access import Role
from communities.lib import clock
from communities.services import settings as office_settings
from mergers.ledger import Reading
from mergers.presenters import sources
from tests import makers
from tests.assets.inventory_makers import Village, at
from tests.assets.makers import contract, disposal

pytestmark = pytest.mark.django_db
BARE = {"filing_number": "", "filed_on": None}


@pytest.fixture
def village(settings, tmp_path) -> Village:
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with clock.set_to(at("2026-03-01 08:00")):
        made = Village()
    with clock.set_to(at("2026-03-02 09:00")):
        yield made


def told() -> list[tuple]:
    return list(FilingEvent.objects.values_list("kind", "occurred_on"))


def unfiled(village, day: str, known: str) -> int:
    reading = Reading(village.place.district, date.fromisoformat(day), at(f"{known} 08:00"))
    return len(reading.unfiled.get(village.place.pk, []))


def test_a_contract_without_its_number_turns_on_its_day_and_back_with_its_filing(village):
    made = contract(village.cooperative, village.clerk, signed_on=date(2026, 2, 10), **BARE)
    assert told() == [("missing", date(2026, 2, 10))]
    contracts.file(made, "云农备〔2026〕7号", filed_on=date(2026, 3, 1), by=village.clerk)
    assert told()[1:] == [("cleared", date(2026, 3, 1))]


def test_what_reaches_no_amount_and_what_is_filed_tell_nothing(village):
    contract(village.cooperative, village.clerk)
    contract(village.cooperative, village.clerk, "租2", subject="小摊位", rent_per_year=100, total=100, **BARE)
    assert told() == []


def test_the_lock_makes_acts_watched_and_a_withdrawal_ends_it(village):
    inventory = village.locked()
    with clock.set_to(at("2026-03-20 09:00")):
        made = disposal(inventory.organisation, village.clerk, happened_on=date(2026, 3, 18))
        assert told() == [("missing", date(2026, 3, 18))]
        disposals.withdraw(made, "登记有误", by=village.clerk)
        assert told()[1:] == [("cleared", date(2026, 3, 20))]


def test_a_disposal_of_the_day_of_the_lock_turns_with_the_lock(village):
    with clock.set_to(at("2026-03-02 09:00")):
        inventory = village.posted()
    with clock.set_to(at("2026-03-11 09:00")):
        inventory = village.confirmed(inventory)
        disposal(inventory.organisation, village.clerk, happened_on=date(2026, 3, 11))
        assert told() == []
        assets.move(inventory, "lock", by=village.street)
    assert told() == [("missing", date(2026, 3, 11))]


def test_a_figure_that_comes_into_force_turns_them_once_however_late_it_is_looked_for(village):
    contract(village.cooperative, village.clerk, signed_on=clock.today(), total=20_000, **BARE)
    office = makers.account(Role.OFFICE, village.place.district)
    district = village.place.district
    told_on = {"in_force_from": clock.today(), "basis": "区文件"}
    office_settings.set_value("contract.filing_yuan", 10_000, district, **told_on, by=office)
    with clock.set_to(at("2026-04-02 09:00")):
        assert (filings.watch_district(district), filings.watch_district(district)) == (1, 0)
    assert told() == [("missing", date(2026, 3, 2))]


def test_the_ledger_counts_by_both_dates(village):
    made = contract(village.cooperative, village.clerk, signed_on=date(2026, 2, 10), **BARE)
    with clock.set_to(at("2026-03-25 09:00")):
        contracts.file(made, "云农备〔2026〕7号", filed_on=date(2026, 3, 12), by=village.clerk)
    assert unfiled(village, "2026-03-01", "2026-03-02") == 0  # entered after that week's figures had closed
    assert unfiled(village, "2026-03-08", "2026-03-10") == 1
    assert unfiled(village, "2026-03-15", "2026-03-17") == 1  # filed on the 12th, entered on the 25th
    assert unfiled(village, "2026-03-15", "2026-03-26") == 0


def test_the_figure_opens_its_events_and_agrees_with_the_registers(village):
    contract(village.cooperative, village.clerk, signed_on=date(2026, 2, 10), **BARE)
    contract(village.cooperative, village.clerk, "租2", subject="仓库", signed_on=date(2026, 2, 11), **BARE)
    case = makers.merger_case(village.place)
    reading = Reading(village.place.district, clock.today(), at("2026-03-03 08:00"))
    (unit,) = [each for each in reading.units() if each.case_id == case.pk]
    office = makers.account(Role.OFFICE, village.place.district)
    events = sources.events([["filing", id] for id in unit.unfiled], office)
    assert len(events) == len(unit.unfiled) == overview.read(office).total.unfiled == 2
    assert {event["url"] for event in events} == {
        reverse("contract", args=[key]) for key in FilingEvent.objects.values_list("contract", flat=True)
    }


def test_the_overview_s_figure_opens_as_many_acts_as_it_counts(village):
    contract(village.cooperative, village.clerk, signed_on=date(2026, 2, 10), **BARE)
    inventory = village.locked()
    with clock.set_to(at("2026-03-20 09:00")):
        disposal(inventory.organisation, village.clerk, happened_on=date(2026, 3, 18))
        office = makers.account(Role.OFFICE, village.place.district)
        assert overview.read(office).total.unfiled == 2
        page = makers.client(office).get(reverse("disposals"), {"flag": "unfiled"}).content.decode()
    assert page.count("未备案，请补报</span>") == 2
