import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.lib.clock import SHANGHAI
from communities.lib.isoweek import Week, cutoff
from communities.lib.workdays import shipped_calendar

FIRST, LAST = datetime(2020, 1, 1, tzinfo=SHANGHAI), datetime(2041, 1, 1, tzinfo=SHANGHAI)
MONDAY, FRIDAY = 1, 5
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))


def test_twenty_thousand_instants_fall_in_the_week_shanghai_is_in():
    chance = random.Random(31)
    seconds = int((LAST - FIRST).total_seconds())
    for _ in range(20_000):
        moment = (FIRST + timedelta(seconds=chance.randrange(seconds))).astimezone(UTC)
        wall = moment + timedelta(hours=8)
        assert str(Week.of(moment)) == wall.strftime("%G-W%V")


def test_every_week_begins_the_instant_the_one_before_it_ends():
    for week in Week.range(Week(2020, 1), Week(2040, 52)):
        midnight = datetime.combine(week.monday, datetime.min.time(), SHANGHAI).astimezone(UTC)
        assert Week.of(midnight) == week
        assert Week.of(midnight - timedelta(microseconds=1)) == week.previous()


def test_the_years_of_53_weeks_are_exactly_2020_2026_2032_and_2037():
    weeks = Week.range(Week(2020, 1), Week(2040, 52))
    assert [week.year for week in weeks if week.number == 53] == [2020, 2026, 2032, 2037]


def test_week_53_of_2026_runs_into_january_and_is_followed_by_week_1():
    week = Week.parse("2026-W53")
    assert (week.monday, week.sunday) == (date(2026, 12, 28), date(2027, 1, 3))
    assert week.next() == Week(2027, 1)
    assert Week(2027, 1).previous() == week


@given(days)
def test_weeks_leave_no_gap_and_never_overlap(day):
    week = Week.of(day)
    assert week.monday <= day <= week.sunday == week.monday + timedelta(days=6)
    assert week.next().monday == week.sunday + timedelta(days=1)
    assert week.next().previous() == week


@given(days, days)
def test_weeks_are_ordered_as_their_days_are(one, other):
    assert (Week.of(one) < Week.of(other)) == (Week.of(one).sunday < Week.of(other).monday)


@given(days)
def test_a_label_reads_back_as_its_week(day):
    assert Week.parse(str(Week.of(day))) == Week.of(day)
    assert str(Week.of(day)) == day.strftime("%G-W%V")


@pytest.mark.parametrize(
    "label", ["2026-47", "2026-W7", "2026-W00", "2025-W53", "2026-W54", "2026-W47 ", "\uff12026-W47", ""]
)
def test_a_label_that_names_no_week_is_not_read(label):
    with pytest.raises(ValueError, match="周"):
        Week.parse(label)


def test_an_instant_without_a_time_zone_has_no_week():
    with pytest.raises(ValueError, match="time zone"):
        Week.of(FIRST.replace(tzinfo=None))


def test_a_range_holds_both_its_ends_and_none_when_turned_round():
    assert [str(week) for week in Week.range(Week(2026, 52), Week(2027, 1))] == ["2026-W52", "2026-W53", "2027-W01"]
    assert list(Week.range(Week(2026, 2), Week(2026, 1))) == []


@pytest.mark.parametrize(
    ("week", "weekday", "closes"),
    [
        ("2026-W46", MONDAY, "2026-11-16"),
        ("2026-W46", FRIDAY, "2026-11-20"),
        ("2026-W07", MONDAY, "2026-02-24"),  # Monday 02-16 is in Spring Festival
        ("2026-W08", MONDAY, "2026-02-24"),  # Monday 02-23 still is
        ("2026-W39", FRIDAY, "2026-10-08"),  # Friday 10-02 is in National Day
        ("2026-W06", 6, "2026-02-14"),  # a make-up Saturday is a working day
    ],
)
def test_a_round_closes_on_its_weekday_or_the_next_working_day(week, weekday, closes):
    moment = cutoff(Week.parse(week), weekday, 17, shipped_calendar())
    assert moment == datetime.fromisoformat(f"{closes}T17:00+08:00")


@given(st.dates(date(2004, 1, 12), date(2026, 12, 1)), st.integers(1, 7))
def test_no_round_closes_before_its_week_is_over_on_a_rest_day_or_before_the_one_before(day, weekday):
    calendar, week = shipped_calendar(), Week.of(day)
    closes = cutoff(week, weekday, 0, calendar)
    assert closes.date() > week.sunday
    assert calendar.is_workday(closes.date())
    assert cutoff(week.previous(), weekday, 0, calendar) <= closes
