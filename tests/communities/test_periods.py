import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.lib.errors import Refused
from communities.lib.workdays import Calendar, shipped_calendar
from communities.rules.periods import Kind, Unit, count, later_of

SHIPPED = shipped_calendar()
starts = st.dates(date(2004, 1, 1), date(2028, 12, 31))
lengths = st.integers(1, 366)
kinds, units = st.sampled_from(Kind), st.sampled_from(Unit)


def period(kind, start, days, unit="natural", calendar=SHIPPED):
    return count(kind, date.fromisoformat(start), days, unit, calendar)


def span(first, last):
    first, last = date.fromisoformat(first), date.fromisoformat(last)
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


@pytest.mark.parametrize(
    ("start", "days", "unit", "end"),
    [
        ("2026-03-02", 7, "natural", "2026-03-09"),
        ("2026-02-12", 7, "natural", "2026-02-24"),
        ("2026-02-12", 5, "working", "2026-02-26"),
        ("2026-09-24", 7, "natural", "2026-10-08"),
        ("2026-09-24", 7, "working", "2026-10-12"),
        ("2026-02-06", 8, "natural", "2026-02-14"),  # a make-up Saturday does not move the end
        ("2026-03-01", 6, "natural", "2026-03-09"),  # a plain Saturday does
    ],
)
def test_an_objection_ends_on_the_day_the_civil_code_names(start, days, unit, end):
    assert period("objection", start, days, unit).end == date.fromisoformat(end)


def test_neither_the_day_of_notice_nor_the_day_of_the_meeting_counts():
    notice = period("notice", "2026-11-19", 10)
    assert notice.earliest == date(2026, 11, 30)
    assert notice.end == date(2026, 11, 29)
    assert notice.counted == span("2026-11-20", "2026-11-29")


def test_a_notice_does_not_roll_over_a_rest_day():
    assert period("notice", "2026-02-08", 10).end == date(2026, 2, 18)
    assert period("notice", "2026-02-08", 10).earliest == date(2026, 2, 19)


def test_a_notice_in_working_days_counts_working_days_only():
    notice = period("notice", "2026-02-12", 5, "working")
    assert (notice.end, notice.earliest) == (date(2026, 2, 26), date(2026, 2, 27))


def test_a_display_does_not_roll_over_a_rest_day():
    display = period("display", "2026-02-12", 7)
    assert display.end == date(2026, 2, 19)
    assert display.earliest is None
    assert display.skipped == ((date(2026, 2, 12), "公示首日不计"),)


def test_a_rolled_end_lists_the_rest_days_it_passed_over():
    objection = period("objection", "2026-02-12", 7)
    assert objection.counted == (*span("2026-02-13", "2026-02-18"), date(2026, 2, 24))
    rests = tuple((day, "春节") for day in span("2026-02-19", "2026-02-23"))
    assert objection.skipped == ((date(2026, 2, 12), "开始当日不计"), *rests)


def test_a_make_up_saturday_is_counted_and_a_sunday_skipped_with_its_reason():
    objection = period("objection", "2026-09-24", 7, "working")
    assert date(2026, 10, 10) in objection.counted
    assert (date(2026, 9, 25), "中秋") in objection.skipped
    assert (date(2026, 10, 11), "周日") in objection.skipped


@pytest.mark.parametrize(
    ("kind", "start", "days", "unit", "says"),
    [
        ("notice", "2026-11-19", 10, "natural", "提前10日：张贴日与会议日均不计，11-20 至 11-29"),
        ("notice", "2026-02-12", 5, "working", "提前5个工作日：张贴日与会议日均不计，02-13 至 02-26"),
        ("display", "2026-02-12", 7, "natural", "公示不少于7个自然日：首日不计，末日不顺延，02-13 至 02-19"),
        ("objection", "2026-03-02", 7, "natural", "异议期7个自然日：首日不计，03-03 至 03-09 24:00"),
        ("objection", "2026-02-12", 7, "natural", "异议期7个自然日：首日不计，02-13 至 02-24 24:00，末日遇春节顺延"),
        ("objection", "2026-02-12", 5, "working", "异议期5个工作日：首日不计，02-13 至 02-26 24:00"),
        ("display", "2026-12-28", 7, "natural", "公示不少于7个自然日：首日不计，末日不顺延，2026-12-29 至 2027-01-04"),
    ],
)
def test_a_period_explains_itself_in_one_line(kind, start, days, unit, says):
    assert period(kind, start, days, unit).explanation() == says


@pytest.mark.parametrize(
    ("kind", "start", "days", "unit", "warned"),
    [
        ("objection", "2026-12-28", 7, "natural", True),
        ("objection", "2026-12-28", 7, "working", True),
        ("notice", "2026-12-28", 7, "working", True),
        ("objection", "2026-12-28", 3, "natural", False),  # ends on the last day of the table, a Thursday
        ("objection", "2026-12-28", 3, "working", False),
        ("display", "2026-12-28", 7, "natural", False),  # rest days play no part
        ("notice", "2026-12-28", 7, "natural", False),
    ],
)
def test_an_answer_that_hangs_on_a_missing_table_warns_and_no_other_does(kind, start, days, unit, warned):
    calendar = Calendar("试表", date(2026, 12, 31))
    warning = period(kind, start, days, unit, calendar).warning
    assert ("2027年的节假日表尚未录入" in warning) is warned
    assert bool(warning) is warned


