"""A petition from the counter to its end, through services and pages: clocks, sealed names, one record line each."""

from datetime import date, timedelta

import pytest

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.isoweek import Week
from communities.models import Message, RecordEntry
from mergers.services import errata, freezing
from risk import questions
from risk.models import Petition, PetitionEvent
from risk.services import petitions
from tests import makers

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
FACTS = {
    "received_on": TODAY, "channel": "visit", "kind": "appeal", "matter": "shares", "people": 6, "about_merger": True,
    "timed": True, "summary": "要求公开股权台账", "handler": "云河街道办事处", "petitioner": "高山军",
    "contact": "13905331234",
}  # fmt: skip


@pytest.fixture(autouse=True)
def monday():
    with clock.set_to(at(TODAY)):
        yield


def at(day: date):
    return clock.now().replace(year=day.year, month=day.month, day=day.day, hour=9)


def entered(place, street, **other) -> Petition:
    return petitions.enter(place, by=street, **FACTS | other)


def test_a_petition_goes_its_way_with_a_clock_in_each_state(place, street):
    petition = entered(place, street)
    assert (petition.number, petition.due_on) == ("990101信〔2026〕1号", date(2026, 3, 17))
    steps = (
        ("accept", date(2026, 3, 10), "", "accepted", date(2026, 5, 9)),
        ("extend", date(2026, 4, 20), "涉及年份多", "accepted", date(2026, 6, 8)),
        ("answer", date(2026, 6, 1), "台账已公开", "answered", date(2026, 7, 1)),
        ("review", date(2026, 6, 10), "", "reviewing", date(2026, 7, 10)),
        ("review_answer", date(2026, 7, 1), "维持", "reviewed", date(2026, 7, 31)),
        ("recheck", date(2026, 7, 2), "", "rechecking", date(2026, 8, 3)),
        ("recheck_answer", date(2026, 7, 20), "维持", "final", None),
    )
    for move, on, text, status, due in steps:
        with clock.set_to(at(on)):
            petition = petitions.perform(petition, move, on=on, text=text, by=street)
        assert petition.status == status
        if due and move != "accept":
            assert petition.due_on == due, move
    assert PetitionEvent.objects.filter(petition=petition).count() == 1 + len(steps)
    assert RecordEntry.objects.filter(subject_type="risk.petition").count() == 1 + len(steps)


def test_an_accusation_is_refused_at_the_door_with_where_to_go(place, street):
    with pytest.raises(Refused, match="12388"):
        entered(place, street, kind="accusation")
    assert not Petition.objects.exists()
    browser = makers.client(street)
    asked = FACTS | {"kind": "accusation", "place": place.pk, "received_on": "2026-03-02", "form_key": "k"}
    assert "纪检监察机关" in browser.post("/petitions/new/", asked).content.decode()
    assert not Petition.objects.exists()


def test_who_brought_it_is_sealed_and_shown_once_with_a_reason(place, street):
    petition = entered(place, street)
    browser, address = makers.client(street), f"/petitions/{petition.pk}/"
    for path in ("/petitions/", address, "/records/risk.petition/" + f"{petition.pk}/"):
        assert "高山军" not in browser.get(path).content.decode()
    assert b"\xe9\xab\x98\xe5\xb1\xb1\xe5\x86\x9b" not in browser.get("/petitions/export/").content
    assert "不少于4个字" in browser.post(address + "look/", {"reason": "看"}).content.decode()
    shown = browser.post(address + "look/", {"reason": "电话联系信访人"}).content.decode()
    assert "高山军" in shown
    assert "13905331234" in shown
    assert "高山军" not in browser.get(address).content.decode()
    assert RecordEntry.objects.get(action="查看信访人").reason == "电话联系信访人"


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.CLERK, Role.LEADER, Role.DEPARTMENT, Role.AUDITOR])
def test_nobody_else_reads_a_petition_not_even_its_history(place, street, role):
    petition = entered(place, street)
    person = makers.one_of_each(place)[role]
    browser = makers.client(person)
    assert browser.get(f"/petitions/{petition.pk}/").status_code == 403
    if role != Role.AUDITOR:
        assert browser.get(f"/records/risk.petition/{petition.pk}/").status_code in (403, 404)
    assert not Petition.objects.visible_to(person).exists()


