"""The pages of bodies, seats, meetings and counts, as the people of a community and those above it use them."""

import io
import re
from datetime import date, timedelta

import pypdf
import pytest

from communities.access import Role
from communities.lib import clock
from communities.models import Household, Organisation, RecordEntry
from communities.services import residents
from communities.services.residents import PersonFacts
from tests import makers
from tests.house.world_residents import id_number
from tests.votes.makers import SINCE, entry, hall
from votes import services
from votes.models import Count, DecidingBody, Meeting, Result, Seat

pytestmark = pytest.mark.django_db
FIGURES = {"in_favour": 3, "against": 1, "abstained": 0, "invalid": 0}


@pytest.fixture
def here():
    return hall()


def read(answer) -> str:
    return answer.content.decode()


def sent(person, address: str, **given):
    return makers.client(person).post(address, given, follow=True)


def test_a_body_is_set_up_its_people_pasted_and_a_meeting_called_through_the_pages(here):
    committee = makers.organisation(here.place, Organisation.Kind.RESIDENTS_COMMITTEE)
    sent(here.clerk, "/votes/bodies/new/", organisation=committee.pk, body="residents_meeting", on="2026-01-01")
    body = DecidingBody.objects.get()
    lines = "张大海 男\n李秀英\t女\n\n王小川"
    sent(here.clerk, f"/votes/bodies/{body.pk}/seats/new/", lines=lines, valid_from="2026-01-01")
    assert list(Seat.objects.values_list("name", "is_woman")) == [
        ("张大海", False),
        ("李秀英", True),
        ("王小川", False),
    ]
    held_on = clock.today() + timedelta(days=11)
    page = f"/votes/bodies/{body.pk}/meetings/new/"
    sent(here.clerk, page, title="居民会议", held_on=held_on, begins_at="09:30", venue="广场", reform_done="on")
    meeting = Meeting.objects.get()
    page = read(makers.client(here.clerk).get(f"/votes/meetings/{meeting.pk}/motions/new/"))
    assert "撤销村（居）民委员会：超过到会人数的1/2赞成通过" in page
    assert "成员确认：本会议无权决定，由成员大会决定" in page
    sent(here.clerk, f"/votes/meetings/{meeting.pk}/motions/new/", matter="abolish_committee", title="同意撤销")
    page = read(makers.client(here.clerk).get(f"/votes/meetings/{meeting.pk}/call/"))
    assert f"须提前10日通知，通知日与会议日均不计：{held_on}开会，最迟{clock.today()}张贴或送达。" in page
    answer = sent(here.clerk, f"/votes/meetings/{meeting.pk}/call/", notice_on=clock.today())
    assert "名册已经固定" in read(answer)
    meeting.refresh_from_db()
    assert (meeting.status, meeting.roll.count(), meeting.venue) == ("called", 3, "广场")


def test_pasted_lines_are_taken_all_or_none_and_each_fault_names_its_line(here):
    body = here.body("residents_meeting")
    here.seat(body, "张大海")
    answer = sent(here.clerk, f"/votes/bodies/{body.pk}/seats/new/", lines="张大海\n李四 女 99号", valid_from=SINCE)
    assert "第1行：张大海已有表决资格" in read(answer)
    assert "第2行：没有户编号为“99号”的在册户" in read(answer)
    assert body.seats.count() == 1
    answer = sent(here.clerk, f"/votes/bodies/{body.pk}/seats/new/", lines="李四 女 0001 0002", valid_from=SINCE)
    assert "第1行看不懂" in read(answer)


def family(here, number: str, *people) -> None:
    home = here.household(number)
    for nth, (name, relation, born, sex) in enumerate(people):
        order = int(number) * 20 + 2 * nth + (sex == "male")
        facts = PersonFacts(name, sex=sex, born_on=born, id_number=id_number(here.place.code, order, born))
        residents.enrol(home, facts, relation, max(born, date(2020, 1, 1)), by=here.clerk)


