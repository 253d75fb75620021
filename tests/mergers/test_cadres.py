"""The end of a cadre's transition is announced to those who answer for the pay after it."""

from datetime import date
from decimal import Decimal

import pytest

from communities.models import Message
from mergers.services import cadres, case_parts, ticking
from tests.cases import opened
from tests.weeks import at

pytestmark = pytest.mark.django_db
ENDS = date(2031, 3, 31)


@pytest.fixture
def unit():
    with at("2026-11-10"):
        case, staff = opened()
        case_parts.add_cadre(
            case,
            name="王堃",
            post="主任",
            pay=Decimal("3200"),
            pay_basis="示组发〔2025〕7号",
            transition_ends_on=ENDS,
            by=staff.secretary,
        )
    Message.objects.all().delete()
    return case, staff


def test_street_and_office_are_told_once_within_the_days_that_are_set(unit):
    case, staff = unit
    with at("2031-01-29"):
        assert cadres.remind(case.place.district) == 0
    with at("2031-01-30"):
        ticking.tick()
        ticking.tick()
    told = Message.objects.filter(text="大窑主任王堃的待遇过渡期至2031-03-31，请提前研究接续安排。")
    assert {message.to for message in told} == {staff.street, staff.other_street, staff.office}
    assert told.count() == 3
    assert told[0].url == f"/cases/{case.pk}/parts/"


def test_a_new_end_is_announced_again_and_a_past_one_is_not(unit):
    case, staff = unit
    with at("2031-03-01"):
        assert cadres.remind(case.place.district) == 3
        row = case.cadres.get()
        later = {"pay": row.pay, "pay_basis": row.pay_basis, "transition_ends_on": date(2031, 4, 15)}
        case_parts.change_cadre(row, **later, reason="换届延期", by=staff.secretary)
        assert cadres.remind(case.place.district) == 3
    with at("2031-04-16"):
        assert cadres.remind(case.place.district) == 0
