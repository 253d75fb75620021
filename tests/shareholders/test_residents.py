"""Households and persons: one row for a person in a district, numbers sealed, corrections by ticket once locked."""

from datetime import date

import pytest
from django.db import connection

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Person, RecordEntry, Reveal
from communities.services import residents, settings
from communities.services.recording import SYSTEM
from shareholders import services
from tests import makers
from tests.shareholders.roll_makers import SINCE, id_number, village

pytestmark = pytest.mark.django_db
REASON = "核对户口本"


@pytest.fixture
def here():
    return village()


def neighbour(here):
    return village("小窑", within=here.place.parent)


def test_an_id_of_dongggang_with_an_early_birth_year_is_taken(here):
    """371102 exists since 1992; its holders may be older (domain rule: the region of the year is not asked)."""
    household = here.household()
    person = here.resident(household, "王一", id_number="371102198001011238")
    assert person.born_on == date(1980, 1, 1)
    assert person.sex == "male"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("37110219800101123", "应为18位"),
        ("371102198013011238", "不是有效的出生日期"),
        ("371102198001011239", "校验码不符"),
    ],
)
def test_a_wrong_number_is_refused_without_being_repeated(here, number, said):
    with pytest.raises(Refused, match=said) as refused:
        here.resident(here.household(), "王一", id_number=number)
    assert number not in str(refused.value)


def test_without_a_number_there_must_be_a_reason(here):
    household = here.household()
    with pytest.raises(Refused, match="请写明原因"):
        here.resident(household, "王小", "son", id_number="", born_on=date(2026, 1, 5), sex="male")
    child = here.resident(
        household, "王小", "son", id_number="", born_on=date(2026, 1, 5), sex="male", no_id_reason="新生儿未落户"
    )
    assert (child.id_index, child.id_number) == (None, None)


@pytest.mark.parametrize("spell", [str.lower, lambda number: f" {number[:6]} {number[6:14]}-{number[14:]} "])
def test_the_same_number_written_otherwise_is_the_same_person(here, spell):
    number = next(n for n in (id_number() for _ in range(200)) if n.endswith("X"))
    here.resident(here.household(), "王一", id_number=number)
    with pytest.raises(Refused, match="已经登记在大窑"):
        here.resident(here.household(), "王二", id_number=spell(number))


def test_a_fifteen_digit_number_finds_its_eighteen_digit_form(here):
    old = "990101800506123"
    person = here.resident(here.household(), "王一", id_number=old)
    assert residents.known_person(here.place.district, old) == person
    assert len(person.id_number.reveal()) == 18


def test_a_duplicate_in_another_community_is_found_but_not_named_to_a_stranger(here):
    """G26: every community of the district is asked; the viewer learns the other name only if she may see it."""
    number, other = id_number(), neighbour(here)
    other.resident(other.household(), "王一", id_number=number)
    with pytest.raises(Refused, match="本区其他社区") as refused:
        here.resident(here.household(), "王一", id_number=number)
    assert "小窑" not in str(refused.value)
    assert "小窑" in residents.whereabouts(residents.known_person(here.place.district, number), here.street)


def test_two_districts_do_not_know_of_each_other(here):
    abroad = village("远窑", within=makers.street(makers.district("邻区", "990199")))
    number = id_number()
    here.resident(here.household(), "王一", id_number=number)
    assert abroad.resident(abroad.household(), "王一", id_number=number)


