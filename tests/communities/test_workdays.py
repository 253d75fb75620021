from datetime import date, timedelta

import chinese_calendar
import pytest

from communities.lib.workdays import Calendar, shipped_calendar

SHIPPED = shipped_calendar()


@pytest.mark.parametrize(
    ("day", "works", "why"),
    [
        ("2026-02-12", True, ""),
        ("2026-02-14", True, "调休上班"),  # Saturday
        ("2026-09-20", True, "调休上班"),  # Sunday
        ("2026-10-10", True, "调休上班"),
        ("2026-02-15", False, "春节"),
        ("2026-02-23", False, "春节"),
        ("2026-09-25", False, "中秋"),
        ("2026-10-01", False, "国庆节"),
        ("2026-03-07", False, "周六"),
        ("2026-03-08", False, "周日"),
    ],
)
def test_a_day_says_whether_one_works_and_why(day, works, why):
    day = date.fromisoformat(day)
    assert SHIPPED.is_workday(day) is works
    assert SHIPPED.why_rest(day) == why


def test_every_day_of_the_shipped_tables_is_as_the_library_has_it():
    day = date(2004, 1, 1)
    while day <= SHIPPED.known_through:
        assert SHIPPED.is_workday(day) is chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_the_next_working_day_passes_over_a_festival_and_stops_at_a_make_up_saturday():
    assert SHIPPED.next_workday(date(2026, 2, 14)) == date(2026, 2, 24)
    assert SHIPPED.next_workday(date(2026, 2, 13)) == date(2026, 2, 14)
    assert SHIPPED.workday_on_or_after(date(2026, 2, 14)) == date(2026, 2, 14)


def test_working_days_between_leave_out_the_first_day_and_hold_the_last():
    between = SHIPPED.workdays_between(date(2026, 2, 12), date(2026, 2, 24))
    assert between == (date(2026, 2, 13), date(2026, 2, 14), date(2026, 2, 24))
    assert SHIPPED.workdays_between(date(2026, 2, 24), date(2026, 2, 12)) == ()


def test_a_year_without_a_table_rests_at_weekends_only_and_says_so_loudly():
    missing = SHIPPED.known_through + timedelta(days=1)
    assert SHIPPED.is_workday(missing) is (missing.weekday() < 5)
    warning = SHIPPED.warning(date(2026, 1, 1), missing)
    assert f"{missing.year}年的节假日表尚未录入" in warning
    assert "节假日表”中录入" in warning


def test_two_missing_years_are_both_named():
    assert "1999年、2003年的节假日表尚未录入" in SHIPPED.warning(date(2003, 5, 1), date(1999, 10, 1))


def test_days_inside_the_table_raise_no_warning():
    assert SHIPPED.warning() == SHIPPED.warning(date(2004, 1, 1), SHIPPED.known_through) == ""


def test_the_offices_own_entry_wins_over_the_shipped_table():
    wednesday, sunday = date(2026, 3, 4), date(2026, 3, 8)
    calendar = Calendar("示范区-2", date(2026, 12, 31), {wednesday: (False, "防汛放假"), sunday: (True, "调休上班")})
    assert (calendar.is_workday(wednesday), calendar.why_rest(wednesday)) == (False, "防汛放假")
    assert (calendar.is_workday(sunday), calendar.why_rest(sunday)) == (True, "调休上班")
    assert calendar.is_workday(date(2026, 3, 5))


def test_a_year_the_office_has_entered_needs_no_warning():
    festival = date(2027, 2, 8)
    calendar = Calendar("示范区-3", date(2027, 12, 31), {festival: (False, "春节")})
    assert calendar.warning(festival, date(2027, 3, 1)) == ""
    assert "2028年" in calendar.warning(date(2028, 1, 3))


def test_a_calendar_cannot_be_changed_through_the_table_it_was_made_from():
    table = {date(2026, 3, 4): (False, "防汛放假")}
    calendar = Calendar("示范区-2", date(2026, 12, 31), table)
    table.clear()
    assert not calendar.is_workday(date(2026, 3, 4))


def test_the_shipped_calendar_names_its_version():
    assert SHIPPED.version == f"国务院公布的放假安排（内置 {chinese_calendar.__version__}）"
