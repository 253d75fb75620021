"""The way of a petition and its clocks, counted by hand from the regulation's text (信访工作条例 §23, §34–36)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.lib.errors import Refused
from communities.lib.workdays import shipped_calendar
from risk.rules import petitions as rules

CALENDAR = shipped_calendar()
MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("status", "since", "due"),
    [
        ("received", MONDAY, date(2026, 3, 17)),  # 15 days, the first not counted
        ("received", date(2026, 3, 6), date(2026, 3, 23)),  # the 21st is a Saturday: Monday
        ("received", date(2026, 9, 16), date(2026, 10, 8)),  # 1 October and the holidays after it
        ("accepted", MONDAY, date(2026, 5, 6)),  # 60 days: 1 May, the holidays end on the 5th
        ("answered", MONDAY, date(2026, 4, 1)),
        ("reviewing", MONDAY, date(2026, 4, 1)),
        ("reviewed", MONDAY, date(2026, 4, 1)),
        ("rechecking", MONDAY, date(2026, 4, 1)),
    ],
)
def test_each_state_has_the_days_of_the_regulation(status, since, due):
    assert rules.clock_of(status, since, CALENDAR).due_on == due


def test_the_extension_counts_on_from_the_acceptance():
    found = rules.clock_of("accepted", MONDAY, CALENDAR, extended=True)
    assert (found.period.days, found.due_on) == (90, date(2026, 6, 1))  # the 31st of May is a Sunday


@pytest.mark.parametrize("status", ["declined", "referred", "closed", "withdrawn", "final"])
def test_nothing_runs_once_it_is_over(status):
    assert rules.clock_of(status, MONDAY, CALENDAR) is None


def test_what_another_procedure_settles_has_no_day_for_the_answer():
    assert rules.clock_of("accepted", MONDAY, CALENDAR, timed=False) is None


@given(st.integers(0, 1_700), st.sampled_from(sorted(rules.CLOCKS)))
def test_no_clock_ends_early_nor_on_a_day_of_rest(days, status):
    since = date(2022, 5, 1) + timedelta(days=days)
    found = rules.clock_of(status, since, CALENDAR)
    assert found.due_on >= since + timedelta(days=found.number.value)
    if found.due_on <= CALENDAR.known_through:
        assert CALENDAR.is_workday(found.due_on)


@pytest.mark.parametrize(
    ("move", "on", "said"),
    [
        ("accept", MONDAY + timedelta(days=1), "不能晚于今天"),
        ("accept", MONDAY - timedelta(days=9), "早于上一环节"),
        ("review", MONDAY, "期限已于"),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(move, on, said):
    since, due = MONDAY - timedelta(days=8), MONDAY - timedelta(days=1)
    assert said in "".join(rules.day_faults(move, on, since, MONDAY, due))


def test_a_matter_is_not_closed_while_the_petitioner_may_still_ask():
    faults = rules.day_faults("close", MONDAY, MONDAY, MONDAY, MONDAY + timedelta(days=30))
    assert "可以请求复查或者复核" in faults[0]
    assert not rules.day_faults("close", MONDAY, MONDAY - timedelta(days=40), MONDAY, MONDAY - timedelta(days=1))


def test_every_open_state_leads_to_an_end_and_no_end_leads_on():
    ends = set(rules.STATUSES) - set(rules.CLOCKS)
    assert all(not rules.WAY.moves_from(end) for end in ends)
    for status in rules.CLOCKS:
        assert {move.target for move in rules.WAY.moves_from(status)} & (ends | set(rules.CLOCKS))
    with pytest.raises(Refused, match="不能"):
        rules.WAY.find("answer", rules.RECEIVED)