def test_the_offices_own_table_moves_the_end():
    flood = Calendar("示范区-2", date(2026, 12, 31), {date(2026, 3, 9): (False, "防汛放假")})
    objection = period("objection", "2026-03-02", 7, calendar=flood)
    assert objection.end == date(2026, 3, 10)
    assert objection.calendar_version == "示范区-2"


@pytest.mark.parametrize(
    ("kind", "start", "basis"),
    [
        ("notice", "2026-11-19", "民法典第二百零一条"),
        ("objection", "2026-11-19", "民法典第二百零一条、民法典第二百零三条"),
        ("objection", "2021-01-01", "民法典第二百零一条、民法典第二百零三条"),
        ("display", "2020-12-31", "民法总则第二百零一条"),
        ("objection", "2017-09-30", "民法通则第一百五十四条"),
    ],
)
def test_a_period_cites_the_articles_in_force_on_its_first_day(kind, start, basis):
    assert period(kind, start, 7).basis == basis


@pytest.mark.parametrize(
    ("kind", "start", "days", "unit", "says"),
    [
        ("notice", "2026-11-19", 0, "natural", "期间天数为 0"),
        ("notice", "2026-11-19", 367, "natural", "期间天数为 367"),
        ("poster", "2026-11-19", 7, "natural", "期间种类“poster”无法识别"),
        ("display", "2026-11-19", 7, "weeks", "计日单位“weeks”无法识别"),
        ("display", "1986-12-31", 7, "natural", "起算日期 1986-12-31 超出"),
        ("display", "9999-12-31", 7, "natural", "起算日期 9999-12-31 超出"),
    ],
)
def test_a_faulty_question_is_refused_in_words(kind, start, days, unit, says):
    with pytest.raises(Refused) as refused:
        period(kind, start, days, unit)
    assert len(refused.value.reasons) == 1
    assert says in refused.value.reasons[0]


def test_all_faults_of_a_question_are_told_at_once():
    with pytest.raises(Refused) as refused:
        period("poster", "2026-11-19", -1, "weeks")
    assert len(refused.value.reasons) == 3


def test_a_deadline_only_ever_moves_later():
    short, long = period("objection", "2026-03-02", 7), period("objection", "2026-03-03", 7)
    assert later_of(short, long) is later_of(long, short) is long
    assert later_of(date(2026, 3, 9), short) == date(2026, 3, 9)
    assert later_of(short, date(2026, 3, 10)) == date(2026, 3, 10)


@given(kinds, starts, lengths, units)
def test_each_day_to_the_end_is_either_counted_or_skipped_with_a_reason(kind, start, days, unit):
    answer = count(kind, start, days, unit, SHIPPED)
    every = span(start.isoformat(), answer.end.isoformat())
    assert sorted((*answer.counted, *(day for day, _ in answer.skipped))) == list(every)
    assert all(reason for _, reason in answer.skipped)
    assert len(answer.counted) == days
    assert answer.counted[-1] == answer.end


@given(kinds, starts, lengths)
def test_no_rest_day_is_counted_as_a_working_day_and_no_working_day_is_skipped(kind, start, days):
    answer = count(kind, start, days, Unit.WORKING, SHIPPED)
    assert all(map(SHIPPED.is_workday, answer.counted))
    assert not any(SHIPPED.is_workday(day) for day, _ in answer.skipped[1:])
    assert answer.counted == SHIPPED.workdays_between(start, answer.end)


@given(starts, lengths)
def test_an_objection_never_ends_on_a_rest_day_nor_before_a_display_of_as_many_days(start, days):
    objection, display = (count(kind, start, days, "natural", SHIPPED) for kind in ("objection", "display"))
    assert SHIPPED.is_workday(objection.end)
    assert display.end == start + timedelta(days=days) <= objection.end
    assert SHIPPED.workdays_between(display.end - timedelta(days=1), objection.end) == (objection.end,)


@given(starts, lengths)
def test_between_notice_and_meeting_lie_all_the_days_of_the_notice(start, days):
    notice = count("notice", start, days, "natural", SHIPPED)
    assert (notice.earliest - start).days - 1 == days


@given(kinds, starts, st.integers(1, 365), units)
def test_a_longer_period_never_ends_earlier_and_a_later_start_neither(kind, start, days, unit):
    answer = count(kind, start, days, unit, SHIPPED)
    assert answer.end <= count(kind, start, days + 1, unit, SHIPPED).end
    assert answer.end <= count(kind, start + timedelta(days=1), days, unit, SHIPPED).end


@given(kinds, starts, lengths)
def test_working_days_never_end_before_natural_days_do(kind, start, days):
    working, natural = (count(kind, start, days, unit, SHIPPED).end for unit in ("working", "natural"))
    assert natural <= working


@given(kinds, starts, st.integers(1, 30), units)
def test_a_period_survives_json(kind, start, days, unit):
    answer = count(kind, start, days, unit, SHIPPED)
    told = json.loads(json.dumps(answer.as_dict()))
    assert date.fromisoformat(told["end"]) == answer.end
    assert told["earliest"] == (answer.earliest.isoformat() if kind is Kind.NOTICE else None)
    assert [date.fromisoformat(day) for day in told["counted"]] == list(answer.counted)
    assert [(date.fromisoformat(row["date"]), row["reason"]) for row in told["skipped"]] == list(answer.skipped)