def test_seats_follow_the_household_register(here):
    body = here.body("villagers_meeting_households", kind=Organisation.Kind.VILLAGERS_COMMITTEE)
    family(here, "1", ("父", "head", date(1960, 1, 1), "male"), ("母", "spouse", date(1962, 1, 1), "female"))
    family(here, "2", ("寡", "head", date(1950, 1, 1), "female"))
    page = f"/votes/bodies/{body.pk}/seats/follow/"
    assert "应新增2人，应终止0人" in read(makers.client(here.clerk).get(page))
    sent(here.clerk, page, source="households", on=clock.today())
    assert list(body.seats.values_list("name", "is_woman")) == [("父", False), ("寡", True)]
    assert "没有需要增减的" in read(sent(here.clerk, page, source="households", on=clock.today()))
    widow = body.seats.get(name="寡").person
    tomorrow = clock.now() + timedelta(days=1)
    with clock.set_to(tomorrow):
        residents.move_out(widow, clock.today(), "投亲", by=here.clerk)
        found = services.follow_register(body, "households", on=clock.today(), by=here.clerk)
    assert ([seat.name for seat in found.gone], found.headless) == (["寡"], 1)
    assert [seat.name for seat in body.seats.on(tomorrow.date())] == ["父"]


def test_all_adults_of_the_register_have_a_seat_in_the_villagers_meeting(here):
    body = here.body("villagers_meeting", kind=Organisation.Kind.VILLAGERS_COMMITTEE)
    young = clock.today().replace(year=clock.today().year - 17)
    family(here, "1", ("父", "head", date(1960, 1, 1), "male"), ("少年", "grandchild", young, "male"))
    services.follow_register(body, "adults", on=clock.today(), by=here.clerk)
    assert [seat.name for seat in body.seats.all()] == ["父"]


def test_an_organisation_has_only_its_own_kind_of_body(here):
    cooperative = makers.organisation(here.place, Organisation.Kind.COOPERATIVE)
    told = {"organisation": cooperative.pk, "body": "residents_meeting", "on": "2026-01-01"}
    assert "没有这种会议" in read(sent(here.clerk, "/votes/bodies/new/", **told))
    assert not DecidingBody.objects.exists()


def test_attendance_is_marked_for_many_at_once_and_proxies_one_by_one(here):
    body = here.body("members_assembly", kind=Organisation.Kind.COOPERATIVE)
    home = here.household("0001")
    for name in ("父", "母", "子", "女"):
        here.seat(body, name, household=home)
    meeting = here.meeting(body, days_ago=0)
    here.put(meeting, "membership")
    here.called(meeting)
    father, mother, son, daughter = meeting.roll.all()
    page = f"/votes/meetings/{meeting.pk}/attend/"
    lines = RecordEntry.objects.count()
    sent(here.clerk, page, way="on_site", entry=[father.pk, mother.pk], back="q=x&page=1&evil=2")
    assert meeting.roll.in_person().count() == 2
    assert RecordEntry.objects.count() == lines + 1
    answer = makers.client(here.clerk).post(page, {"way": "no_ballot", "entry": son.pk, "back": "q=x&evil=2"})
    assert answer["Location"] == f"/votes/meetings/{meeting.pk}/roll/?q=x"
    assert not entry(meeting, "子").voted
    sent(here.clerk, f"/votes/roll/{daughter.pk}/proxy/", holder=mother.pk, written="on", voted="on")
    daughter.refresh_from_db()
    assert (daughter.attendance, daughter.represented_by, daughter.written) == ("proxy", mother, True)
    refused = sent(here.clerk, page, way="absent", entry=[mother.pk])
    assert "须先取消委托" in read(refused)
    sent(here.clerk, page, way="on_site:all", all=[each.pk for each in meeting.roll.all()])
    assert meeting.roll.in_person().count() == 4
    assert "请勾选本次会议名册上的人" in read(sent(here.clerk, page, way="on_site"))