def test_nothing_plain_stands_in_the_tables_or_in_the_record_book(here):
    """G25: neither the number nor the telephone is found in any column of the person or of the book."""
    number, phone = id_number(), "13905331234"
    person = here.resident(here.household(), "王一", id_number=number, phone=phone)
    residents.reveal(person, here.place, REASON, by=here.clerk)
    with connection.cursor() as cursor:
        for table in ("communities_person", "communities_recordentry", "communities_reveal"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            text = cursor.fetchone()[0]
            assert number not in text
            assert phone not in text


def test_a_household_has_one_head_and_a_person_one_household(here):
    household = here.household()
    person = here.resident(household, "王一")
    with pytest.raises(Refused, match="已有户主"):
        here.resident(household, "王二")
    with pytest.raises(Refused, match="请先在该处办理迁出"):
        residents.move_in(person, here.household(), "head", SINCE, by=here.clerk)


def test_a_head_who_changes_keeps_the_history(here):
    household = here.household()
    old, new = here.resident(household, "王一"), here.resident(household, "王二", "son")
    residents.replace_head(household, new, "parent", clock.today(), by=here.clerk)
    relations = dict(household.residences.current().values_list("person__name", "relation"))
    assert relations == {"王一": "parent", "王二": "head"}
    assert [each.relation for each in old.residences.order_by("valid_from")] == ["head", "parent"]


def test_who_moves_away_leaves_a_row_and_the_household_can_close(here):
    household = here.household()
    person = here.resident(household, "王一")
    with pytest.raises(Refused, match="还有在户人员"):
        residents.close_household(household, clock.today(), "全户迁出", by=here.clerk)
    residents.move_out(person, clock.today(), "迁往外地", by=here.clerk)
    assert residents.close_household(household, clock.today(), "全户迁出", by=here.clerk).closed_on


def test_a_correction_shows_before_and_after_and_no_number(here):
    person = here.resident(here.household(), "王一")
    residents.change_person(person, {"name": "王易", "id_number": id_number()}, REASON, by=here.clerk)
    line = RecordEntry.objects.filter(action="更正居民").latest("id")
    assert line.changes["姓名"] == ["王一", "王易"]
    assert line.changes["身份证号"] == ["（已密封）", "（已变更）"]


def test_a_locked_register_changes_by_a_ticket_of_two_persons(here):
    """B29: asked by the village, decided by the street, before and after on the ticket."""
    person = here.resident(here.household(), "王一", "head")
    residents.lock_register(here.place, "名册已确认", by=here.clerk)
    with pytest.raises(Refused, match="户册已经锁定"):
        residents.change_person(person, {"name": "王易"}, REASON, by=here.clerk)
    ticket = residents.ask_change(person, {"name": "王易", "phone": "13905331234"}, REASON, by=here.clerk)
    assert ticket.changes == {"name": ["王一", "王易"]}
    with pytest.raises(Refused, match="任职不包含"):
        residents.decide_change(ticket, True, by=here.clerk)
    residents.decide_change(ticket, True, by=here.street)
    person.refresh_from_db()
    assert (person.name, person.phone.reveal()) == ("王易", "13905331234")
    with pytest.raises(Refused, match="已经审批"):
        residents.decide_change(ticket, False, "不对", by=here.street)


def test_a_ticket_turned_down_changes_nothing(here):
    person = here.resident(here.household(), "王一")
    residents.lock_register(here.place, "名册已确认", by=here.clerk)
    ticket = residents.ask_change(person, {"name": "王易"}, REASON, by=here.clerk)
    residents.decide_change(ticket, False, "户口本上是王一", by=here.street)
    person.refresh_from_db()
    assert person.name == "王一"


def test_a_look_at_a_number_needs_a_reason_is_counted_and_recorded(here):
    """N85: one person at a time, fifty a day by default, the value in no line."""
    number = id_number()
    person = here.resident(here.household(), "王一", id_number=number)
    with pytest.raises(Refused, match="请写明查看理由"):
        residents.reveal(person, here.place, "看", by=here.clerk)
    assert residents.reveal(person, here.place, REASON, by=here.clerk)["身份证号"] == number
    line = RecordEntry.objects.filter(action="查看证件号码").latest("id")
    assert (line.reason, number in str(line.changes)) == (REASON, False)
    assert Reveal.objects.filter(account=here.clerk, person=person).count() == 1


def test_the_looks_of_a_day_are_limited_by_a_dated_setting(here):
    person, district = here.resident(here.household(), "王一"), here.place.district
    settings.set_value(
        "reveal.daily_limit", 2, district, in_force_from=clock.today(), basis="办公室规定", by=_office(here)
    )
    for _ in range(2):
        residents.reveal(person, here.place, REASON, by=here.clerk)
    with pytest.raises(Refused, match="每日上限2次"):
        residents.reveal(person, here.place, REASON, by=here.clerk)
    assert residents.reveal(person, here.place, REASON, by=here.secretary)


def test_a_leader_or_a_department_looks_at_no_number(here):
    person = here.resident(here.household(), "王一")
    for role in (Role.LEADER, Role.DEPARTMENT, Role.AUDITOR):
        with pytest.raises(Refused, match="任职不包含"):
            residents.reveal(person, here.place, REASON, by=makers.account(role, here.place.district))


def test_a_childs_number_is_shown_to_village_and_street_only(here):
    child = here.resident(here.household(), "王小", born=date(2020, 3, 1))
    assert residents.reveal(child, here.place, REASON, by=here.street)
    with pytest.raises(Refused, match="儿童"):
        residents.reveal(child, here.place, REASON, by=_office(here))


def test_fourteen_is_reached_on_the_birthday():
    person = Person(born_on=date(2012, 3, 2))
    assert person.is_child(date(2026, 3, 1))
    assert not person.is_child(date(2026, 3, 2))


def _office(here):
    return makers.account(Role.OFFICE, here.place.district)


def test_the_system_itself_may_register(here):
    assert residents.open_household(here.place, "9999", registered_on=SINCE, by=SYSTEM)


def test_the_record_book_names_no_child(here):
    """It is read by auditors and the office: a child is 未满十四周岁儿童 there, whatever happens to the entry."""
    household = here.household()
    here.resident(household, "王一")
    child = here.resident(household, "松童", "son", born=date(2020, 3, 1))
    residents.change_person(child, {"name": "柏童"}, REASON, by=here.clerk)
    here.roll()
    services.list_member(here.cooperative, child, household, by=here.clerk)
    lines = [f"{line.subject_label}{line.changes}" for line in RecordEntry.objects.all()]
    assert [line for line in lines if "松童" in line or "柏童" in line] == []
    assert any("未满十四周岁儿童" in line for line in lines)
