"""What follows from a move: who is told, how far a return goes back, how a waived step is counted."""

import pytest

from communities.lib.errors import Refused
from communities.models import Message
from mergers import gates
from mergers.services import evidence, freezing, moves
from tests import makers
from tests.cases import opened
from tests.mergers import journey
from tests.mergers.journey import REASON, Status
from tests.weeks import at, settle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _gates_open(monkeypatch):
    monkeypatch.setattr(gates, "reasons", lambda asked: [])


@pytest.fixture
def cast() -> journey.Cast:
    return journey.cast()


def last_told(person) -> str:
    return Message.objects.filter(to=person).latest("pk").text


def test_each_turn_of_a_step_is_told_to_whoever_must_act_next_and_to_its_filer(cast):
    filer, street, office = (cast.people[party] for party in ("community", "street", "office"))
    words = "大窑第1步“成立专班、摸底研判”"
    cast.reach(1, Status.SUBMITTED)
    assert last_told(street) == f"{words}已提交，请办理。"
    moves.perform(cast.case, 1, "approve", by=street)
    assert last_told(filer) == f"{words}审核通过。"
    assert last_told(office) == f"{words}已审核通过，请办理。"
    moves.perform(cast.case, 1, "return", by=office, ask=REASON)
    assert last_told(filer) == f"{words}退回：{REASON.text}"


def test_the_district_returns_to_the_reviewer_or_to_the_filer(cast):
    office = cast.people["office"]
    cast.reach(1, Status.REVIEWED)
    moves.perform(cast.case, 1, "send_back", by=office, ask=REASON)
    assert cast.filing(1).status == Status.SUBMITTED
    moves.perform(cast.case, 1, "approve", by=cast.people["street"])
    moves.perform(cast.case, 1, "return", by=office, ask=REASON)
    assert cast.filing(1).status == Status.RETURNED


def test_a_submission_is_withdrawn_only_until_it_is_reviewed(cast):
    filer = cast.people["community"]
    cast.reach(1, Status.SUBMITTED)
    moves.perform(cast.case, 1, "withdraw", by=filer)
    assert cast.filing(1).status == Status.DRAFTING
    moves.perform(cast.case, 1, "submit", by=filer)
    moves.perform(cast.case, 1, "approve", by=cast.people["street"])
    with pytest.raises(Refused):
        moves.perform(cast.case, 1, "withdraw", by=filer)


def test_a_waived_step_names_its_two_persons_and_its_ground_and_is_no_done_step_in_the_ledger():
    with at("2026-11-17"):
        case, staff = opened()
        settle(case, staff, 1)
        evidence.ask_step_waiver(case, 5, "改制时已清查，本年无变化", by=staff.secretary)
        moves.perform(case, 5, "waive", by=staff.office, ask=moves.Ask("情况属实"))
        page = makers.client(staff.street).get(f"/cases/{case.pk}/steps/5/").content.decode()
    for words in ("改制时已清查，本年无变化", staff.secretary.name, staff.office.name, "2026-11-17"):
        assert words in page
    with at("2026-11-23", 9):
        ledger = freezing.freeze(case.place.district, freezing.missing_weeks(case.place.district)[0])
    figures = ledger.rows.get().figures
    assert (figures["done"], figures["waived"]) == (1, 1)
    sums = ledger.totals["sums"]
    assert (sums["done_steps"], sums["waived_steps"], sums["steps"]) == (1, 1, 16)
