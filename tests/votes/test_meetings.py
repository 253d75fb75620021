"""From a seat to a sealed result: the frozen roll, attendance, two counts, a motion put again."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Organisation, RecordEntry
from tests.votes.makers import SINCE, entry, hall
from votes import services
from votes.models import Count, Meeting, Motion, Result, RollEntry
from votes.questions import motion_verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return hall()


def test_a_motion_of_a_residents_meeting_goes_from_notice_to_a_sealed_result(here):
    motion = here.sat(here.body("residents_meeting", 20), came=15)
    result = here.counted(motion, 8, 4, 2, 1)
    assert (result.passed, result.verdict["needed_for"], result.figures["entitled"]) == (True, 8, 20)
    assert motion_verdict(here.place, "abolish_committee").passed
    lines = RecordEntry.objects.filter(subject_type__startswith="votes.").values_list("action", flat=True)
    assert {
        "登记会议",
        "登记表决资格",
        "筹备会议",
        "列入议题",
        "发出会议通知",
        "登记签到",
        "结束会议",
        "登记计票",
    } < set(lines)
    assert "封存表决结果" in lines


def test_the_roll_is_frozen_when_the_notice_goes_out(here):
    body = here.body("residents_meeting", 5)
    meeting = here.meeting(body)
    here.put(meeting)
    meeting = here.called(meeting)
    here.seat(body, "后来者")
    services.end_seat(body.seats.get(name="代表1"), on=SINCE + timedelta(days=1), reason="迁出", by=here.clerk)
    assert sorted(each.name for each in meeting.roll.all()) == [f"代表{number}" for number in range(1, 6)]
    added = RollEntry(meeting=meeting, seat=body.seats.get(name="后来者"), name="后来者")
    with pytest.raises(DatabaseError, match="会议名册不能增减"), transaction.atomic():
        added.save(force_insert=True)
    with pytest.raises(DatabaseError, match="会议名册不能增减"), transaction.atomic():
        meeting.roll.all()[:1][0].delete()
    with pytest.raises(DatabaseError, match="名册已经固定"), transaction.atomic():
        meeting.roll.update(name="别人")


def test_a_roll_holds_those_who_have_a_seat_on_the_day_of_the_meeting(here):
    body = here.body("residents_meeting", 3)
    services.end_seat(body.seats.get(name="代表1"), on=clock.today() - timedelta(days=30), reason="迁出", by=here.clerk)
    here.seat(body, "明日之人", valid_from=clock.today())
    motion = here.sat(body, came=2)
    assert sorted(each.name for each in motion.meeting.roll.all()) == ["代表2", "代表3"]


def test_closing_keeps_who_came_and_ends_attendance(here):
    motion = here.sat(here.body("residents_meeting", 4), came=3)
    meeting = motion.meeting
    assert [each.attendance for each in meeting.roll.all()] == ["on_site", "on_site", "on_site", "absent"]
    with pytest.raises(Refused, match="当前状态为“已开会”，不能登记签到"):
        services.attend(entry(meeting, "代表4"), "on_site", by=here.clerk)
    with pytest.raises(DatabaseError, match="会议结束前登记签到"), transaction.atomic():
        meeting.roll.update(attendance="on_site", voted=True)
    with pytest.raises(DatabaseError, match="会议已经结束或取消"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(notice_on=SINCE)


def test_one_person_is_counted_once_however_they_take_part(here):
    body = here.body("members_assembly", kind=Organisation.Kind.COOPERATIVE)
    home = here.household("0001")
    for name in ("父", "子", "女"):
        here.seat(body, name, household=home)
    meeting = here.meeting(body)
    here.put(meeting, "membership")
    here.called(meeting)
    father, son, daughter = (entry(meeting, name) for name in ("父", "子", "女"))
    services.attend(son, "on_line", by=here.clerk)
    services.attend(son, "on_site", by=here.clerk)
    services.represent(father, son, written=True, by=here.clerk)
    with pytest.raises(Refused, match="已到会"):
        services.represent(daughter, father, written=True, by=here.clerk)
    with pytest.raises(Refused, match="不能再委托"):
        services.represent(son, son, written=True, by=here.clerk)
    with pytest.raises(Refused, match="须先取消委托"):
        services.attend(son, "absent", by=here.clerk)
    services.close(meeting, by=here.clerk)
    result = here.counted(meeting.motions.get(), 2)
    assert (result.figures["present"], result.figures["proxies"], result.figures["unlawful_proxies"]) == (1, 1, 0)
    assert result.passed


def test_a_proxy_from_another_household_keeps_the_motion_from_passing(here):
    body = here.body("members_assembly", kind=Organisation.Kind.COOPERATIVE)
    for name, number in (("甲", "0001"), ("乙", "0002"), ("丙", "0003")):
        here.seat(body, name, household=here.household(number))
    meeting = here.meeting(body)
    here.put(meeting, "membership")
    here.called(meeting)
    for name in ("甲", "乙"):
        services.attend(entry(meeting, name), "on_site", by=here.clerk)
    services.represent(entry(meeting, "丙"), entry(meeting, "甲"), written=True, by=here.clerk)
    services.close(meeting, by=here.clerk)
    result = here.counted(meeting.motions.get(), 3)
    assert (result.passed, result.figures["unlawful_proxies"]) == (False, 1)
    assert "同一户内" in result.verdict["reasons"][-1]


def test_too_short_a_notice_is_recorded_and_never_passed(here):
    result = here.counted(here.sat(here.body("residents_meeting", 5), came=5, notice_days=9), 5)
    assert (result.passed, result.verdict["notice_ok"], result.verdict["carried"]) == (False, False, True)
    assert "须提前10日" in motion_verdict(here.place, "abolish_committee").reasons[0]


def test_representatives_without_authority_cannot_pass_a_motion(here):
    result = here.counted(here.sat(here.body("residents_representatives", 5), came=5), 5)
    assert not result.passed
    assert "授权" in result.verdict["reasons"][0]


def test_a_resolution_of_the_residents_meeting_lets_its_representatives_decide(here):
    body, paper = here.body("residents_representatives", 5), here.document("居民会议授权决议")
    assert here.counted(here.sat(body, came=5, authorisation=paper), 5).passed
    paper.place = here.stranger.posts()[0].place
    with pytest.raises(Refused, match="授权决议不是大窑的文件"):
        here.meeting(body, authorisation=paper)


def test_women_representatives_are_counted_from_the_roll(here):
    body = here.body("villagers_representatives", 9, Organisation.Kind.VILLAGERS_COMMITTEE, women=3)
    motion = here.sat(body, came=9, matter="general")
    result = here.counted(motion, 9)
    assert (result.figures["women_entitled"], result.figures["women_present"]) == (3, 3)


def test_the_four_figures_must_make_up_the_ballots_returned(here):
    motion = here.sat(here.body("residents_meeting", 4), came=3)
    with pytest.raises(Refused, match="合计2票，交票3票"):
        services.enter_count(motion, in_favour=2, against=0, abstained=0, invalid=0, by=here.clerk)
    with pytest.raises(Refused, match="票数不能小于0"):
        services.enter_count(motion, in_favour=4, against=-1, abstained=0, invalid=0, by=here.clerk)
    assert not motion.counts.exists()


def test_who_came_and_returned_no_ballot_counts_as_present(here):
    body = here.body("residents_meeting", 4)
    meeting = here.meeting(body)
    motion = here.put(meeting)
    here.called(meeting)
    for number, each in enumerate(meeting.roll.all()):
        services.attend(each, "on_site", voted=number < 2, by=here.clerk)
    services.close(meeting, by=here.clerk)
    result = here.counted(motion, 2)
    assert (result.figures["abstained"], result.verdict["needed_for"], result.passed) == (2, 3, False)


def test_two_people_count_and_a_correction_keeps_what_it_corrects(here):
    motion = here.sat(here.body("residents_meeting", 4), came=4)
    right = {"in_favour": 3, "against": 1, "abstained": 0, "invalid": 0}
    first = services.enter_count(motion, **right | {"in_favour": 2, "against": 2}, by=here.clerk)
    with pytest.raises(Refused, match="须由两人分别登记"):
        services.seal(motion, by=here.clerk)
    with pytest.raises(Refused, match="请用更正"):
        services.enter_count(motion, **right, by=here.clerk)
    services.enter_count(motion, **right, by=here.secretary)
    with pytest.raises(Refused, match="两人计票不一致"):
        services.seal(motion, by=here.clerk)
    with pytest.raises(Refused, match="只能更正自己登记的"):
        services.correct_count(first, **right, reason="看错", by=here.secretary)
    with pytest.raises(Refused, match="请写明更正原因"):
        services.correct_count(first, **right, reason=" ", by=here.clerk)
    services.correct_count(first, **right, reason="一票误入反对", by=here.clerk)
    with pytest.raises(Refused, match="已经更正过"):
        services.correct_count(first, **right, reason="再改", by=here.clerk)
    assert services.seal(motion, by=here.clerk).passed
    kept = Count.objects.get(pk=first.pk)
    assert (kept.figures, kept.counted_by) == ((2, 2, 0, 0), here.clerk)


def test_a_sealed_result_takes_no_further_count_and_cannot_be_changed(here):
    motion = here.sat(here.body("residents_meeting", 4), came=4)
    result = here.counted(motion, 4)
    count = motion.counts.first()
    with pytest.raises(Refused, match="已经封存"):
        services.correct_count(count, in_favour=4, against=0, abstained=0, invalid=0, reason="改", by=here.clerk)
    with pytest.raises(Refused, match="已经封存"):
        services.seal(motion, by=here.clerk)
    for rows in (Result.objects.filter(pk=result.pk), Count.objects.filter(pk=count.pk)):
        with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic():
            rows.delete()
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic():
        Motion.objects.filter(pk=motion.pk).update(title="别的")


def test_a_failed_motion_is_put_again_to_another_meeting_with_its_own_notice(here):
    body = here.body("residents_meeting", 5)
    failed = here.sat(body, came=5, days_ago=40)
    assert not here.counted(failed, 2, 3).passed
    meeting = here.meeting(body)
    with pytest.raises(Refused, match="须作为重议"):
        here.put(meeting)
    with pytest.raises(Refused, match="重议的事项须与原议题相同"):
        here.put(meeting, "merger_plan", previous=failed)
    again = here.sat(body, came=5, previous=failed)
    assert again.meeting.notice_on != failed.meeting.notice_on
    assert here.counted(again, 4, 1).passed
    with pytest.raises(Refused, match="已经通过，不需要重议"):
        here.put(here.meeting(body), previous=again)


def test_nothing_is_called_without_a_motion_or_a_seat_or_before_its_day(here):
    meeting = here.meeting(here.body("residents_meeting"))
    with pytest.raises(Refused) as refused:
        services.call(meeting, notice_on=clock.today() + timedelta(days=1), by=here.clerk)
    assert [reason[:4] for reason in refused.value.reasons[:2]] == ["还没有列", f"{meeting.held_on}"[:4]]
    assert len(refused.value.reasons) == 4


def test_a_meeting_is_not_closed_before_its_day_and_a_cancelled_one_is_over(here):
    body = here.body("residents_meeting", 3)
    meeting = here.meeting(body, days_ago=-20)
    here.put(meeting)
    services.call(meeting, notice_on=clock.today(), by=here.clerk)
    with pytest.raises(Refused, match="还没有到"):
        services.close(meeting, by=here.clerk)
    with pytest.raises(Refused, match="请写明取消会议的原因"):
        services.cancel(meeting, "", by=here.clerk)
    services.cancel(meeting, "台风", by=here.clerk)
    with pytest.raises(Refused, match="当前状态为“已取消”"):
        services.attend(meeting.roll.first(), "on_site", by=here.clerk)


def test_a_body_that_the_law_of_the_day_does_not_know_cannot_meet(here):
    body = here.body("residents_representatives", 3)
    with pytest.raises(Refused, match="法律没有规定由居民代表会议表决"):
        services.prepare(body, "会议", held_on=SINCE - timedelta(days=1), by=here.clerk)


def test_a_person_has_one_seat_and_a_household_one_representative(here):
    body = here.body("villagers_meeting_households", kind=Organisation.Kind.VILLAGERS_COMMITTEE)
    home = here.household("0009")
    with pytest.raises(Refused, match="请写明所代表的户"):
        here.seat(body, "某甲")
    here.seat(body, "某甲", household=home)
    with pytest.raises(Refused, match="一户只能有一名"):
        here.seat(body, "某乙", household=home)


def test_only_the_unit_itself_runs_its_meetings_and_sees_them(here):
    body = here.body("residents_meeting", 3)
    motion = here.sat(body, came=3)
    count = {"in_favour": 3, "against": 0, "abstained": 0, "invalid": 0}
    first = motion.meeting.roll.first()
    acts = (
        lambda by: services.set_up_body(body.organisation, "residents_representatives", on=SINCE, by=by),
        lambda by: services.give_seat(body, "某", valid_from=SINCE, by=by),
        lambda by: services.end_seat(body.seats.first(), on=SINCE, reason="某", by=by),
        lambda by: services.prepare(body, "会议", held_on=clock.today(), by=by),
        lambda by: services.put(motion.meeting, "general", "某", by=by),
        lambda by: services.call(motion.meeting, notice_on=SINCE, by=by),
        lambda by: services.attend(first, "on_site", by=by),
        lambda by: services.represent(first, first, written=True, by=by),
        lambda by: services.close(motion.meeting, by=by),
        lambda by: services.cancel(motion.meeting, "某", by=by),
        lambda by: services.enter_count(motion, **count, by=by),
        lambda by: services.correct_count(Count(motion=motion), **count, reason="某", by=by),
        lambda by: services.seal(motion, by=by),
    )
    for act in acts:
        with pytest.raises(Refused, match="您的任职不包含此项"):
            act(here.stranger)
    assert Meeting.objects.visible_to(here.clerk).count() == 1
    assert Meeting.objects.visible_to(here.stranger).count() == 0
    assert RollEntry.objects.visible_to(here.stranger).count() == 0
