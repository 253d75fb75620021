"""The holiday table of a district: shipped years, own days over them, numbered and never changed."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from communities.access import Role
from communities.forms.office import HolidayForm, read_line, write_lines
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import HolidayTable
from communities.services import holidays
from communities.services.holidays import Day
from tests import makers

SPRING = [Day(date(2027, 2, 6), False, "春节"), Day(date(2027, 2, 14), True, "调休")]
END_OF_2027 = date(2027, 12, 31)


@pytest.fixture
def office(db):
    return makers.account(Role.OFFICE, makers.district())


@pytest.fixture
def district(office):
    return office.posts()[0].place


def save(office, days=SPRING, through: date = END_OF_2027, basis: str = "国办发明电〔2026〕9号") -> HolidayTable:
    return holidays.save_table(office.posts()[0].place, days, known_through=through, basis=basis, by=office)


def test_without_an_own_table_the_shipped_one_counts(district):
    calendar = holidays.calendar_for(district)
    assert calendar.why_rest(date(2026, 10, 1)) == "国庆节"
    assert not calendar.knows(date(2027, 2, 6))


def test_own_days_win_over_the_shipped_ones_and_over_weekends(office, district):
    save(office, [*SPRING, Day(date(2026, 10, 1), True, "加班")])
    calendar = holidays.calendar_for(district)
    assert calendar.version == "1号表"
    assert calendar.is_workday(date(2026, 10, 1))
    assert calendar.is_workday(date(2027, 2, 14))
    assert calendar.why_rest(date(2027, 2, 6)) == "春节"
    assert calendar.knows(date(2027, 7, 1))
    assert not calendar.knows(date(2028, 1, 1))


def test_a_new_table_leaves_the_older_one_as_it_was(office, district):
    save(office)
    save(office, SPRING[:1])
    assert holidays.calendar_for(district).version == "2号表"
    assert not holidays.calendar_for(district).is_workday(date(2027, 2, 14))
    assert holidays.calendar_for(district, number=1).is_workday(date(2027, 2, 14))


def test_one_districts_table_is_not_anothers(office):
    save(office)
    assert not holidays.calendar_for(makers.district("邻区", "990102")).knows(date(2027, 2, 6))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"days": [SPRING[0], SPRING[0]]}, "2027-02-06在表中重复"),
        ({"days": [Day(date(2027, 2, 6), False, " ")]}, "没有写名称"),
        ({"days": [Day(date(2028, 1, 1), False, "元旦")]}, "在“已录至”2027-12-31之后"),
        ({"basis": " "}, "请写明依据"),
    ],
)
def test_a_faulty_table_is_refused_whole(office, change, sentence):
    with pytest.raises(Refused, match=sentence):
        save(office, **change)
    assert not HolidayTable.objects.exists()


def test_the_same_table_again_and_one_that_knows_less_are_refused(office):
    save(office)
    with pytest.raises(Refused, match="没有不同"):
        save(office)
    with pytest.raises(Refused, match="不能早于现行表"):
        save(office, SPRING, date(2027, 6, 30))
    assert HolidayTable.objects.count() == 1


def test_the_office_is_warned_before_the_table_runs_out(office, district):
    for day, words in (((2026, 10, 1), ""), ((2026, 12, 1), "还剩30日"), ((2027, 1, 2), "已于2026-12-31用尽")):
        with clock.set_to(datetime(*day, 9, tzinfo=clock.SHANGHAI)):
            assert words in holidays.warning(district)
            assert bool(holidays.warning(district)) == bool(words)
    save(office)
    with clock.set_to(datetime(2027, 1, 2, 9, tzinfo=clock.SHANGHAI)):
        assert holidays.warning(district) == ""


def test_a_line_names_a_day_or_a_run_of_days():
    assert read_line("2027-02-14 上班 调休") == [SPRING[1]]
    assert [day.date.day for day in read_line("2027-2-6 至 2027-2-12 放假 春节")] == [6, 7, 8, 9, 10, 11, 12]


@pytest.mark.parametrize(
    "line",
    ["2027-02-30 放假 春节", "2027-02-06 春节", "2027-02-06至2027-02-01 放假 春节", "2027-01-01至2027-12-31 放假 x"],
)
def test_a_line_that_cannot_be_read_is_named_with_its_number(line):
    form = HolidayForm({"days": f"2027-01-01 放假 元旦\n{line}", "known_through": "2027-12-31", "basis": "某号"})
    assert not form.is_valid()
    assert form.errors["days"][0].startswith("第2行")


NAMES = st.sampled_from(["春节", "调休", "国庆 节"])


@given(
    st.lists(
        st.builds(
            Day,
            st.dates(date(2020, 1, 1), date(2040, 1, 1)),
            st.booleans(),
            st.sampled_from(["春节", "调休", "国庆 节"]),
        ),
        max_size=20,
    )
)
def test_what_the_editor_shows_reads_back_as_the_same_days(days):
    assert [day for line in write_lines(days).splitlines() for day in read_line(line)] == days


def test_the_editor_publishes_a_numbered_table(office):
    browser = makers.client(office)
    assert "默认" not in browser.get(reverse("office_holidays"), {"year": "2027"}).content.decode()
    form = {
        "days": "2027-02-06至2027-02-12 放假 春节\n2027-02-14 上班 调休",
        "known_through": "2027-12-31",
        "basis": "国办发明电〔2026〕9号",
    }
    assert browser.post(reverse("office_holidays"), form).status_code == 302
    page = browser.get(reverse("office_holidays"), {"year": "2027"}).content.decode()
    assert page.count("本区1号表") == 8
    assert browser.get(reverse("office_holidays"), {"year": "²"}).status_code == 200
