"""Accounts and posts: who may hold what beside what, and who ends it."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from communities import access
from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Account, Appointment, Organisation, RecordEntry
from communities.services import people
from communities.services.recording import SYSTEM
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """A district with two streets, two communities in the first, and its administrators."""
    district = makers.district()
    first, second = makers.street(district, "云河街道"), makers.street(district, "松山街道")
    return {
        "district": district,
        "first": first,
        "second": second,
        "dayao": makers.community(first, "大窑"),
        "wuli": makers.community(first, "五里"),
        "system": makers.account(Role.SYSTEM_ADMIN, district),
        "security": makers.account(Role.SECURITY_ADMIN, district),
    }


def put(person: Account, role: str, place, **dates) -> Appointment:
    kind, word = makers.HELD_FOR.get(Role(role), (Organisation.Kind.GOVERNMENT, "人民政府"))
    held_for = makers.organisation(place, kind, f"{place.name}{word}")
    return people.appoint(person, role, held_for, place, **{"starts_on": makers.SINCE, "by": SYSTEM, **dates})


def test_an_account_is_made_with_one_line_in_the_record_book_and_without_its_secrets(town):
    before = RecordEntry.objects.count()
    person = people.create_account(
        "wangli", "王丽", district=town["district"], password=makers.PASSWORD, phone="13800005678", by=town["system"]
    )
    line = RecordEntry.objects.get(subject_id=str(person.pk))
    assert RecordEntry.objects.count() == before + 1
    assert (line.action, line.by_name) == ("建立账号", town["system"].name)
    assert "13800005678" not in str(line.changes)
    assert makers.PASSWORD not in str(line.changes)
    assert person.must_change_password
    assert Account.objects.get(pk=person.pk).phone.reveal() == "13800005678"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"username": "王"}, "账号应为2至40个"),
        ({"username": "a b"}, "账号应为2至40个"),
        ({"name": "王"}, "姓名应为2至40个字"),
        ({"phone": "12345"}, "手机应为11位手机号"),
        ({"password": "short"}, "密码"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said_in_a_sentence(town, values, sentence):
    given = {"username": "wangli", "name": "王丽", "district": town["district"], "by": town["system"]} | values
    with pytest.raises(Refused, match=sentence):
        people.create_account(given.pop("username"), given.pop("name"), **given)


def test_a_username_is_taken_whatever_its_case(town):
    people.create_account("WangLi", "王丽", district=town["district"], by=SYSTEM)
    with pytest.raises(Refused, match="已经有人使用"):
        people.create_account("wangli", "王莉", district=town["district"], by=SYSTEM)


def test_rights_begin_and_end_with_the_days_of_the_post(town):
    person = makers.account(Role.CLERK, town["dayao"], starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31))
    held = []
    for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)):
        with clock.set_to(clock.end_of_day(day) - timedelta(hours=1)):
            held.append(bool(person.posts()))
    assert held == [False, True, True, False]


def test_rights_inherit_down_the_tree_and_not_up_or_sideways(town):
    reviewer = makers.account(Role.STREET, town["first"])
    assert access.may(reviewer, access.Verb.REVIEW, town["dayao"])
    assert not access.may(reviewer, access.Verb.REVIEW, town["second"])
    assert not access.may(reviewer, access.Verb.REVIEW, town["district"])


@pytest.mark.parametrize("pair", sorted(tuple(sorted(pair)) for pair in access.INCOMPATIBLE))
def test_no_incompatible_pair_is_held_by_one_person_where_the_places_touch(town, pair):
    at = {"community": town["dayao"], "street": town["first"], "district": town["district"]}
    person = people.create_account("liangren", "两任", district=town["district"], by=SYSTEM)
    first, second = (Role(role) for role in pair)
    put(person, first, at[access.LEVELS[first][-1]])
    with pytest.raises(Refused) as refusal:
        put(person, second, at[access.LEVELS[second][-1]])
    assert first.label in str(refusal.value)
    assert second.label in str(refusal.value)
    assert Appointment.objects.filter(account=person).count() == 1


def test_a_filer_of_one_street_may_review_in_another(town):
    person = makers.account(Role.CLERK, town["dayao"])
    put(person, Role.STREET, town["second"])
    assert person.roles() == {Role.CLERK, Role.STREET}


def test_posts_that_follow_one_another_do_not_conflict(town):
    person = makers.account(Role.CLERK, town["dayao"], ends_on=date(2026, 6, 30))
    with pytest.raises(Refused, match="不能由一人兼任"):
        put(person, Role.STREET, town["first"], starts_on=date(2026, 6, 30))
    put(person, Role.STREET, town["first"], starts_on=date(2026, 7, 1))


def test_a_post_cannot_be_stretched_into_another_one(town):
    person = makers.account(Role.CLERK, town["dayao"], ends_on=clock.today())
    put(person, Role.STREET, town["first"], starts_on=clock.today() + timedelta(days=10))
    post = person.appointments.get(role=Role.CLERK)
    with pytest.raises(Refused, match="不能由一人兼任"):
        people.end_appointment(post, clock.today() + timedelta(days=20), by=town["system"])


def test_the_same_post_is_not_given_twice_for_the_same_days(town):
    person = makers.account(Role.CLERK, town["dayao"])
    with pytest.raises(Refused, match="已有任职"):
        put(person, Role.CLERK, town["dayao"], starts_on=date(2026, 1, 1))


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_held_at_its_own_level_only(town, role):
    for level, place in (("community", town["dayao"]), ("street", town["first"]), ("district", town["district"])):
        person = people.create_account(f"{role.value}.{level}", "某某", district=town["district"], by=SYSTEM)
        if level in access.LEVELS[role]:
            put(person, role, place)
        else:
            with pytest.raises(Refused, match="任职"):
                put(person, role, place)


def test_a_post_needs_an_organisation_that_fits_and_a_place_of_the_same_district(town):
    elsewhere = makers.district("邻区", "990102")
    person = people.create_account("kuaqu", "跨区", district=town["district"], by=SYSTEM)
    with pytest.raises(Refused, match="任职不能跨区"):
        put(person, Role.LEADER, elsewhere)
    committee = makers.organisation(town["dayao"], Organisation.Kind.RESIDENTS_COMMITTEE)
    with pytest.raises(Refused, match="须代表股份经济合作社任职"):
        people.appoint(person, Role.COOP_CLERK, committee, town["dayao"], starts_on=makers.SINCE, by=SYSTEM)


def test_only_the_system_administrator_of_the_district_gives_posts(town):
    other = makers.account(Role.SYSTEM_ADMIN, makers.district("邻区", "990102"))
    person = people.create_account("xinren", "新人", district=town["district"], by=town["system"])
    for stranger in (other, town["security"], makers.account(Role.OFFICE, town["district"])):
        with pytest.raises(Refused, match="您的任职不包含"):
            put(person, Role.CLERK, town["dayao"], by=stranger)
    put(person, Role.CLERK, town["dayao"], by=town["system"])


def test_only_the_security_administrator_shuts_accounts_and_never_the_own(town):
    person = makers.account(Role.CLERK, town["dayao"])
    with pytest.raises(Refused, match="您的任职不包含"):
        people.disable(person, reason="调离", by=town["system"])
    with pytest.raises(Refused, match="不能停用本人"):
        people.disable(town["security"], reason="试试", by=town["security"])
    with pytest.raises(Refused, match="写明理由"):
        people.disable(person, reason=" ", by=town["security"])
    people.disable(person, reason="调离", by=town["security"])
    with pytest.raises(Refused, match="已停用"):
        put(person, Role.CLERK, town["wuli"])
    people.enable(person, reason="调回", by=town["security"])
    put(person, Role.CLERK, town["wuli"])


def test_a_post_ends_at_the_earliest_yesterday_and_not_by_its_holder(town):
    person = makers.account(Role.CLERK, town["dayao"])
    post, yesterday = person.appointments.get(), clock.today() - timedelta(days=1)
    with pytest.raises(Refused, match="最早为昨天"):
        people.end_appointment(post, yesterday - timedelta(days=1), by=town["system"])
    people.end_appointment(post, yesterday, by=town["system"])
    assert Account.objects.get(pk=person.pk).posts() == []
    with pytest.raises(Refused, match="不能结束本人的任职"):
        people.end_appointment(town["system"].appointments.get(), clock.today(), by=town["system"])


def test_one_may_not_take_up_the_password_one_had(town):
    person = makers.account(Role.CLERK, town["dayao"], password=makers.PASSWORD)
    with pytest.raises(Refused, match="不能与原密码相同"):
        people.change_password(person, makers.PASSWORD, by=person)
    with pytest.raises(Refused, match="只能修改本人的密码"):
        people.change_password(person, "Other-Pass-99", by=town["system"])


def test_the_first_administrator_comes_from_the_command_line_and_must_change_the_password():
    makers.district()
    out = StringIO()
    call_command("add_administrator", district="990101", username="guanli", name="管理员一", stdout=out)
    username, password = out.getvalue().split()
    person = Account.objects.get(username=username)
    assert person.check_password(password)
    assert person.must_change_password
    assert person.roles() == {Role.SYSTEM_ADMIN}


@pytest.mark.parametrize(
    ("given", "sentence"), [({"district": "000000"}, "没有代码为 000000 的区"), ({"name": "一"}, "姓名应为2至40个字")]
)
def test_the_command_names_what_is_wrong_and_makes_nothing(given, sentence):
    makers.district()
    with pytest.raises(CommandError, match=sentence):
        call_command("add_administrator", **({"district": "990101", "username": "guanli", "name": "管理员"} | given))
    assert not Account.objects.exists()
    assert not Organisation.objects.exists()
