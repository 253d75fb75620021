"""Steps 5 and 6 ask the asset register once an inventory was begun, and say which class differs and where to go."""

import pytest
from django.urls import reverse

from assets import services as assets
from mergers import gates
from mergers.gates.asked import Asked
from mergers.models import StepFiling
from mergers.presenters.step_checks import checks
from mergers.presenters.step_registers import figures
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


def test_totals_that_the_step_states_otherwise_than_the_register_are_named_with_the_difference(village):
    case, inventory = makers.merger_case(village.place), village.filed(village.filled())
    facts = {"base_date": "2025-12-31", "total_assets": "1000000.10", "total_liabilities": "300000.10"}
    StepFiling.objects.filter(case=case, step=5).update(facts=facts | {"total_equity": "700000.00"})
    reasons = said(case, 5, "inventory_ties")
    gap = "清查登记簿为1000000.00，相差0.10，请核对后改正一处。"
    assert reasons[0] == f"本步填写的资产总计（元）1000000.10，{gap}"
    assert len(reasons) == 2
    texts = [item["text"] for item in checks(asked(case, 5)).items if not item["ok"]]
    assert reasons[0] in texts
    assert inventory.status == "verifying"
    StepFiling.objects.filter(case=case, step=5).update(facts={"base_date": "2024-12-31"})
    assert said(case, 5, "inventory_ties") == ("本步填写的登记时点2024-12-31，清查登记簿为2025-12-31，请核对。",)


def test_the_step_s_form_shows_the_register_s_totals_so_that_nobody_types_them(village):
    village.filled()
    known = figures("inventory", village.place)
    assert (known["total_assets"], known["land_mu"]) == (money("1000000.00"), money("12.3456"))
    assert figures("survey", village.place) == {}


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
