"""The inventory's workbook: read, checked by the forms' identities, compared with the register, stored once."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from string import ascii_uppercase

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from assets.intake import BOOK, REGISTER, prefill
from assets.models import Inventory
from communities.lib import clock
from communities.lib.intake.blank import blank_workbook
from communities.rules.intakes import State
from communities.services.intake import take
from tests.assets.inventory_makers import BASE, Village, at

HOUSE = {
    "account": "fixed_assets", "name": "办公楼", "use": "non_operating", "book": Decimal(700), "verified": Decimal(700),
    "original": Decimal(900), "depreciation": Decimal(200), "location": "村东", "custodian": "王某某",
}  # fmt: skip
CASH = {"account": "cash", "name": "银行存款", "book": Decimal("300.50"), "verified": Decimal("300.50")}
EQUITY = {"account": "capital", "name": "资本", "book": Decimal("1000.50"), "verified": Decimal("1000.50")}
FIELD = {
    "land_class": "arable",
    "name": "北洼地",
    "book_area": Decimal("12.3456"),
    "area": Decimal("12.3456"),
    "disputed": "yes",
}
ROWS = {"things": [HOUSE], "sums": [CASH, EQUITY], "land": [FIELD]}


@pytest.fixture
def village(db, settings, tmp_path) -> Village:
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    with clock.set_to(at("2026-03-01 08:00")):
        made = Village()
    with clock.set_to(at("2026-03-02 09:00")):
        yield made


def workbook(village: Village, rows: dict | None = None) -> bytes:
    return blank_workbook(BOOK, village.place.code, village.place.name, rows or ROWS)


def taken(village: Village, rows: dict | None = None, **facts):
    about = {"organisation": village.cooperative, "base_date": BASE, **facts}
    return take(REGISTER, village.place, "登记表.xlsx", workbook(village, rows), by=village.clerk, **about)


def test_a_workbook_opens_the_inventory_and_stores_every_row_exactly(village):
    intake = taken(village)
    assert (intake.state, intake.rows_read, intake.rows_stored) == ("stored", 4, 4)
    inventory = Inventory.objects.get()
    assert (inventory.organisation, inventory.base_date) == (village.cooperative, BASE)
    assert [(line.name, line.verified or line.area) for line in inventory.lines.all()] == [
        ("办公楼", Decimal("700.00")), ("银行存款", Decimal("300.50")), ("资本", Decimal("1000.50")),
        ("北洼地", Decimal("12.3456")),
    ]  # fmt: skip
    assert inventory.lines.get(name="北洼地").disputed


def test_the_same_rows_again_change_nothing_and_a_changed_row_says_what_changed(village):
    taken(village)
    changed = HOUSE | {"custodian": "李某某"}
    intake = taken(village, ROWS | {"things": [changed]})
    assert {key: intake.changes[key] for key in ("new", "changed", "unchanged", "missing")} == {
        "new": 0, "changed": 1, "unchanged": 3, "missing": 0,
    }  # fmt: skip
    assert intake.changes["samples"] == ["1号 办公楼：保管人"]
    assert Inventory.objects.get().lines.get(name="办公楼").custodian == "李某某"


def test_a_line_the_workbook_does_not_name_stays(village):
    taken(village)
    intake = taken(village, {"things": [HOUSE | {"condition": "完好"}], "sums": [CASH]})
    assert intake.changes["missing"] == 2
    assert Inventory.objects.get().lines.count() == 4


def test_identities_of_the_forms_refuse_the_workbook_whole_with_their_figures(village):
    wrong = HOUSE | {"depreciation": Decimal(100)}
    intake = taken(village, {"things": [wrong], "sums": [CASH | {"verified": Decimal(1)}]})
    assert intake.state == "refused"
    told = json.dumps(intake.report, ensure_ascii=False)
    assert "净值须与核实数相同" in told
    assert "核实数应为账面数＋增加－减少＝300.50" in told
    assert not Inventory.objects.exists()


@pytest.mark.parametrize(
    ("sheet", "row", "column"),
    [
        ("things", HOUSE | {"original": None, "depreciation": None}, "original"),
        ("things", HOUSE | {"depreciation": Decimal(100)}, "original"),
        ("things", HOUSE | {"increase": Decimal(1), "verified": Decimal(701), "original": Decimal(901)}, "difference"),
        ("things", HOUSE | {"off_book": "yes", "source": "捐赠"}, "holder"),
        ("sums", {"account": "receivables", "name": "租金", "book": 1, "verified": 1}, "counterparty"),
        ("sums", CASH | {"decrease": Decimal(-1), "verified": Decimal("301.50")}, "decrease"),
        ("land", FIELD | {"decrease_area": Decimal(13), "area": Decimal("-0.6544")}, "area"),
    ],
)
def test_what_a_row_lacks_is_told_at_its_cell(village, sheet, row, column):
    found = taken(village, {sheet: [row]})
    place = [each.key for each in BOOK.sheet(sheet).columns].index(column)
    assert f"{ascii_uppercase[place]}5" in [each["cell"] for each in found.report["faults"]]


def test_a_formula_in_the_verified_column_is_refused_with_what_to_do(village):
    book = load_workbook(BytesIO(workbook(village)))
    page = book["货币往来与权益"]
    heads = {cell.value: cell.column_letter for cell in page[3]}
    cell = f"{heads['核实数（元）']}5"
    page[cell] = f"={heads['账面数（元）']}5+{heads['清查增加（元）']}5-{heads['清查减少（元）']}5"
    out = BytesIO()
    book.save(out)
    about = {"organisation": village.cooperative, "base_date": BASE}
    refused = take(REGISTER, village.place, "登记表.xlsx", out.getvalue(), by=village.clerk, **about)
    (fault,) = refused.report["faults"]
    assert (refused.state, fault["sheet"], fault["cell"]) == ("refused", "货币往来与权益", cell)
    assert fault["message"] == (
        "“核实数（元）”不能用公式，公式显示的结果可能与实际不符；请复制后“选择性粘贴—数值”。"
        "粘贴为数值后，系统仍按账面数＋增加－减少逐行核对。"
    )
    assert not Inventory.objects.exists()


def test_two_rows_that_nobody_could_tell_apart_are_refused(village):
    intake = taken(village, {"things": [HOUSE, HOUSE]})
    assert intake.state == "refused"
    assert "请合并" in json.dumps(intake.report, ensure_ascii=False)


def test_an_inventory_that_hangs_on_the_board_takes_no_workbook(village):
    lines = village.approved(village.filled()).lines.count()
    refused = taken(village)
    assert refused.state == State.REFUSED
    assert "不能再导入明细" in refused.report["faults"][0]["message"]
    assert Inventory.objects.get().lines.count() == lines


def test_the_blank_workbook_goes_on_from_the_lines_that_are_there(village):
    taken(village)
    found = prefill(village.place)
    assert found["land"][0]["area"] == Decimal("12.3456")
    assert found["land"][0]["disputed"] == "yes"
    intake = taken(village, found | {"things": [*found["things"], HOUSE | {"name": "仓库"}]})
    assert (intake.changes["new"], intake.changes["unchanged"]) == (1, 4)


def test_the_command_imports_tries_and_tells_other_programs(village, tmp_path):
    path, out = tmp_path / "登记表.xlsx", StringIO()
    path.write_bytes(workbook(village))
    asked = ("import_assets", str(path), "--community", village.place.code, "--as-at", "2025-12-31", "--json")
    about = ("--organisation", village.cooperative.name)
    call_command(*asked, *about, "--dry-run", stdout=out)
    assert json.loads(out.getvalue())["accepted"] == 4
    assert not Inventory.objects.exists()
    out = StringIO()
    call_command(*asked, *about, stdout=out)
    assert json.loads(out.getvalue())["stored"] == 4
    assert Inventory.objects.get(base_date=date(2025, 12, 31)).opened_by is None
    with pytest.raises(CommandError, match="已导入"):
        call_command(*asked, *about, stdout=StringIO())
