"""Certificates: one number a household, every printing counted, a printing shows for ever what it showed first."""

from datetime import date, timedelta

import pytest

from communities.lib import clock
from communities.lib.errors import Refused
from shareholders.models import Certificate
from shareholders.services import certificates
from tests.shareholders import share_makers
from tests.shareholders.share_makers import TODAY

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def village():
    return share_makers.village(one="张三 张四 张五", two="李一 李二")


def test_every_household_with_shares_gets_the_next_number_once(village):
    plan = share_makers.fixed(village)
    made = certificates.issue_certificates(plan, DAY, by=village.clerk)
    assert [(each.household.number, each.number) for each in made] == [("0001", 1), ("0002", 2)]
    with pytest.raises(Refused, match="都已发证"):
        certificates.issue_certificates(plan, DAY, by=village.clerk)


def test_before_the_lock_there_is_no_certificate(village):
    plan = share_makers.issued(village)
    with pytest.raises(Refused, match="已通过"):
        certificates.issue_certificates(plan, DAY, by=village.clerk)
    assert not Certificate.objects.exists()


def test_a_reprint_is_counted_and_says_why(village):
    plan = share_makers.fixed(village)
    certificate = certificates.issue_certificates(plan, DAY, by=village.clerk)[0]
    assert certificates.print_certificate(certificate, DAY, by=village.clerk).sequence == 1
    with pytest.raises(Refused, match="写明原因"):
        certificates.print_certificate(certificate, DAY, by=village.clerk)
    assert certificates.print_certificate(certificate, DAY, "遗失补打", by=village.clerk).sequence == 2
    with pytest.raises(Refused, match="不能早于发证日期"):
        certificates.print_certificate(certificate, DAY - timedelta(days=1), "早", by=village.clerk)