def test_names_are_shown_only_to_those_who_may_read_residents(here):
    body = here.body("residents_meeting")
    here.seat(body, "张大海")
    meeting = here.meeting(body)
    here.put(meeting)
    here.called(meeting)
    leader = makers.account(Role.LEADER, here.place.district)
    assert "张大海" in read(makers.client(here.secretary).get(f"/votes/meetings/{meeting.pk}/roll/"))
    for page in (f"/votes/bodies/{body.pk}/seats/", f"/votes/meetings/{meeting.pk}/roll/"):
        assert makers.client(leader).get(page).status_code == 403
    for row in (body.seats.get(), meeting.roll.get()):
        address = f"/records/{row._meta.label_lower}/{row.pk}/"
        assert makers.client(leader).get(address).status_code == 404
    page = read(makers.client(leader).get(f"/votes/meetings/{meeting.pk}/"))
    assert "应到" in page
    assert "张大海" not in page


def test_the_meeting_s_page_says_what_keeps_its_motions_from_passing_before_people_come(here):
    body = here.body("members_assembly", kind=Organisation.Kind.COOPERATIVE)
    for name, number in (("父", "0001"), ("母", "0001"), ("邻居", "0002")):
        home = Household.objects.filter(place=here.place, number=number).first() or here.household(number)
        here.seat(body, name, household=home)
    meeting = here.meeting(body, days_ago=0)
    here.put(meeting, "merger_plan")
    page = f"/votes/meetings/{meeting.pk}/"
    shown = read(makers.client(here.clerk).get(page))
    assert "按现在的登记，议题不能通过" in shown
    assert "成员大会无权决定" in shown
    here.called(meeting, notice_days=3)
    assert f"最早{meeting.held_on + timedelta(days=7)}可开会" in read(makers.client(here.clerk).get(page))
    services.attend(entry(meeting, "邻居"), "on_site", by=here.clerk)
    services.represent(entry(meeting, "父"), entry(meeting, "邻居"), written=True, by=here.clerk)
    assert "委托中有1人不是同一户内的书面委托" in read(makers.client(here.clerk).get(page))


def test_proxies_are_offered_only_where_the_law_knows_them(here):
    body = here.body("residents_representatives", 3)
    meeting = here.meeting(body, days_ago=0)
    here.put(meeting)
    here.called(meeting)
    roll = read(makers.client(here.clerk).get(f"/votes/meetings/{meeting.pk}/roll/"))
    assert "代表1" in roll
    assert "/proxy/" not in roll


def test_two_counts_that_differ_are_shown_and_nothing_is_sealed_until_they_agree(here):
    motion = here.sat(here.body("residents_meeting", 5), came=5)
    page = f"/votes/motions/{motion.pk}/"
    services.enter_count(motion, in_favour=4, against=1, abstained=0, invalid=0, by=here.clerk)
    clerk = makers.client(here.clerk)
    assert "另一人登记计票并且一致后" in read(clerk.get(page))
    assert f"{page}seal/" not in read(clerk.get(page))
    other = services.enter_count(motion, in_favour=3, against=2, abstained=0, invalid=0, by=here.secretary)
    shown = read(clerk.get(page))
    assert f"赞成：{here.clerk.name}4票、{here.secretary.name}3票" in shown
    assert f"{page}seal/" not in shown
    told = {"in_favour": 4, "against": 1, "abstained": 0, "invalid": 0, "reason": "复核"}
    services.correct_count(other, **told, by=here.secretary)
    assert f"{page}seal/" in read(clerk.get(page))


def test_agenda_and_minutes_are_printed_before_the_result_and_say_so(here):
    meeting = here.meeting(here.body("residents_meeting", 4))
    here.put(meeting)
    clerk = makers.client(here.clerk)

    def words(kind: str) -> str:
        paper = pypdf.PdfReader(io.BytesIO(clerk.get(f"/votes/meetings/{meeting.pk}/papers/{kind}/").content))
        return re.sub(r"\s", "", "".join(each.extract_text() for each in paper.pages))

    agenda = words("agenda")
    assert "会议议程" in agenda
    assert "审议第一项议题：撤销本居民委员会" in agenda
    assert "超过到会人数的1/2赞成为通过" in agenda
    here.called(meeting)
    assert "表决结果：待封存后补印" in words("minutes")


