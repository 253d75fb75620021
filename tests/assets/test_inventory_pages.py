"""The inventory's pages in people's hands: forms work once, lists export their rows, each party sees its acts."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assets.models import CountItem, Inventory, InventoryLine
from communities.lib import clock
from communities.models import Objection
from tests import makers
from tests.assets.inventory_makers import CAUSE, Village, at, money, picture


@pytest.fixture
def village(db, settings, tmp_path) -> Village:
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with clock.set_to(at("2026-03-01 08:00")):
        made = Village()
    with clock.set_to(at("2026-03-02 09:00")):
        yield made


def shown(browser, name: str, *args, query: str = "") -> str:
    answer = browser.get(reverse(name, args=args) + query)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def test_an_inventory_is_opened_filled_and_filed_through_its_forms(village):
    browser = makers.client(village.clerk)
    sent = {"organisation": village.cooperative.pk, "base_date": "2025-12-31", "kind": "full", "form_key": "k1"}
    for _ in range(2):
        assert browser.post(reverse("inventory_new"), sent).status_code == 302
    inventory = Inventory.objects.get()
    address = reverse("line_new", args=[inventory.pk]) + "?account=fixed_assets"
    assert "累计折旧" in browser.get(address).content.decode()
    sent = {"name": "办公楼", "use": "non_operating", "book": "700000.00", "original": "900000.00", "form_key": "k2"}
    answer = browser.post(address, sent | {"depreciation": "100000.00"})
    assert "净值须与核实数相同：原值900000.00－累计折旧100000.00＝800000.00" in answer.content.decode()
    assert browser.post(address, sent | {"depreciation": "200000.00", "photo": picture()}).status_code == 302
    assert InventoryLine.objects.get().photo.kind == "资产照片"
    answer = browser.post(reverse("inventory_move", args=[inventory.pk, "file"]), {"form_key": "k3"})
    assert "资产总计700,000.00元，负债与所有者权益合计0.00元" in answer.content.decode()


def test_the_class_table_shows_the_sums_and_the_checks_their_figures(village):
    inventory = village.filled()
    page = shown(makers.client(village.street), "inventory", inventory.pk)
    for words in (
        "资产1,000,000.00，负债300,000.00＋所有者权益700,000.00＝1,000,000.00元",
        "原值900,000.00－累计折旧200,000.00＝净值700,000.00元",
        "农用地12.35＋建设用地0.00＋未利用地0.00＝12.35亩，其中权属有争议12.35亩",
    ):
        assert words in page
    assert "提交核实" not in page.split("main")[1][:3000]


def test_a_filtered_list_exports_exactly_its_rows_with_figures_as_numbers(village):
    inventory = village.filled()
    browser = makers.client(village.clerk)
    page = shown(browser, "inventory_lines", inventory.pk, query="?kind=owed")
    assert "李某某" in page
    assert "办公楼" not in page
    answer = browser.get(reverse("inventory_lines_export", args=[inventory.pk]) + "?kind=owed")
    rows = list(load_workbook(BytesIO(answer.content)).active.values)[1:]
    assert [row[2] for row in rows[1:]] == ["门市租金", "工程尾款"]
    assert [row[rows[0].index("账面数（元）")] for row in rows[1:]] == [100000, 300000]
    answer = browser.get(reverse("inventory_lines_export", args=[inventory.pk]) + "?q=村委会东侧")
    assert [row[2] for row in list(load_workbook(BytesIO(answer.content)).active.values)[2:]] == ["办公楼"]


def test_an_off_book_item_is_verified_by_the_street_from_its_page(village):
    line = village.off_book(village.filled())
    assert "核实这项账外资产" not in shown(makers.client(village.clerk), "line", line.inventory_id, line.pk)
    browser = makers.client(village.street)
    assert "核实这项账外资产" in shown(browser, "line", line.inventory_id, line.pk)
    browser.post(reverse("line_verify", args=[line.inventory_id, line.pk]), {"form_key": "k"})
    assert "账外已核实" in shown(browser, "inventory_lines", line.inventory_id, query="?kind=off_book")


def test_a_write_off_goes_from_the_unit_s_motion_to_the_street_s_review(village):
    inventory = village.filled()
    line = village.line(
        inventory, "stocks", "化肥", book=money("5.00"), decrease=money("5.00"), difference="shortage", cause="损毁"
    )
    sent = {
        "responsible": "赔偿",
        "body": "members",
        "decided_on": "2026-03-01",
        "resolution": picture(),
        "form_key": "k",
    }
    where = [inventory.pk, line.pk]
    assert (
        makers.client(village.clerk)
        .post(reverse("write_off", args=where), sent | {"resolution": picture()})
        .status_code
        == 302
    )
    assert "待街道审核" in shown(makers.client(village.clerk), "inventory_lines", inventory.pk, query="?kind=differing")
    makers.client(village.street).post(reverse("write_off_review", args=where), {"form_key": "k"})
    assert "已核销" in shown(makers.client(village.clerk), "inventory_lines", inventory.pk, query="?kind=differing")


def test_the_agency_signs_from_its_own_page_and_nobody_else_is_offered_it(village):
    inventory = village.filled()
    village.engaged(inventory)
    browser = makers.client(village.accountant)
    url = reverse("class_sign", args=[inventory.pk, "cash"])
    assert url in shown(browser, "inventory_agency", inventory.pk)
    assert url not in shown(makers.client(village.clerk), "inventory_agency", inventory.pk)
    sent = {"report_number": "海岳8号", "book": "200000.00", "form_key": "k"}
    assert "报告所载合计与登记簿不一致" in browser.post(url, sent | {"verified": "1.00"}).content.decode()
    assert browser.post(url, sent | {"verified": "200000.00"}).status_code == 302
    assert "海岳8号" in shown(browser, "inventory_agency", inventory.pk)
    land = reverse("class_sign", args=[inventory.pk, "land"])
    sent = {"report_number": "海岳8号", "book": "12.3456", "verified": "12.3456", "form_key": "k2"}
    assert browser.post(land, sent).status_code == 302


def test_a_count_is_prefilled_marked_and_finalised_and_then_stays_as_it_is(village):
    inventory = village.filled()
    village.off_book(inventory)
    browser = makers.client(village.clerk)
    sent = {"title": "院内盘点", "counted_on": "2026-03-02", "counters": "王、李", "form_key": "k"}
    answer = browser.post(reverse("count_new", args=[inventory.pk]), sent)
    session = inventory.count_sessions.get()
    assert [item.line.name for item in session.items.all()] == ["办公楼", "水泵"]
    house, pump = session.items.all()
    where = [inventory.pk, session.pk]
    url = reverse("count_item", args=[*where, house.pk])
    assert "已移位的须写明现在地点" in browser.post(url, {"state": "moved", "form_key": "m"}).content.decode()
    browser.post(url, {"state": "moved", "found_location": "村口", "condition": "完好", "form_key": "m"})
    assert [row.name for row in _uncounted(inventory)] == ["水泵"]
    assert "从未盘点" in shown(browser, "counts", inventory.pk)
    assert browser.post(reverse("count_finalise", args=where), {"form_key": "f"}).status_code == 302
    again = browser.post(reverse("count_item", args=[*where, pump.pk]), {"state": "found", "form_key": "n"})
    assert "已经结束，记录不能改动" in again.content.decode()
    assert CountItem.objects.get(pk=pump.pk).state == "pending"
    assert answer.status_code == 302


def _uncounted(inventory: Inventory) -> list[InventoryLine]:
    from assets.views.counts import uncounted

    return uncounted(inventory)


def test_an_upheld_objection_leads_to_the_correction_of_its_line(village):
    inventory = village.posted()
    upheld = village.objected(inventory, Objection.Result.UPHELD)
    browser = makers.client(village.clerk)
    url = reverse("line_correct", args=[inventory.pk, upheld.pk])
    assert url in shown(browser, "inventory_posting", inventory.pk)
    line = inventory.lines.get(account="land")
    assert f"{url}?line={line.pk}" in browser.get(url).content.decode()
    sent = {
        "name": "北洼地",
        "land_class": "arable",
        "book_area": "12.3456",
        "increase_area": "0.1",
        "form_key": "k",
        **CAUSE,
    }
    assert browser.post(f"{url}?line={line.pk}", sent | {"form_key": "k"}).status_code == 302
    line.refresh_from_db()
    assert line.area == Decimal("12.4456")
    page = shown(browser, "line", inventory.pk, line.pk)
    assert "公示后的更正" in page


def test_the_posting_is_drafted_confirmed_and_locked_through_its_pages(village):
    inventory = village.signed(village.approved())
    browser = makers.client(village.clerk)
    sent = {"boards": [village.board.pk], "contact": "王堃", "telephone": "0633-0000000", "form_key": "k"}
    answer = browser.post(reverse("posting_draft", args=[inventory.pk]), sent)
    assert answer.status_code == 302
    assert "/notices/" in answer.url
    assert "尚未起算" in shown(browser, "inventory_posting", inventory.pk)
    answer = browser.post(
        reverse("inventory_confirm", args=[inventory.pk]),
        {
            "body": "members", "held_on": "2026-03-02", "entitled": 9, "present": 9, "in_favour": 9,
            "resolution": picture(), "form_key": "c",
        },
    )  # fmt: skip
    assert "尚未起算" in answer.content.decode()


def test_a_locked_inventory_shows_its_book_and_offers_no_act(village):
    inventory = village.locked()
    page = shown(makers.client(village.clerk), "inventory", inventory.pk)
    assert inventory.register.number in page
    assert "正在生成" in page
    for person in (village.clerk, village.street):
        assert f"/assets/{inventory.pk}/moves/" not in shown(makers.client(person), "inventory", inventory.pk)
    assert inventory.base_date == date(2025, 12, 31)


def test_a_clerk_finds_the_workbooks_before_there_is_an_inventory(village):
    """Also a refused one, which opens no inventory, is found again."""
    browser = makers.client(village.clerk)
    address = reverse("assets_intake_list", args=[village.place.pk])
    assert address in shown(browser, "inventories")
    assert browser.get(address).status_code == 200
