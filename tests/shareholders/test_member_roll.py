"""The roll moves with the law: births come on, deaths go off, moving out ends nothing; shares do not follow."""

from datetime import date, timedelta

import pytest

from communities.lib import clock
from communities.lib.errors import Refused
from communities.services import residents
from shareholders import services
from shareholders.models import Member, MemberEvent, MemberRoll
from shareholders.rules.membership import ENDED, MOVES, ON_ROLL, UNDECIDED, Status
from tests.shareholders.roll_makers import village

pytestmark = pytest.mark.django_db
BIRTH = date(2026, 2, 3)


@pytest.fixture
def here():
    found = village()
    found.roll(MemberRoll.Mode.VERIFY)
    return found


def newborn(here, name="王小"):
    household = here.member("王一").household
    child = here.resident(household, name, "son", id_number="", born_on=BIRTH, sex="male", no_id_reason="新生儿未落户")
    return services.enter_member(here.cooperative, child, household, "born", BIRTH, by=here.clerk)


def test_a_newborn_becomes_a_member_without_shares(here):
    """N70, §12: the roll grows by a birth, what may hold shares does not."""
    before = Member.objects.may_be_given_shares().count()
    child = newborn(here)
    assert (child.status, child.since) == ("member", BIRTH)
    assert Member.objects.may_be_given_shares().count() == before + 1  # the parent, listed with the roll
    assert not Member.objects.may_be_given_shares().filter(pk=child.pk).exists()
    assert "第十二条第二款" in MemberEvent.objects.get(member=child).basis


@pytest.mark.parametrize("kind", ["adopted", "married_in", "migrated"])
def test_who_joins_otherwise_waits_for_the_assembly(here, kind):
    household = here.household()
    person = here.resident(household, "王新", "spouse")
    member = services.enter_member(here.cooperative, person, household, kind, clock.today(), by=here.clerk)
    assert (member.status, member.since) == ("proposed", None)


def test_death_ends_a_membership_and_keeps_the_row(here):
    member, day = here.member("王一"), clock.today()
    with pytest.raises(Refused, match="没有登记死亡日期"):
        services.end_membership(member, "died", day, "病故", by=here.clerk)
    residents.change_person(member.person, {"died_on": day.isoformat()}, "死亡证明", by=here.clerk)
    services.end_membership(member, "died", day, "病故", by=here.clerk)
    member.refresh_from_db()
    assert (member.status, member.until) == ("lost", day)
    assert MemberEvent.objects.latest("pk").basis == "农村集体经济组织法第十七条第一款第一项"


def test_moving_out_ends_no_membership(here):
    member = here.member("王一")
    services.end_membership(member, "moved_out", clock.today(), "户口迁往外地", by=here.clerk)
    member.refresh_from_db()
    assert (member.status, member.until) == ("member", None)
    assert member.events.latest("pk").kind == "moved_out"


@pytest.mark.parametrize("kind", ["nationality", "elsewhere", "civil_servant", "left"])
def test_the_other_endings_need_a_paper(here, kind):
    member = here.member("王一")
    with pytest.raises(Refused, match="请附证明材料"):
        services.end_membership(member, kind, clock.today(), "已核实", by=here.clerk)
    services.end_membership(member, kind, clock.today(), "已核实", document=here.document(), by=here.clerk)
    member.refresh_from_db()
    assert member.status == ("left" if kind == "left" else "lost")


@pytest.mark.parametrize("kind", ["divorced", "student", "soldier", "prisoner", "confirmed"])
def test_nothing_else_ends_a_membership(here, kind):
    with pytest.raises(Refused):
        services.end_membership(here.member("王一"), kind, clock.today(), "已核实", by=here.clerk)


def test_a_number_is_given_once_and_no_imported_number_twice(here):
    first, second = here.member("王一", number="00001"), here.member("王二")
    assert (first.number, second.number) == ("00001", "00002")
    with pytest.raises(Refused, match="已经使用"):
        here.member("王三", number="00001")


def test_a_person_is_once_on_a_roll(here):
    member = here.member("王一")
    with pytest.raises(Refused, match="已在本社成员名册上"):
        services.list_member(here.cooperative, member.person, member.household, by=here.clerk)


def test_every_status_stands_in_the_table_or_is_an_end():
    sources = {row.source for row in MOVES}
    assert set(Status) - sources == set(ENDED)
    assert set(ON_ROLL) | set(UNDECIDED) | set(ENDED) == set(Status)


def test_the_history_tells_each_move_with_its_day_and_its_ground(here):
    """A7."""
    child = newborn(here)
    household = here.household()
    services.regroup(child, household, "随母分户", by=here.clerk)
    told = list(child.events.order_by("pk").values_list("kind", "status", "by_name"))
    assert told == [("born", "member", here.clerk.name), ("corrected", "member", here.clerk.name)]


def test_a_day_to_come_is_refused(here):
    with pytest.raises(Refused, match="晚于今天"):
        services.end_membership(
            here.member("王一"), "left", clock.today() + timedelta(days=1), "申请", document=here.document(),
            by=here.clerk,
        )  # fmt: skip
