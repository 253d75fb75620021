"""Steps 5 and 6 ask the asset register once an inventory was begun, and say which class differs and where to go."""

import pytest
from django.urls import reverse

from assets import services as assets
from mergers import gates
from mergers.gates.asked import Asked
from mergers.models import StepFiling
from mergers.presenters.step_checks import checks
from tests import makers
from tests.assets.inventory_makers import Village, money

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(settings, tmp_path) -> Village:
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    return Village()


def asked(case, step: int) -> Asked:
    return Asked(case, StepFiling.objects.get(case=case, step=step), case.step_view(step))


def said(case, step: int, gate: str) -> tuple[str, ...]:
    return gates.ANSWERS[gate](asked(case, step)).reasons


def test_without_an_inventory_the_step_asks_its_papers(village):
    case = makers.merger_case(village.place)
    assert said(case, 5, "inventory_ties") == ("尚未填写资产、负债、所有者权益合计。",)


def test_the_step_names_what_differs_and_leads_to_the_inventory(village):
    case, inventory = makers.merger_case(village.place), village.filled()
    village.line(inventory, "cash", "库存现金", book=money("0.10"))
    reasons = said(case, 5, "inventory_ties")
    assert "账面数：资产总计1,000,000.10元" in reasons[0]
    assert reasons[0].endswith("在“资产”中办理。")
    items = [item for item in checks(asked(case, 5)).items if "资产总计1,000,000.10元" in item["text"]]
    assert {item["action_url"] for item in items} == {reverse("inventory", args=[inventory.pk])}


def test_a_filed_inventory_that_ties_opens_the_gate_with_its_sums(village):
    case, inventory = makers.merger_case(village.place), village.filled()
    assert said(case, 5, "inventory_ties")[-1].endswith("尚未提交核实；在“资产”中办理。")
    village.filed(inventory)
    answer = gates.ANSWERS["inventory_ties"](asked(case, 5))
    assert answer.open
    assert "资产总计1,000,000.00元＝负债300,000.00元＋权益700,000.00元" in answer.detail


def test_the_agency_gate_is_answered_by_the_signatures(village):
    case, inventory = makers.merger_case(village.place), village.filled()
    village.engaged(inventory)
    assert "尚未由海岳会计师事务所签章" in said(case, 5, "agency_signed")[0]
    village.signed(inventory)
    assert said(case, 5, "agency_signed") == ()


def test_the_confirmation_waits_for_the_posting_of_the_register(village):
    case, inventory = makers.merger_case(village.place), village.filled()
    assert said(case, 6, "inventory_confirmed") == ("尚未逐项公示，请在“公示与确认”中起草公示；在“资产”中办理。",)
    assets.explain_no_agency(inventory, "复核无变更", by=village.clerk)
    assert said(case, 5, "agency_signed") == ()
