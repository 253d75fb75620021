"""B29: the register locked, births, moves and heads come by ticket, asked by the village, decided by the street."""

from datetime import date

import pytest

from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Household, Message, Person, RecordEntry, ResidentChange
from communities.services import residents
from communities.services.residents import PersonFacts
from shareholders import services
from shareholders.models import Member, MemberRoll
from shareholders.services import ledger
from tests import makers
from tests.shareholders import share_makers
from tests.shareholders.roll_makers import id_number, village

pytestmark = pytest.mark.django_db
BORN = date(2026, 10, 1)
CHILD = PersonFacts("王安", sex="male", born_on=BORN, no_id_reason="新生儿未落户")


@pytest.fixture
def here():
    found = village()
    found.roll()
    return found


@pytest.fixture
def home(here):
    """A household of a head and a son, its register locked."""
    home = here.household("0001")
    here.resident(home, "王一")
    here.resident(home, "王二", "son")
    residents.lock_register(here.place, "名册已确认", by=here.clerk)
    return home


def decided(here, ticket, *, approve: bool = True) -> None:
    services.decide_change(ticket, approve, "" if approve else "材料不全", by=here.street)


def living(home) -> dict[str, str]:
    return dict(home.residences.current().values_list("person__name", "relation"))


def test_a_newborn_of_a_locked_register_becomes_a_member_by_ticket(here, home):
    """N70: asked for, approved, then entered on the roll at once."""
    ticket = residents.ask_enrolment(home, CHILD, "grandchild", BORN, "出生", by=here.clerk)
    child = Person.objects.get(name="王安")
    assert living(home) == {"王一": "head", "王二": "son"}
    decided(here, ticket)
    assert living(home)["王安"] == "grandchild"
    member = services.enter_member(here.cooperative, child, home, "born", BORN, by=here.clerk)
    assert member.status == "member"
    assert not Member.objects.may_be_given_shares().filter(pk=member.pk).exists()


def test_a_ticket_turned_down_lets_nobody_in(here, home):
    ticket = residents.ask_enrolment(home, CHILD, "grandchild", BORN, "出生", by=here.clerk)
    decided(here, ticket, approve=False)
    assert "王安" not in living(home)


def test_a_ticket_turned_down_leaves_no_number_and_the_number_free(here, home):
    """Nothing by halves: who was registered with the ticket can be registered again, the refused ticket stays."""
    number = id_number(date(1990, 5, 6))
    asked = PersonFacts("赵新", id_number=number, phone="13905330001")
    ticket = residents.ask_enrolment(home, asked, "other", BORN, "投靠", by=here.clerk)
    with pytest.raises(Refused, match="已经登记"):
        residents.ask_enrolment(home, asked, "other", BORN, "投靠", by=here.clerk)
    decided(here, ticket, approve=False)
    first = Person.objects.get(name="赵新")
    assert not any((first.id_number, first.id_index, first.phone))
    assert first.no_id_reason == "入户未获同意，号码已清除"
    told = RecordEntry.objects.filter(action="审批变更单").get()
    assert told.changes["居民登记"] == [None, "未入户，证件号码和电话已清除"]
    assert number not in str(told.changes)
    again = residents.ask_enrolment(home, asked, "other", BORN, "投靠，材料已补", by=here.clerk)
    decided(here, again)
    assert living(home)["赵新"] == "other"


def test_who_was_known_before_keeps_the_number_when_entry_is_turned_down(here, home):
    number = id_number(date(1990, 5, 6))
    known = residents.register_person(here.place, PersonFacts("赵旧", id_number=number), by=here.clerk)
    decided(here, residents.ask_entry(known, home, "other", BORN, "投靠", by=here.clerk), approve=False)
    known.refresh_from_db()
    assert known.id_number.reveal() == number


def test_who_asked_does_not_decide_and_a_second_ticket_waits(here, home):
    son = Person.objects.get(name="王二")
    ticket = residents.ask_leave(son, BORN, "迁往外地", by=here.clerk)
    with pytest.raises(Refused, match="任职不包含"):
        services.decide_change(ticket, True, by=here.clerk)
    with pytest.raises(Refused, match="已有一张变更单待审批"):
        residents.ask_leave(son, BORN, "迁往外地", by=here.clerk)
    decided(here, ticket)
    assert living(home) == {"王一": "head"}


def test_a_head_is_changed_by_ticket_with_the_former_ones_relation(here, home):
    son = Person.objects.get(name="王二")
    ticket = residents.ask_head(home, son, "parent", BORN, "户主去世", by=here.clerk)
    assert ticket.changes["former"] == ["head", "parent"]
    decided(here, ticket)
    assert living(home) == {"王一": "parent", "王二": "head"}
    lines = RecordEntry.objects.filter(action="审批变更单").get().changes
    assert lines["与户主关系"] == ["子", "户主"]


def test_a_household_is_split_by_ticket_and_the_membership_goes_along(here, home):
    """B29: the new household's head first; who goes along follows by a ticket of their own."""
    son = Person.objects.get(name="王二")
    member = services.list_member(here.cooperative, son, home, by=here.clerk)
    ticket = residents.ask_split(son, "0002", BORN, "成家另过", address="新巷2号", by=here.clerk)
    assert not here.place.households.filter(number="0002").exists()
    decided(here, ticket)
    new = here.place.households.get(number="0002")
    assert (new.address, new.registered_on) == ("新巷2号", BORN)
    assert living(home) == {"王一": "head"}
    assert living(new) == {"王二": "head"}
    member.refresh_from_db()
    assert member.household == new


