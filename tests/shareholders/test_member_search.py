"""Finding members: by parts of a name, by their numbers, by the whole identity number, register by register."""

import pytest

from communities.access import Role
from communities.lib import clock
from communities.models import Person, RecordEntry, Reveal
from communities.services import settings
from communities.views.listing import InTurn
from shareholders.forms import member_search
from shareholders.forms.member_search import ORDER, MemberFilterForm
from shareholders.models import Certificate, Member
from tests import makers
from tests.shareholders.roll_makers import id_number, village

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    found = village()
    found.roll()
    for name in ("张建国", "欧阳建国", "张小玲", "李建", "买买提·吐尔逊"):
        found.member(name)
    return found


def names(account, **asked) -> set[str]:
    return {member.person.name for member in MemberFilterForm(account, asked).found()}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("张", {"张建国", "张小玲"}),
        ("张建", {"张建国"}),
        ("建国", {"张建国", "欧阳建国"}),
        ("李建", {"李建"}),
        ("吐尔逊", {"买买提·吐尔逊"}),
        ("无此人", set()),
    ],
)
def test_a_name_is_found_from_any_of_its_first_three_characters_on(here, text, found):
    assert names(here.clerk, q=text) == found


def test_a_number_is_the_members_the_households_or_the_certificates(here):
    member = Member.objects.get(person__name="李建")
    Certificate.objects.create(
        organisation=here.cooperative, household=member.household, number=731, issued_on=clock.today(), by_name="经办"
    )
    assert names(here.clerk, q="00731") == {"李建"}
    assert "李建" in names(here.clerk, q=member.number)
    assert "李建" in names(here.clerk, q=member.household.number)


def test_a_search_finds_nobody_elsewhere(here):
    other = makers.account(Role.CLERK, makers.community(here.place.parent))
    assert names(other, q="张建国") == names(other, q="00001") == set()


def test_more_than_anybody_reads_is_cut_off_and_said(here, monkeypatch):
    monkeypatch.setattr(member_search, "MOST_FOUND", 1)
    page = makers.client(here.clerk).get("/members/?q=张").content.decode()
    assert "请多输入几个字" in page
    assert "1 条" in page


def test_more_persons_of_a_name_than_are_looked_at_are_said_too(here, monkeypatch):
    """Whoever is on no roll must not push out, in silence, those who are."""
    monkeypatch.setattr(member_search, "MOST_NAMED", 1)
    browser = makers.client(here.clerk)
    assert "请多输入几个字" in browser.get("/members/?q=张").content.decode()
    assert "请多输入几个字" not in browser.get("/members/?q=李建").content.decode()
    whole = browser.get(f"/members/?q=张&place={here.place.pk}").content.decode()
    assert "请多输入几个字" not in whole
    assert "2 条" in whole


def test_registers_in_turn_are_one_list(here, monkeypatch):
    keys = [here.cooperative.pk, 0]
    whole = list(Member.objects.filter(organisation=here.cooperative).order_by(*ORDER))
    turn = InTurn(Member.objects.all(), "organisation", keys, ORDER)
    assert (len(turn), turn[0:2] + turn[2:9]) == (5, whole)
    monkeypatch.setattr("communities.views.listing.MOST", 3)
    assert len(InTurn(Member.objects.all(), "organisation", keys, ORDER)) == 3


def test_a_whole_identity_number_finds_its_member_and_stands_nowhere(here):
    """G2, N85: counted and recorded, the number in no page, line or row."""
    number = id_number()
    here.member("王一", id_number=number)
    browser = makers.client(here.clerk)
    answer = browser.post("/members/by-number/", {"id_number": number}).content.decode()
    assert "王一" in answer
    assert number not in answer
    assert "没有这个身份证号的成员" in browser.post("/members/by-number/", {"id_number": id_number()}).content.decode()
    assert "完整的身份证号" in browser.post("/members/by-number/", {"id_number": "1234"}).content.decode()
    looks = Reveal.objects.filter(account=here.clerk, kind="search")
    assert [each.person_id for each in looks.order_by("pk")] == [Person.objects.get(name="王一").pk, None]
    lines = RecordEntry.objects.filter(action="按身份证号查找")
    assert lines.count() == 2
    assert number not in str(list(lines.values("changes", "reason", "subject_label")))


def test_searches_by_number_have_a_limit_a_day_of_their_own(here):
    office = makers.account(Role.OFFICE, here.place.district)
    terms = {"in_force_from": clock.today(), "basis": "办公室规定", "by": office}
    settings.set_value("number_search.daily_limit", 1, here.place.district, **terms)
    browser = makers.client(here.clerk)
    browser.post("/members/by-number/", {"id_number": id_number()})
    assert "每日上限1次" in browser.post("/members/by-number/", {"id_number": id_number()}).content.decode()


def test_who_may_look_at_no_number_searches_by_none(here):
    auditor = makers.client(makers.account(Role.AUDITOR, here.place.district))
    assert auditor.post("/members/by-number/", {"id_number": id_number()}).status_code == 403
    assert "按身份证号查找" not in auditor.get("/members/").content.decode()
