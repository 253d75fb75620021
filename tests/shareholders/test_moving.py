"""Households and memberships: who moves takes the membership along; who lives elsewhere stays a member."""

from datetime import date

import pytest

from communities.models import RecordEntry, ResidentChange
from communities.services import residents
from shareholders import services
from shareholders.models import MemberEvent
from tests import makers
from tests.shareholders.roll_makers import id_number, village

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    found = village()
    found.roll()
    return found


def moved(here, member, *, approve: bool = True) -> ResidentChange:
    other = here.household("0099")
    residents.lock_register(here.place, "成员名册已确认", by=here.clerk)
    ticket = residents.ask_change(member.person, {"household": other.number}, "分户", by=here.clerk)
    browser = makers.client(here.street)
    address = f"/residents/changes/{ticket.pk}/"
    assert "成员名册上的所在户随之改列" in browser.get(address).content.decode()
    given = {"form_key": "甲", "verdict": "yes" if approve else "no", "note": "" if approve else "材料不全"}
    assert browser.post(address, given).status_code == 302
    return ticket


def test_an_approved_ticket_counts_the_member_with_the_new_household(here):
    """B29."""
    member = here.member("王一", "son")
    moved(here, member)
    member.refresh_from_db()
    assert member.household.number == "0099"
    assert member.person.residence.household == member.household
    event = MemberEvent.objects.latest("pk")
    assert (event.kind, event.by_name) == ("corrected", here.street.name)
    assert RecordEntry.objects.filter(action="更正成员所在户").count() == 1


def test_a_ticket_turned_down_leaves_the_member_where_it_is(here):
    member = here.member("王一", "son")
    before = member.household_id
    moved(here, member, approve=False)
    member.refresh_from_db()
    assert member.household_id == before


def test_who_is_counted_with_another_household_on_purpose_stays_there(here):
    member = here.member("王一", "son")
    services.regroup(member, here.household("0050"), "随父母计户", by=here.clerk)
    moved(here, member)
    member.refresh_from_db()
    assert member.household.number == "0050"


def test_an_open_register_takes_the_member_along_at_once(here):
    member = here.member("王一", "son")
    other = here.household("0099")
    given = {"form_key": "甲", "household": other.number, "reason": "分户"}
    assert makers.client(here.clerk).post(f"/residents/{member.person_id}/correct/", given).status_code == 302
    member.refresh_from_db()
    assert member.household == other


def test_whose_membership_has_ended_is_not_moved(here):
    member = here.member("王一", "son")
    here.find(member, "exclude")
    type(member).objects.filter(pk=member.pk).update(status="refused")
    before = member.household_id
    moved(here, member)
    member.refresh_from_db()
    assert member.household_id == before


def of_elsewhere(here):
    """A member of this roll who lives in another community of the district."""
    other = village("小窑", within=here.place.parent)
    person = other.resident(other.household(), "赵六", id_number=id_number())
    return other, services.list_member(here.cooperative, person, here.household(), by=here.clerk)


def test_a_member_who_lives_elsewhere_has_a_page_without_a_dead_link(here):
    _, member = of_elsewhere(here)
    page = makers.client(here.clerk).get(f"/members/{member.pk}/").content.decode()
    assert "居民页面不能打开" in page
    assert "本区其他社区" in page
    assert f"/residents/{member.person_id}/" not in page
    assert "登记入户" not in page.split("居民页面不能打开")[0]


def test_a_member_nobody_has_in_a_household_is_entered_from_the_page(here):
    other, member = of_elsewhere(here)
    residents.move_out(member.person, date(2026, 3, 1), "迁往大窑", by=other.clerk)
    browser, address = makers.client(here.clerk), f"/members/{member.pk}/settle/"
    assert address in browser.get(f"/members/{member.pk}/").content.decode()
    given = {"form_key": "甲", "relation": "head", "since": "2026-03-01"}
    assert browser.post(address, given).status_code == 302
    page = browser.get(f"/members/{member.pk}/").content.decode()
    assert f"/residents/{member.person_id}/" in page
    assert member.person.residence.household == member.household