@pytest.mark.parametrize(
    ("name", "number", "on", "said"),
    [
        ("王一", "0002", BORN, "户主不能分出"),
        ("王二", "0001", BORN, "已有户编号"),
        ("王二", " ", BORN, "户编号"),
        ("王二", "0002", date(2019, 1, 1), "在入户之后"),
    ],
)
def test_a_split_that_cannot_be_is_told_before_a_ticket_is_made(here, home, name, number, on, said):
    with pytest.raises(Refused, match=said):
        residents.ask_split(Person.objects.get(name=name), number, on, "成家", by=here.clerk)


def test_a_number_taken_meanwhile_is_refused_at_the_decision(here, home):
    ticket = residents.ask_split(Person.objects.get(name="王二"), "0002", BORN, "成家", by=here.clerk)
    Household.objects.create(place=here.place, number="0002", registered_on=BORN)
    with pytest.raises(Refused, match="已有户编号"):
        decided(here, ticket)
    assert living(home) == {"王一": "head", "王二": "son"}


def test_on_an_open_register_a_household_is_split_at_once_by_form(here):
    home = here.household("0001")
    here.resident(home, "李一")
    son = here.resident(home, "李二", "son")
    member = services.list_member(here.cooperative, son, home, by=here.clerk)
    told = {"number": "0008", "address": "", "on": BORN}
    assert makers.client(here.clerk).post(f"/residents/{son.pk}/split/", told).status_code == 302
    member.refresh_from_db()
    assert member.household.number == "0008"
    assert living(member.household) == {"李二": "head"}


def test_what_has_changed_since_it_was_asked_for_is_refused_at_the_decision(here, home):
    son = Person.objects.get(name="王二")
    ticket = residents.ask_head(home, son, "parent", BORN, "户主变更", by=here.clerk)
    son.residences.update(valid_to=BORN)
    with pytest.raises(Refused, match="没有登记在任何一户"):
        decided(here, ticket)
    ticket.refresh_from_db()
    assert ticket.decided_at is None


def test_a_head_is_not_listed_with_another_household_before_another_is_head(here, home):
    other = village("小窑", within=here.place.parent)
    head = other.resident(other.household("0001"), "李一")
    other.household("0002")
    with pytest.raises(Refused, match="请先变更户主"):
        residents.change_person(head, {"household": "0002"}, "分户", by=other.clerk)


def test_faults_are_told_before_a_ticket_is_made(here, home):
    with pytest.raises(Refused, match="应在出生之后"):
        residents.ask_enrolment(home, CHILD, "grandchild", date(2026, 9, 1), "出生", by=here.clerk)
    with pytest.raises(Refused, match="请写明变更理由"):
        residents.ask_head(home, Person.objects.get(name="王二"), "parent", BORN, " ", by=here.clerk)
    assert ResidentChange.objects.count() == 0


def test_the_pages_ask_where_the_register_is_locked(here, home):
    browser, street = makers.client(here.clerk), makers.client(here.street)
    page = browser.get(f"/residents/households/{home.pk}/").content.decode()
    assert f"/residents/households/{home.pk}/enrol/" in page
    assert "销户" not in page
    given = {"name": "王安", "relation": "grandchild", "no_id_reason": "新生儿未落户", "sex": "male", "born_on": BORN}
    given |= {"since": BORN, "reason": "出生", "form_key": "甲"}
    assert browser.post(f"/residents/households/{home.pk}/enrol/", given).status_code == 302
    ticket = ResidentChange.objects.get()
    page = street.get(f"/residents/changes/{ticket.pk}/").content.decode()
    assert "入户日期" in page
    assert "同时办理" not in page
    answer = street.post(f"/residents/changes/{ticket.pk}/", {"verdict": "yes", "note": "", "form_key": "乙"})
    assert answer.status_code == 302
    assert living(home)["王安"] == "grandchild"
    son = Person.objects.get(name="王二")
    given = {"on": BORN, "reason": "迁往外地", "form_key": "丙"}
    assert browser.post(f"/residents/{son.pk}/move-out/", given).status_code == 302
    given = {"person": son.pk, "relation": "parent", "on": BORN, "reason": "户主年老", "form_key": "丁"}
    refused = browser.post(f"/residents/households/{home.pk}/head/", given).content.decode()
    assert "已有一张变更单待审批" in refused


def test_fixing_the_shares_locks_the_roll_and_the_register(db):
    """B29: a roll that is only verified has no confirming meeting; the street's act on the shares locks it."""
    with clock.set_to(share_makers.TODAY):
        of = share_makers.village(one="张三 李四")
        plan = share_makers.issued(of)
        assert not residents.is_locked(of.place)
        ledger.lock(plan, by=of.street)
    assert residents.is_locked(of.place)
    assert MemberRoll.objects.get().locked_by == of.street
    with pytest.raises(Refused, match="请提交变更单"):
        services.change_person(of.person("李四"), {"name": "李肆"}, "笔误", by=of.clerk)


def test_the_street_is_told_that_a_ticket_waits_and_the_asker_how_it_ended(here, home):
    ticket = residents.ask_leave(Person.objects.get(name="王二"), BORN, "迁往外地", by=here.clerk)
    waiting = Message.objects.get(to=here.street)
    assert waiting.url == f"/residents/changes/{ticket.pk}/"
    assert "王二" not in waiting.text
    decided(here, ticket, approve=False)
    assert "未获同意：材料不全" in Message.objects.get(to=here.clerk).text
