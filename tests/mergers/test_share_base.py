"""The base of a share plan from the locked inventory: two registers of one layer, read from above."""

from decimal import Decimal

import pytest

from assets.accounting import Standing
from communities.lib import clock
from communities.lib.errors import Refused
from mergers.share_base import base_of
from shareholders.models import SharePlan
from shareholders.services import plans
from tests import makers
from tests.assets.inventory_makers import BASE, Village, at

pytestmark = pytest.mark.django_db
TODAY = at("2026-09-01 09:00")


@pytest.fixture
def village():
    found = Village()
    found.inventory = found.locked()
    with clock.set_to(TODAY):
        yield found


def told(village, **figures) -> dict:
    amount = base_of(village.cooperative).amount
    return {"reference_on": BASE, "base_source": "清产核资报告", "places": 2, "base_amount": amount} | figures


def start(village, **figures) -> SharePlan:
    base = base_of(village.cooperative)
    return plans.start_plan(village.cooperative, base=base, by=village.other_clerk, **told(village, **figures))


def test_the_figure_is_what_is_used_for_business_less_what_is_owed(village):
    tally = Standing(village.inventory).tally
    base = base_of(village.cooperative)
    assert base.amount == tally.use("operating").verified - tally.side("liability").verified
    assert (base.on, base.digest) == (BASE, Standing(village.inventory).digest)


def test_while_no_inventory_is_locked_there_is_no_figure():
    assert base_of(Village().cooperative) is None


def test_the_plan_keeps_day_digest_and_figure_of_the_inventory(village):
    plan = start(village)
    base = base_of(village.cooperative)
    assert (plan.base_on, plan.base_digest, plan.base_stated) == (base.on, base.digest, base.amount)
    page = makers.client(village.other_clerk).get(f"/shares/{plan.pk}/").content.decode()
    assert f"登记时点{BASE}" in page
    assert base.digest[:20] in page


def test_another_figure_needs_a_reason(village):
    """R46."""
    with pytest.raises(Refused, match="与已锁定的清查数不同，请写明理由"):
        start(village, base_amount=Decimal(1000))
    plan = start(village, base_amount=Decimal(1000), base_reason="扣除待处置资产")
    assert plan.base_reason == "扣除待处置资产"
    with pytest.raises(Refused, match="请写明理由"):
        plans.amend_plan(plan, base=base_of(village.cooperative), by=village.other_clerk,
            **told(village, base_amount=Decimal(999), base_reason=""))  # fmt: skip


def test_the_form_is_filled_from_the_inventory_and_says_where_from(village):
    page = makers.client(village.other_clerk).get("/shares/new/").content.decode()
    base = base_of(village.cooperative)
    assert f"{base.amount:,.2f}元" in page
    assert f'value="{base.amount}"' in page
    given = {"organisation": village.cooperative.pk, "reference_on": BASE, "base_source": "报告", "places": "2"}
    browser = makers.client(village.other_clerk)
    refused = browser.post("/shares/new/", given | {"base_amount": "1000", "form_key": "甲"}).content.decode()
    assert "请写明理由" in refused
    right = given | {"base_amount": str(base.amount), "form_key": "乙"}
    assert browser.post("/shares/new/", right).status_code == 302
    assert SharePlan.objects.get().base_digest == base.digest


def test_an_earlier_reform_had_a_base_of_its_own(village):
    plan = start(village, base_amount=Decimal(1000), opening=True)
    assert (plan.base_on, plan.base_stated, plan.base_digest) == (None, None, "")
