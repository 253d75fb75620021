"""The light of a unit: delay is told with its days, lawful waiting and lawful outcomes never as delay."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.lib.workdays import shipped_calendar
from mergers.rules.lights import Light, StepAt, Thresholds, Wait, days_late, judge

DAY = date(2026, 11, 22)  # a Sunday
CALENDAR = shipped_calendar()


def step(number=1, status="drafting", planned=0, ready=True, **more):
    """A step planned so many days after the day of judging."""
    return StepAt(number, status, ready, DAY + timedelta(days=planned), **more)


def judged(*steps, suspended="", thresholds=Thresholds()):  # noqa: B008
    return judge(steps, DAY, thresholds, CALENDAR, suspended=suspended)


def test_a_unit_that_has_filed_nothing_is_not_started():
    assert judged(step(status="idle", planned=30)).light == Light.IDLE


def test_a_unit_that_has_filed_nothing_by_its_planned_day_is_late():
    found = judged(step(status="idle", planned=-2, owner="社区"))
    assert (found.light, found.days_late, found.waits_for) == (Light.LATE, 2, "社区")
    assert found.cells[0].word == "+2日"


def test_three_working_days_before_the_planned_day_a_unit_is_due_soon():
    assert judged(step(planned=3)).light == Light.DUE_SOON  # Monday to Wednesday
    assert judged(step(planned=4)).light == Light.ON_TIME


def test_the_planned_day_itself_is_not_late():
    assert judged(step(planned=0)).light == Light.DUE_SOON
    assert judged(step(planned=-1)).light == Light.LATE


def test_days_of_grace_are_not_late_yet():
    assert judged(step(planned=-2), thresholds=Thresholds(grace_days=2)).light == Light.DUE_SOON
    assert judged(step(planned=-3), thresholds=Thresholds(grace_days=2)).days_late == 3


def test_a_step_that_cannot_be_worked_on_yet_does_not_make_a_unit_late():
    assert judged(step(1, planned=20), step(2, "idle", planned=-9, ready=False)).light == Light.ON_TIME


@pytest.mark.parametrize(("kind", "word"), [("posting", "公示"), ("notice", "通知"), ("approval", "待批")])
def test_time_the_law_makes_one_wait_is_never_late(kind, word):
    waiting = step(planned=-30, waits=(Wait(kind, DAY - timedelta(days=3), None if kind == "approval" else DAY),))
    found = judged(waiting)
    assert (found.light, found.cells[0].word, found.wait) == (Light.WAITING, word, kind)


def test_after_the_waiting_only_the_other_days_count_as_late():
    waits = (Wait("posting", DAY - timedelta(days=9), DAY - timedelta(days=3)),)
    assert judged(step(planned=-10, waits=waits)).days_late == 3


def test_a_lawful_outcome_is_grey_even_when_every_plan_has_passed():
    found = judged(step(4, planned=-90, held="稳评结论暂缓"))
    assert (found.light, found.reason, found.cells[0].word) == (Light.HELD, "稳评结论暂缓", "暂缓")


def test_a_suspended_case_is_grey_where_it_stands():
    found = judged(step(1, "done"), step(2, planned=-9), suspended="等待诉讼结果")
    assert [cell.state for cell in found.cells] == ["done", "hold"]
    assert found.light == Light.HELD


def test_a_unit_is_completed_when_every_step_is_done_or_not_applicable():
    found = judged(step(1, "done"), step(2, "waived"))
    assert (found.light, [cell.word for cell in found.cells]) == (Light.DONE, ["✓", "不适用"])


def test_a_step_to_be_rechecked_does_not_count_as_done():
    found = judged(step(1, "done"), step(2, "recheck", planned=-5))
    assert (found.light, found.cells[1].word) == (Light.ON_TIME, "复核")


def test_the_longest_delay_names_whom_the_unit_waits_for():
    found = judged(step(5, planned=-2, owner="社区"), step(7, planned=-9, owner="区领导小组办公室"))
    assert (found.days_late, found.waits_for) == (9, "区领导小组办公室")


statuses = st.sampled_from(["idle", "drafting", "submitted", "reviewed", "returned", "done", "recheck", "waived"])
spans = st.builds(
    lambda kind, start, length: Wait(kind, DAY + timedelta(days=start), DAY + timedelta(days=start + length)),
    st.sampled_from(["posting", "notice"]),
    st.integers(-40, 20),
    st.integers(0, 30),
)


@given(st.integers(-60, 60), st.lists(spans, max_size=4), statuses)
def test_a_unit_in_lawful_waiting_is_never_late(planned, waits, status):
    found = judged(step(status=status, planned=planned, waits=tuple(waits)))
    if any(wait.covers(DAY) for wait in waits):
        assert found.light != Light.LATE
    assert found.days_late <= max(-planned, 0)


@given(st.integers(0, 60), st.lists(spans, max_size=4))
def test_waiting_never_adds_to_a_delay(days, waits):
    planned = DAY - timedelta(days=days)
    assert days_late(planned, DAY, waits) <= days_late(planned, DAY, ())


@given(st.lists(statuses, min_size=1, max_size=16), st.integers(-60, 60))
def test_a_red_unit_always_has_its_days_and_a_red_cell(found_statuses, planned):
    found = judged(*(step(number, status, planned) for number, status in enumerate(found_statuses, 1)))
    assert (found.light == Light.LATE) == (found.days_late > 0) == any(cell.late for cell in found.cells)
