"""Nonsense in an address or a form is answered with a sentence, never with an error page."""

from datetime import date

import pytest
from django.urls import reverse

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import FormReceipt
from communities.services import once
from mergers.models import Issue, Programme
from mergers.services import issues
from tests import makers
from tests.mergers import journey

pytestmark = pytest.mark.django_db
NONSENSE = ["\0", "9" * 40, "²", "bogus", "-1"]


@pytest.mark.parametrize("value", NONSENSE)
def test_a_form_key_that_is_none_is_as_good_as_no_key(value):
    cast = journey.cast()
    clerk = cast.people["community"]
    address = reverse("case_act", args=[cast.case.pk, "arrangement"])
    answer = makers.client(clerk).post(address, {"form_key": value})
    assert answer.status_code in (302, 409)
    assert once.earlier_result(clerk, value) == (address_of(cast) if answer.status_code == 302 else None)


def address_of(cast: journey.Cast) -> str:
    return reverse("case", args=[cast.case.pk])


@pytest.mark.parametrize("value", NONSENSE)
def test_the_list_of_people_survives_any_filter(value):
    admin = makers.account(Role.SYSTEM_ADMIN, makers.district())
    asked = dict.fromkeys(("q", "role", "place", "state", "page"), value)
    assert makers.client(admin).get(reverse("people"), asked).status_code == 200


def test_a_text_longer_than_its_column_is_refused_in_words():
    cast = journey.cast()
    clerk = cast.people["community"]

    def act() -> str:
        issues.raise_issue(cast.case, "长" * 301, by=clerk)
        return "/"

    with pytest.raises(Refused, match="过长"):
        once.carry_out(clerk, "", act)
    assert not Issue.objects.exists()


def test_what_a_constraint_forbids_is_refused_in_its_own_sentence():
    district = makers.district()
    office = makers.account(Role.OFFICE, district)
    facts = {"title": "撤改撤并", "year": 2026, "target": 1, "deadline": date(2026, 12, 31)}

    def act() -> str:
        for _ in range(2):
            Programme.objects.create(district=district, **facts)
        return "/"

    with pytest.raises(Refused, match="该区已有同名工作计划"):
        once.carry_out(office, "key", act)
    assert not Programme.objects.exists()
    assert not FormReceipt.objects.exists()


@pytest.mark.parametrize("year", ["0", "9999", "10000", "２０２６", "\0"])
def test_the_holiday_page_shows_a_year_whatever_is_asked(year):
    office = makers.account(Role.OFFICE, makers.district())
    page = makers.client(office).get(reverse("office_holidays"), {"year": year})
    assert page.status_code == 200
    assert f"{clock.today().year}" in page.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_outside_all_calendars_is_refused_before_it_can_stop_the_count_of_days(day):
    cast = journey.cast()
    body = {"step": 9, "planned_on": day, "reason": "雨季"}
    address = reverse("case_act", args=[cast.case.pk, "replan"])
    answer = makers.client(cast.people["office"]).post(address, body)
    assert answer.status_code == 409
    assert f"年份 {int(day[:4])} 有误" in answer.content.decode()
    assert cast.case.plan_dates.filter(baseline=False).count() == 0
