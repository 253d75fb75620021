"""What a ledger is read from carries both times: names, codes and the cut-off are those known when it closed."""

from datetime import date

import pytest

from communities.lib import clock
from communities.lib.isoweek import Week
from communities.models import Place
from communities.services import holidays, people, places
from communities.services.recording import SYSTEM
from communities.services.registers import import_register
from mergers.ledger import Reading, compile_sheet
from mergers.models import Erratum
from mergers.services import errata, freezing, instructions, rounds
from tests.cases import opened
from tests.weeks import at, moment

W47, W48 = Week(2026, 47), Week(2026, 48)
CUTOFF = moment("2026-11-23", 8)


@pytest.fixture
def unit(db):
    with at("2026-11-10"):
        return opened()


def digest(case):
    return compile_sheet(Reading(case.place.district, W47.sunday, CUTOFF)).digest()


def community_of(reading):
    return compile_sheet(reading).rows[0].figures["community"]


def rename(case, staff, name, day, hour=10, since=date(2026, 11, 18)):
    with at(day, hour):
        places.amend_place(case.place, since=since, source="批复", by=staff.office, name=name)


def test_a_rename_dated_back_after_the_cutoff_leaves_a_late_ledger_as_it_was(unit):
    case, staff = unit
    punctual = digest(case)
    rename(case, staff, "新窑社区", "2026-11-24")
    with at("2026-12-20"):
        ledger = freezing.freeze(case.place.district, W47)
    assert ledger.digest == punctual
    assert ledger.rows.get().figures["community"] == "大窑"


def test_a_rename_dated_back_after_the_cutoff_comes_as_an_erratum(unit):
    case, staff = unit
    with at("2026-11-23", 9):
        ledger = freezing.freeze(case.place.district, W47)
    rename(case, staff, "新窑社区", "2026-11-24")
    assert errata.newest_late_entry(ledger)
    with at("2026-11-24", 11):
        errata.find_errata(ledger)
    assert Erratum.objects.filter(column="community").values_list("was", "now").get() == ("大窑", "新窑社区")


def test_a_rename_entered_before_the_cutoff_is_in_from_its_day(unit):
    case, staff = unit
    rename(case, staff, "新窑社区", "2026-11-23", hour=7)
    with at("2026-11-23", 9):
        ledger = freezing.freeze(case.place.district, W47)
    assert ledger.rows.get().figures["community"] == "新窑社区"
    assert community_of(Reading(case.place.district, date(2026, 11, 17), CUTOFF)) == "大窑"


def test_a_name_corrected_after_the_cutoff_stays_as_it_was_known(unit):
    case, staff = unit
    rename(case, staff, "新窑社区", "2026-11-19")
    punctual = digest(case)
    rename(case, staff, "新窰社区", "2026-11-25")
    assert digest(case) == punctual
    assert community_of(Reading(case.place.district, W47.sunday, moment("2026-11-30"))) == "新窰社区"


def test_a_register_taken_after_the_cutoff_changes_no_name_or_code_of_the_week(unit):
    case, _ = unit
    punctual = digest(case)
    street = case.place.parent
    line = f"{street.code},云路街道,{case.place.code[:9]}299,大窑社区居委会"
    head = "street_code,street,community_code,community"
    with at("2026-11-25"):
        import_register(
            f"{head}\n{line}\n", date(2026, 11, 15), "名册.csv", district=case.place.district.name, by=SYSTEM
        )
    assert Place.objects.get(pk=street.pk).name == "云路街道"
    assert digest(case) == punctual


def test_a_leader_whose_name_is_corrected_later_keeps_it_in_the_weeks_papers(unit):
    case, staff = unit
    with at("2026-11-16", 9):
        ledger = freezing.freeze(case.place.district, Week(2026, 46))
        instructions.write(ledger, "抓紧推进。", by=staff.leader)
    punctual = digest(case)
    with at("2026-11-25"):
        people.change_person(staff.leader, name="改名领导", by=SYSTEM)
    assert digest(case) == punctual


def test_a_holiday_table_entered_after_the_week_does_not_move_its_cutoff(unit):
    case, staff = unit
    district = case.place.district
    rest = holidays.Day(date(2026, 11, 23), False, "临时放假")
    with at("2026-11-23", 7):
        holidays.save_table(district, [rest], known_through=date(2026, 12, 31), basis="通知", by=staff.office)
        assert rounds.cutoff_of(district, W47) == CUTOFF
    with at("2026-12-01"):
        assert rounds.cutoff_of(district, W47) == CUTOFF
        assert clock.end_of_day(W48.sunday) < rounds.cutoff_of(district, W48)
