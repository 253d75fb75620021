"""A body's own charter raises its marks, dated and cited; frozen into each motion; nobody from above enters one."""

from datetime import timedelta

import pytest

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from tests import makers
from tests.communities.notice_makers import MEETING, Office, at
from tests.votes.makers import SINCE, hall
from votes import services
from votes.models import CharterRule

pytestmark = pytest.mark.django_db
RULE = {"kind": "procedure", "citation": "居民会议议事规则第五条", "in_force_from": SINCE}


@pytest.fixture
def here():
    return hall()


def test_a_charter_raises_the_mark_of_motions_put_after_it_and_stays_frozen_in_them(here):
    body = here.body("residents_meeting", 9)
    earlier = here.put(here.meeting(body))
    rule = services.raise_rule(body, **RULE, majority="2/3以上", notice_days=15, by=here.clerk)
    motion = here.sat(body, came=9, notice_days=15)
    assert (earlier.rule["majority"], motion.rule["majority"], motion.rule["notice_days"]) == ("超过1/2", "2/3以上", 15)
    assert "议事规则第五条" in motion.law.basis
    result = here.counted(motion, 5, 4)
    assert (result.passed, result.verdict["needed_for"]) == (False, 6)
    services.end_rule(rule, on=clock.today() + timedelta(days=1), reason="规则修订", by=here.clerk)
    assert services.charters_on(body, clock.today() + timedelta(days=1)) == []
    motion.refresh_from_db()
    assert motion.rule["majority"] == "2/3以上"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"majority": "1/3以上"}, "通过票数不得低于超过1/2"),
        ({"notice_days": 5}, "通知天数不得少于10日"),
        ({"majority": "超过1/2"}, "没有高于现行规则的要求"),
        ({"majority": "三分之二"}, "通过：比例“三分之二”应写成"),
        ({"majority": "2/3以上", "kind": "district"}, "区、街道不得自行提高"),
        ({"majority": "2/3以上", "citation": " "}, "请写明所依据的章程"),
        ({"majority": "2/3以上", "in_force_from": SINCE.replace(year=2010)}, "法律没有规定由居民会议表决"),
    ],
)
def test_a_charter_below_the_law_or_without_a_source_is_refused(here, asked, says):
    body = here.body("residents_meeting")
    with pytest.raises(Refused, match=says):
        services.raise_rule(body, **RULE | asked, by=here.clerk)
    assert not CharterRule.objects.exists()


def test_neither_district_nor_street_enters_a_charter(here):
    body = here.body("residents_meeting")
    for role, place in ((Role.OFFICE, here.place.district), (Role.STREET, here.place.parent)):
        person = makers.account(role, place)
        with pytest.raises(Refused, match="您的任职不包含此项"):
            services.raise_rule(body, **RULE, majority="2/3以上", by=person)
        assert makers.client(person).get(f"/votes/bodies/{body.pk}/charters/new/").status_code == 403


def test_a_charter_is_entered_and_ended_through_the_pages(here):
    body = here.body("residents_meeting")
    browser = makers.client(here.clerk)
    told = RULE | {"majority": "2/3以上", "quorum": "", "women": "", "notice_days": ""}
    browser.post(f"/votes/bodies/{body.pk}/charters/new/", told)
    page = browser.get(f"/votes/bodies/{body.pk}/").content.decode()
    assert "居民会议议事规则第五条：通过2/3以上" in page
    assert "到会人数的2/3以上赞成" in page
    rule = CharterRule.objects.get()
    browser.post(f"/votes/charters/{rule.pk}/end/", {"on": clock.today(), "reason": "修订"})
    rule.refresh_from_db()
    assert rule.ended_on == clock.today()


def test_a_meeting_called_by_a_posted_notice_takes_its_day_from_the_last_board():
    office = Office()
    meeting_at = at("2026-03-20 09:00")
    body = services.set_up_body(office.committee, "residents_meeting", on=SINCE, by=office.clerk)
    services.give_seat(body, "张大海", valid_from=SINCE, by=office.clerk)
    drafted = {"title": "会议通知", "meeting_at": meeting_at}
    notice = office.published("2026-03-02", **MEETING, **drafted)
    other = office.running("2026-03-03", **MEETING, title="别的会议", meeting_at=at("2026-03-25 09:00"))
    with clock.set_to(at("2026-03-05 09:00")):
        meeting = services.prepare(body, "会议", held_on=meeting_at.date(), reform_done=True, by=office.clerk)
        services.put(meeting, "general", "议题", by=office.clerk)
        for wrong, says in (
            (notice, "没有张贴起算日"),
            (other, "写明的会议时间不是2026-03-20"),
            (None, "请选择张贴的"),
        ):
            with pytest.raises(Refused, match=says):
                services.call(meeting, notice=wrong, by=office.clerk)
    hung = office.put_up(notice, "2026-03-04 09:00", "2026-03-06 09:00")
    with clock.set_to(at("2026-03-07 09:00")):
        page = f"/votes/meetings/{meeting.pk}/call/"
        makers.client(office.clerk).post(page, {"notice": hung.pk, "notice_on": "2026-03-01"})
        meeting.refresh_from_db()
    assert (str(meeting.notice_on), meeting.notice) == ("2026-03-06", hung)
