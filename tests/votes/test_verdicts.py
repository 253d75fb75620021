"""What the law says of typed cases, and what holds of every case."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communities.lib.errors import Refused
from communities.lib.workdays import shipped_calendar
from communities.rules import periods
from votes.rules import BODIES, MATTERS, Counts, Motion, rule_for, verdict
from votes.rules.verdicts import earliest_meeting

DAY = date(2026, 11, 30)
IN_TIME = date(2026, 11, 19)
RESERVED = [
    "charter", "membership", "share_quantification", "land_compensation", "cooperative_merger", "non_member_benefit",
    "share_plan",
]  # fmt: skip


def judged(body, matter="general", counts=None, **terms):
    called = {"notice_on": IN_TIME, "authorized": True, "reform_done": True, "held_on": DAY} | terms
    return verdict(Motion(body, matter, **called), counts or Counts(30, 30, 30, women_entitled=10, women_present=10))


def test_abstentions_and_invalid_ballots_count_as_present():
    counts = Counts(100, 60, 30, against=10, abstained=15, invalid=5)
    found = judged("residents_meeting", counts=counts)
    assert (found.quorum_met, found.needed_for, found.passed) == (True, 31, False)
    assert "到会60人，须赞成31票，实得30票" in found.reasons[0]
    assert judged("residents_meeting", counts=replace(counts, in_favour=31, against=9)).passed


def test_the_party_counts_all_who_are_entitled_not_those_who_came():
    found = judged("party_members", counts=Counts(50, 25, 25))
    assert (found.needed_present, found.quorum_met, found.needed_for, found.passed) == (25, True, 26, False)


def test_the_assembly_needs_two_thirds_of_all_members_and_three_quarters_for_outsiders():
    counts = Counts(300, 200, 200)
    assert judged("members_assembly", counts=counts).passed
    found = judged("members_assembly", "non_member_benefit", counts)
    assert (found.needed_for, found.passed) == (225, False)
    assert "第十五条" in found.article


def test_a_new_years_meeting_follows_another_law_than_the_one_the_day_before():
    old, new = (judged("residents_representatives", held_on=day) for day in (date(2025, 12, 31), date(2026, 1, 1)))
    assert (old.competent, old.passed, old.needed_for) == (False, False, None)
    assert "2025-12-31时法律没有规定由居民代表会议表决" in old.reasons[0]
    assert new.competent
    assert "第二十九条" in new.article
    articles = [rule_for("villagers_meeting", day).article for day in (date(2025, 12, 31), date(2026, 1, 1))]
    assert articles == ["村民委员会组织法（2018年修正）第二十二条", "村民委员会组织法第二十六条"]


@pytest.mark.parametrize("matter", RESERVED)
@pytest.mark.parametrize("body", ["members_representatives", "residents_meeting", "villagers_meeting", "board"])
def test_only_the_assembly_decides_what_the_act_reserves_to_it(body, matter):
    assert judged("members_assembly", matter).passed
    found = judged(body, matter)
    assert (found.competent, found.carried, found.passed) == (False, True, False)
    assert f"{MATTERS[matter]}由成员大会决定，{BODIES[body]}无权决定" in found.reasons[0]


@pytest.mark.parametrize("body", ["residents_representatives", "villagers_representatives", "members_representatives"])
def test_representatives_decide_only_with_authority(body):
    assert judged(body).passed
    found = judged(body, authorized=False)
    assert (found.competent, found.passed) == (False, False)
    assert "授权" in found.reasons[0]


def test_no_authority_lets_the_village_representatives_abolish_the_village():
    assert not judged("villagers_representatives", "abolish_committee").competent
    assert judged("villagers_meeting", "abolish_committee").passed
    assert judged("villagers_meeting_households", "abolish_committee").passed


def test_before_the_reform_is_done_village_rules_hold():
    found = judged("residents_meeting", "abolish_committee", reform_done=False)
    assert not found.competent
    assert "改制未完成的执行村规" in found.reasons[0]
    assert judged("residents_meeting", "abolish_committee").passed
    assert judged("villagers_meeting", "abolish_committee", reform_done=False).passed


@pytest.mark.parametrize("body", ["party_members", "two_committees"])
def test_the_party_and_the_committees_advise_and_never_decide_for_the_village(body):
    found = judged(body, "abolish_committee")
    assert (found.competent, found.carried, found.passed) == (False, True, False)
    assert "只研究、审议，提出建议" in found.reasons[0]
    advice = judged(body, "party_deliberation")
    assert advice.passed
    assert "不是村（居）民的决定" in advice.effect
    assert "研究、审议同意" in advice.notes[-1]


@pytest.mark.parametrize("matter", MATTERS)
def test_a_canvass_decides_nothing(matter):
    found = judged("household_canvass", matter)
    assert (found.competent, found.passed, found.needed_for) == (False, False, None)
    assert "征求意见" in found.reasons[0]


@pytest.mark.parametrize(("notice_on", "in_time"), [(date(2026, 11, 19), True), (date(2026, 11, 20), False)])
def test_neither_the_day_of_notice_nor_that_of_the_meeting_counts(notice_on, in_time):
    found = judged("villagers_meeting", "abolish_committee", notice_on=notice_on)
    assert (found.notice_ok, found.passed) == (in_time, in_time)
    assert in_time or "须提前10日，最早2026-12-01可开会" in found.reasons[0]


def test_what_was_not_told_is_named_and_not_judged():
    found = judged("villagers_representatives", counts=Counts(30, 20, 11, against=9), notice_on=None)
    assert (found.notice_ok, found.passed) == (None, True)
    assert [text[:8] for text in found.unstated] == ["没有填写通知日期", "没有填写妇女代表"]


def test_two_thirds_of_the_women_must_come_too():
    counts = Counts(30, 25, 25, women_entitled=10, women_present=6)
    found = judged("villagers_representatives", counts=counts)
    assert (found.quorum_met, found.passed) == (False, False)
    assert "妇女代表应到10人，须到7人，实到6人" in found.reasons[0]
    assert judged("villagers_representatives", counts=replace(counts, women_present=7)).passed


def test_written_proxies_within_a_household_count_in_the_assembly_alone():
    counts = Counts(300, 190, 200, proxies=10)
    assert judged("members_assembly", counts=counts).passed
    found = judged("members_assembly", counts=replace(counts, unlawful_proxies=1))
    assert (found.quorum_met, found.passed) == (False, False)
    assert "1人不是同一户内的书面委托" in found.reasons[-1]
    assert "居民会议不得委托他人" in judged("residents_meeting", counts=counts).reasons[-1]


def test_proxies_from_outside_the_household_spoil_even_a_unanimous_motion():
    assert not judged("members_assembly", counts=Counts(300, 290, 300, proxies=10, unlawful_proxies=1)).passed


def test_a_failed_motion_is_called_again_and_says_so():
    found = judged("residents_meeting", counts=Counts(57, 53, 20, against=33))
    assert found.reasons[-1].endswith("请依法重新召开。")
    assert "占到会53人的37.7%，须27票（超过1/2）" in found.explanation


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        ((10, 11, 11), "实到11多于应到10"),
        ((10, 8, 5), "合计5，实到8，两数须相等"),
        ((10, 8, 9), "合计9，实到8，两数须相等"),
        ((0, 0, 0), "应到为0"),
        ((10, 8, -1), "赞成为-1，应为不小于0的整数"),
        ((10, 8.0, 8), "实到为8.0，应为不小于0的整数"),
        ((10, True, 1), "实到为True"),
    ],
)
def test_an_impossible_count_is_refused_in_words(figures, says):
    with pytest.raises(Refused, match=says):
        Counts(*figures)


@pytest.mark.parametrize(
    ("apart", "says"),
    [
        ({"women_entitled": 3}, "须同时填写"),
        ({"women_entitled": 11, "women_present": 0}, "妇女代表应到11、实到0"),
        ({"women_entitled": 2, "women_present": 3}, "妇女代表应到2、实到3"),
        ({"women_entitled": 8, "women_present": 2}, "实到的男代表6多于应到的2"),
        ({"proxies": 3, "in_favour": 11}, "合计多于应到10"),
        ({"unlawful_proxies": 1}, "不合规定的委托1多于全部委托0"),
    ],
)
def test_an_impossible_part_of_a_count_is_refused_in_words(apart, says):
    with pytest.raises(Refused, match=says):
        Counts(**{"entitled": 10, "present": 8, "in_favour": 8} | apart)


def test_a_day_out_of_range_is_refused():
    with pytest.raises(Refused, match="通知日期 9999-12-31 超出范围"):
        Motion("board", "general", DAY, date(9999, 12, 31))


@st.composite
def meetings(draw):
    """Any body and matter on any day, any possible count."""
    entitled = draw(st.integers(1, 3000))
    present = draw(st.integers(0, entitled))
    cuts = sorted(draw(st.lists(st.integers(0, present), min_size=3, max_size=3)))
    parts = [high - low for low, high in zip([0, *cuts], [*cuts, present], strict=True)]
    motion = Motion(
        draw(st.sampled_from(list(BODIES))),
        draw(st.sampled_from(list(MATTERS))),
        draw(st.dates(date(2018, 1, 1), date(2027, 1, 1))),
        authorized=draw(st.booleans()),
        reform_done=draw(st.booleans()),
    )
    return motion, Counts(entitled, present, *parts)


@settings(max_examples=300)
@given(meetings())
def test_one_more_vote_in_favour_never_undoes_a_motion(meeting):
    motion, counts = meeting
    if counts.against:
        more = replace(counts, in_favour=counts.in_favour + 1, against=counts.against - 1)
        assert verdict(motion, more).passed >= verdict(motion, counts).passed


@settings(max_examples=300)
@given(meetings())
def test_a_motion_passes_exactly_when_nothing_stands_against_it(meeting):
    found = verdict(*meeting)
    assert found.passed == (not found.reasons)
    assert found.passed <= (found.competent and found.quorum_met and found.carried and found.notice_ok is not False)
    assert all(text.endswith("。") for text in found.reasons)


@settings(max_examples=200)
@given(meetings(), st.integers(0, 400))
def test_more_notice_and_more_authority_never_undo_a_motion(meeting, days):
    motion, counts = meeting
    late, early = (replace(motion, notice_on=motion.held_on - timedelta(days=each)) for each in (days, days + 1))
    assert verdict(early, counts).passed >= verdict(late, counts).passed
    able = replace(motion, authorized=True, reform_done=True)
    assert verdict(able, counts).passed >= verdict(motion, counts).passed


@settings(max_examples=100)
@given(st.dates(date(2018, 1, 1), date(2027, 1, 1)), st.integers(1, 60))
def test_the_earliest_meeting_is_that_of_the_periods_of_notice(notice_on, days):
    counted = periods.count("notice", notice_on, days, "natural", shipped_calendar())
    assert earliest_meeting(notice_on, days) == counted.earliest