def test_a_street_reads_its_own_petitions_only(place, street):
    petition = entered(place, street)
    other = makers.account(Role.STREET, makers.street(place.district, "海曲街道"))
    assert makers.client(other).get(f"/petitions/{petition.pk}/").status_code == 404


def test_words_with_numbers_in_them_are_refused(place, street):
    with pytest.raises(Refused, match="手机号"):
        entered(place, street, summary="请回电13905331234")


def test_what_is_past_its_day_is_shown_and_told_once_a_day_missed(place, street):
    petition = entered(place, street)
    with clock.set_to(at(date(2026, 3, 20))):
        assert petitions.remind(place.district) == 1
        assert petitions.remind(place.district) == 0
        page = makers.client(street).get("/petitions/?clock=late").content.decode()
        assert "2026-03-17，超期3日" in page
    assert Message.objects.get(to=street).text.startswith(f"信访事项{petition.number}")


def test_an_end_that_was_not_asked_for_is_no_delay(place, street):
    petition = entered(place, street)
    petition = petitions.perform(petition, "accept", on=TODAY, by=street)
    petition = petitions.perform(petition, "answer", on=TODAY, text="已说明", by=street)
    with clock.set_to(at(TODAY + timedelta(days=60))):
        assert petitions.remind(place.district) == 0
        assert petitions.perform(petition, "close", on=clock.today(), by=street).status == "closed"


def test_a_move_out_of_turn_is_refused_and_the_page_keeps_the_words(place, street):
    petition = entered(place, street)
    answer = makers.client(street).post(
        f"/petitions/{petition.pk}/decline/", {"on": "2026-03-02", "text": "", "form_key": "a"}
    )
    assert answer.status_code == 409
    assert "告知不予受理须写明" in answer.content.decode()
    with pytest.raises(Refused, match="不能书面答复"):
        petitions.perform(petition, "answer", on=TODAY, text="x", by=street)


def test_a_past_day_is_read_as_it_was_known_then(place, street):
    petition = entered(place, street)
    with clock.set_to(at(date(2026, 3, 25))):
        petitions.perform(petition, "accept", on=date(2026, 3, 5), by=street)  # entered late
    before, after = at(date(2026, 3, 24)), at(date(2026, 3, 26))
    known = {moment: questions.petitions_known(place.district, date(2026, 3, 22), moment) for moment in (before, after)}
    [then], [now] = known[before][place.pk], known[after][place.pk]
    assert (then.status, then.late_on(date(2026, 3, 22))) == ("received", True)
    assert (now.status, now.late_on(date(2026, 3, 22))) == ("accepted", False)
    assert questions.petitions_known(place.district, date(2026, 3, 1), after) == {}


def test_only_one_extension_and_none_where_no_day_runs(place, street):
    petition = petitions.perform(entered(place, street), "accept", on=TODAY, by=street)
    petition = petitions.perform(petition, "extend", on=TODAY, text="复杂", by=street)
    with pytest.raises(Refused, match="只能延长一次"):
        petitions.perform(petition, "extend", on=TODAY, text="复杂", by=street)
    other = petitions.perform(entered(place, street, timed=False), "accept", on=TODAY, by=street)
    assert other.due_on is None
    with pytest.raises(Refused, match="没有办理期限"):
        petitions.perform(other, "extend", on=TODAY, text="复杂", by=street)


def test_the_weekly_ledger_counts_open_and_late_ones_by_both_dates_and_names_nobody(place, street):
    """N95: the figures are those known at the cut-off; what is entered later is an erratum."""
    makers.rulebook(place.district)
    makers.merger_case(place)
    petition = entered(place, street)  # due 2026-03-17
    with clock.set_to(at(date(2026, 3, 24))):
        week = freezing.freeze(place.district, Week(2026, 12))  # 16 to 22 March
        row = week.rows.get()
        assert (row.figures["petitions_open"], row.figures["petitions_late"]) == (1, 1)
        office = makers.client(makers.account(Role.LEADER, place.district))
        page = office.get(f"/ledgers/2026-W12/rows/{row.pk}/petitions_late/").content.decode()
        assert petition.number in page
        assert "高山军" not in page
        petitions.perform(petition, "accept", on=date(2026, 3, 20), by=street)
        assert errata.newest_late_entry(week)