def test_the_second_counter_does_not_see_the_first_before_counting(here):
    motion = here.sat(here.body("residents_meeting", 4), came=4)
    page = f"/votes/motions/{motion.pk}/"
    sent(here.clerk, f"{page}count/", in_favour=1, against=1, abstained=0, invalid=2)
    second = makers.client(here.secretary)
    assert "已有1人登记计票；封存前只对登记过的人显示" in read(second.get(page))
    first = Count.objects.get()
    assert second.get(f"/records/votes.count/{first.pk}/").status_code == 404
    assert "合计5票，交票4票" in read(second.post(f"{page}count/", FIGURES | {"against": 2}))
    second.post(f"{page}count/", FIGURES)
    assert "两人计票不一致" in read(second.post(f"{page}seal/"))
    assert here.clerk.name in read(second.get(page))
    sent(here.clerk, f"{page}count/", **FIGURES, reason="唱票记错")
    shown = read(second.get(page))
    assert "更正，原因：唱票记错" in shown
    assert "首次登记；已被更正" in shown
    shown = read(second.post(f"{page}seal/", follow=True))
    assert "应到4人，" in shown
    assert Result.objects.get().fingerprint in shown


def test_nothing_is_counted_after_the_seal_and_nobody_marked_after_the_close(here):
    motion = here.sat(here.body("residents_meeting", 4), came=4)
    here.counted(motion, 3, 1)
    answer = makers.client(here.clerk).post(f"/votes/motions/{motion.pk}/count/", FIGURES | {"reason": "再数"})
    assert "已经封存" in read(answer)
    assert motion.counts.count() == 2
    late = sent(here.clerk, f"/votes/meetings/{motion.meeting_id}/attend/", way="absent", entry=[entry_of(motion)])
    assert "当前状态为“已开会”" in read(late)
    assert motion.meeting.roll.attending().count() == 4


def entry_of(motion) -> int:
    return motion.meeting.roll.first().pk


def test_a_failed_motion_is_grey_and_put_again_to_a_meeting_of_its_own(here):
    body = here.body("residents_meeting", 5)
    failed = here.sat(body, came=5, days_ago=40)
    here.counted(failed, 2, 3)
    page = read(makers.client(here.clerk).get(f"/votes/motions/{failed.pk}/"))
    assert '<span class="tag tone--hold">未通过</span>' in page
    assert "请依法重新召开" in page
    assert "tone--late" not in page
    meeting = here.meeting(body)
    sent(here.clerk, f"/votes/meetings/{meeting.pk}/motions/new/", matter="abolish_committee", title="再议",
         previous=failed.pk)  # fmt: skip
    again = meeting.motions.get()
    assert again.previous == failed
    assert "原议题" in read(makers.client(here.clerk).get(f"/votes/motions/{again.pk}/"))


def test_a_meeting_is_closed_and_cancelled_through_its_page(here):
    body = here.body("residents_meeting", 3)
    meeting = here.meeting(body, days_ago=-20)
    here.put(meeting)
    services.call(meeting, notice_on=clock.today(), by=here.clerk)
    page = f"/votes/meetings/{meeting.pk}/"
    assert "结束会议</summary>" not in read(makers.client(here.clerk).get(page))
    assert "还没有到，不能结束" in read(sent(here.clerk, f"{page}act/close/"))
    sent(here.clerk, f"{page}act/cancel/", reason="台风")
    meeting.refresh_from_db()
    assert meeting.status == "cancelled"


def test_the_list_is_filtered_and_exported(here):
    here.sat(here.body("residents_meeting", 3), came=3)
    browser = makers.client(here.secretary)
    assert "2 条" not in read(browser.get("/votes/meetings/"))
    assert "没有符合条件的会议" in read(browser.get("/votes/meetings/?status=draft"))
    assert browser.get("/votes/meetings/export/?status=closed")["Content-Type"].endswith("sheet")
