"""The steps, the ledger and the homes ask the register of assessments: gates, the level by both dates, whose turn."""

from datetime import date

import pytest

from communities.access import Role
from communities.lib import clock
from communities.lib.isoweek import Week
from mergers import gates
from mergers.ledger import Reading, compile_sheet
from mergers.presenters import step_registers
from mergers.presenters.home import cards_for
from mergers.services import errata, evidence, freezing
from risk.services import assessments, measures
from tests import makers
from tests.risk.assessing import at, concluded, written

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def monday():
    with clock.set_to(at(TODAY)):
        yield


@pytest.fixture
def place():
    return makers.community(makers.street(makers.district()))


@pytest.fixture
def street(place):
    return makers.account(Role.STREET, place.parent)


@pytest.fixture
def office(place):
    return makers.account(Role.OFFICE, place.district)


def answer(case, step: int) -> gates.Answer:
    view, filing = case.step_view(step), case.filings.get(step=step)
    return dict(gates.checklist(gates.Asked(case, filing, view)))["risk_conclusion"]


def test_steps_4_8_and_13_stay_closed_until_the_assessment_has_passed(place, street, office):
    case = makers.merger_case(place)
    assert "尚未填写" in answer(case, 4).reasons[0]
    written(place, street)
    assert {"还没有作出结论" in answer(case, step).reasons[0] for step in (4, 8, 13)} == {True}
    this = place.assessments.get()
    with clock.set_to(at(date(2026, 3, 3))):
        assessments.perform(this, "void", text="重新立项", by=street)
        concluded(place, street, office)
    assert {answer(case, step).open for step in (4, 8, 13)} == {True}
    assert step_registers.figures("risk_assessment", place)["risk_level"] == "low"
    [row] = step_registers.registers("request_approval", place, office)
    assert row["word"] == "低风险，可实施"
    assert row["url"]
    [told] = step_registers.registers("request_approval", place, makers.account(Role.AGENCY, place))
    assert (told["word"], told["url"]) == (row["word"], "")  # no link to what would answer 403


def test_a_conclusion_to_wait_closes_them_and_rests_the_unit(place, street, office):
    case = makers.merger_case(place)
    concluded(place, street, office, conclusion="suspend")
    assert {"依法暂缓" in answer(case, step).reasons[0] for step in (4, 8, 13)} == {True}
    sheet = compile_sheet(Reading(place.district, TODAY, clock.now().replace(hour=20)))
    assert sheet.rows[0].status == "hold"


def test_what_step_4_states_otherwise_than_the_register_is_told(place, street, office):
    case = makers.merger_case(place)
    concluded(place, street, office)
    facts = {"risk_level": "medium", "conclusion": "proceed", "concluded_on": "2026-03-02"}
    evidence.save_facts(case, 4, facts, by=street)
    assert "本步填写的风险等级为“中”，风险评估中为“低”" in answer(case, 4).reasons[0]


def test_the_ledger_shows_the_level_by_both_dates_and_corrects_it_later(place, street, office):
    makers.merger_case(place)
    concluded(place, street, office)
    with clock.set_to(at(date(2026, 3, 10))):
        week = freezing.freeze(place.district, Week(2026, 10))
    row = week.rows.get()
    assert row.figures["risk"] == "低"
    assert {kind for kind, _ in row.sources["risk"]} == {"assessment"}
    tiles = {tile["key"]: tile["value"] for tile in week.totals["tiles"]}
    assert (tiles["risk_high"], tiles["risk_medium"]) == (0, 0)
    page = makers.client(office).get(f"/ledgers/2026-W10/rows/{row.pk}/risk/").content.decode()
    assert "登记集体会审结论" in page
    assert errata.newest_late_entry(week) == ""


def test_each_home_shows_whose_turn_it_is(place, street, office):
    leader = makers.account(Role.LEADER, place.district)
    written(place, street)
    assert "风险评估" in [card.title for card in cards_for(street)]
    assert "风险防范措施" not in [card.title for card in cards_for(leader)]
    with clock.set_to(at(date(2026, 4, 20))):
        measures.move_up_overdue(place.district)
        for person in (street, office, leader):
            found = next(card for card in cards_for(person) if card.title == "风险防范措施")
            assert "超期 39 日" in found.entries[0]["word"]
