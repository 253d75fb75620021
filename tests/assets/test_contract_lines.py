"""A contract names the line of the inventory that it is about; both pages show the other."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from assets import services as assets
from assets.models import Contract
from assets.services import contracts
from communities.lib import clock
from communities.lib.errors import Refused
from tests import makers
from tests.assets.inventory_makers import Village, at
from tests.assets.makers import contract, cooperative
from tests.assets.test_contract_intake import ROW, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(settings, tmp_path) -> Village:
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with clock.set_to(at("2026-03-01 08:00")):
        made = Village()
    with clock.set_to(at("2026-03-02 09:00")):
        yield made


def test_the_form_offers_things_and_land_and_both_pages_show_the_link(village):
    inventory = village.filled()
    house = inventory.lines.get(account="fixed_assets")
    made, browser = contract(village.cooperative, village.clerk), makers.client(village.clerk)
    url = reverse("contract_change", args=[made.pk])
    page = browser.get(url).content.decode()
    assert "3号 办公楼（村委会东侧）" in page
    assert "北洼地" in page
    assert "银行存款" not in page
    contracts.change(made, reason="核对标的", by=village.clerk, line=house, signed_on=made.signed_on)
    assert reverse("line", args=[inventory.pk, house.pk]) in _page(browser, "contract", made.pk)
    assert reverse("contract", args=[made.pk]) in _page(browser, "line", inventory.pk, house.pk)


def test_a_line_of_another_body_is_refused_and_a_line_under_contract_is_not_removed(village):
    line = village.filled().lines.get(account="land")
    other = cooperative(makers.community(village.place.parent, "邻村"))
    clerk = makers.account("clerk", other.place)
    with pytest.raises(Refused, match=r"不是.*的，请从该单位的清查中选择"):
        contract(other, clerk, line=line)
    inventory = line.inventory
    surplus = village.off_book(inventory)
    contract(village.cooperative, village.clerk, line=surplus)
    with pytest.raises(Refused, match="的标的是这一行，不能删除"):
        assets.remove_line(surplus, "误录", by=village.clerk)


def test_a_contract_goes_on_with_its_thing_into_the_next_inventory(village):
    inventory = village.locked()
    with clock.set_to(at("2027-01-10 09:00")):
        made = contract(village.cooperative, village.clerk, line=inventory.lines.get(account="land"))
        following = village.opened(date(2026, 12, 31), kind="review")
        made.refresh_from_db()
        assert (made.line.inventory, made.line.name) == (following, "北洼地")


def test_the_command_imports_a_workbook_and_tries_it_without_storing(village, tmp_path, capsys):
    path = tmp_path / "合同.xlsx"
    path.write_bytes(workbook(village.place, ROW))
    asked = ("import_contracts", str(path), "--community", village.place.code, "--json")
    asked += ("--organisation", village.cooperative.name)
    call_command(*asked, "--dry-run")
    assert json.loads(capsys.readouterr().out)["changes"]["new"] == 1
    assert not Contract.objects.exists()
    call_command(*asked)
    assert Contract.objects.get().number == "租1"
    with pytest.raises(CommandError, match="没有区划代码为"):
        call_command("import_contracts", str(path), "--community", "990101999999")


def _page(browser, name: str, *args) -> str:
    return browser.get(reverse(name, args=args)).content.decode()
