"""The law of the forms: what follows from a line, what is wrong with it, what the totals must hold."""

from dataclasses import replace
from decimal import Decimal

import pytest

from assets.rules import checks
from assets.rules.accounts import Side, shipped
from assets.rules.figures import Line, class_digests, digest, tally
from assets.rules.inventory_moves import MOVES, Status
from assets.rules.lines import derived, faults

D = Decimal
CHART = shipped()
CASH = Line(1, "cash", "存款", use="operating", book=D("10.00"), verified=D("10.00"))
DEBT = Line(2, "payables", "欠款", book=D("4.00"), verified=D("4.00"))
CAPITAL = Line(3, "capital", "资本", book=D("6.00"), verified=D("6.00"))
FIELD = Line(4, "land", "北洼", land_class="arable", book=D("12.3456"), verified=D("12.3456"))
WHOLE = [CASH, DEBT, CAPITAL, FIELD]


def said(account: str, **given) -> list[str]:
    chosen = CHART.account(account)
    return faults(chosen, derived(chosen, {"name": "某物", **given}), CHART)


def wrong(lines: list[Line], previous=None) -> list[str]:
    return checks.faults_of(checks.identities(lines, tally(lines, CHART), CHART, previous))


def test_the_chart_has_every_side_and_all_twelve_land_classes():
    assert {account.side for account in CHART.accounts} == set(Side)
    assert len(CHART.lands) == 12
    assert {land.group for land in CHART.lands} == {"农用地", "建设用地", "未利用地"}
    assert all(account.use for account in CHART.of_side(Side.ASSET))


def test_the_verified_figure_follows_from_its_line():
    values = derived(CHART.account("cash"), {"book": D("10.00"), "increase": D("0.30"), "decrease": D("0.10")})
    assert (values["verified"], values["use"]) == (D("10.20"), "operating")


def test_land_has_no_money_and_money_no_land():
    land = derived(CHART.account("land"), {"book": D(5), "book_area": D("2.5"), "land_class": "arable"})
    assert (land["book"], land["verified"], land["area"]) == (None, None, D("2.5"))
    cash = derived(CHART.account("cash"), {"book": D(5), "book_area": D("2.5"), "land_class": "arable"})
    assert (cash["book_area"], cash["area"], cash["land_class"]) == (None, None, "")


@pytest.mark.parametrize(
    ("account", "given", "sentence"),
    [
        ("fixed_assets", {"book": D(5)}, "固定资产须填写原值和累计折旧。"),
        ("cash", {"book": D(5), "increase": D(1)}, "核实数与账面数不同的，须写明增减性质和原因。"),
        (
            "cash",
            {"book": D(5), "decrease": D(-1), "difference": "adjusted", "cause": "某因"},
            "增加数和减少数不能为负",
        ),
        ("receivables", {"book": D(5)}, "应收款项须写明债务人。"),
        ("payables", {"book": D(5)}, "应付款项须写明债权人。"),
        ("land", {"book_area": D(5)}, "请选择地类。"),
        ("stocks", {"off_book": True, "book": D(5)}, "账外资产须写明来源、现持有人和依据。"),
        ("stocks", {"off_book": True, "book": D(5)}, "账外资产不在账上，账面数须为零"),
        ("capital", {"off_book": True}, "只有资产和资源可以是账外的。"),
    ],
)
def test_a_faulty_line_is_told_in_a_sentence(account, given, sentence):
    assert any(sentence in each for each in said(account, **given))


def test_one_yuan_by_name_is_lawful():
    given = {
        "off_book": True,
        "source": "捐赠",
        "holder": "某队",
        "basis": "名义金额",
        "difference": "surplus",
        "cause": "未入账",
    }
    assert said("fixed_assets", increase=D("1.00"), original=D("1.00"), **given) == []


def test_a_whole_inventory_ties_on_both_columns():
    assert wrong(WHOLE) == []


def test_a_cent_too_much_is_found_and_named():
    lines = [replace(CASH, book=D("10.01"), verified=D("10.01")), DEBT, CAPITAL]
    assert wrong(lines)[0] == "账面数：资产总计10.01元，负债与所有者权益合计10.00元，相差0.01元，请核对明细。"


def test_an_unverified_off_book_item_is_left_out_of_every_total():
    pump = Line(
        5, "fixed_assets", "水泵", use="operating", increase=D("1.00"), verified=D("1.00"), original=D("1.00"),
        depreciation=D(0), net=D("1.00"), off_book=True, counts=False,
    )  # fmt: skip
    assert tally([*WHOLE, pump], CHART).side(Side.ASSET).verified == D("10.00")
    assert tally([*WHOLE, replace(pump, counts=True)], CHART).side(Side.ASSET).verified == D("11.00")


def test_last_years_verified_figure_is_this_years_book_figure():
    before = tally([replace(CASH, book=D(0), verified=D("9.00")), DEBT, CAPITAL, FIELD], CHART)
    assert [each for each in wrong(WHOLE, before) if "上次" in each] == [
        "货币资金：上次核实数9.00元，本次账面数10.00元，请按上次核实数填账面数，变动填入增减。"
    ]


def test_a_digest_changes_with_any_figure_and_not_with_the_order():
    assert digest(WHOLE) == digest(reversed(WHOLE))
    changed = [replace(CASH, told=("某处",)), *WHOLE[1:]]
    assert digest(changed) != digest(WHOLE)
    apart = {code for code in class_digests(WHOLE) if class_digests(WHOLE)[code] != class_digests(changed)[code]}
    assert apart == {"cash"}


def test_an_inventory_moves_only_along_its_five_states():
    assert [row.target for row in MOVES if row.move != "return"] == [
        Status.VERIFYING, Status.POSTING, Status.CONFIRMED, Status.LOCKED,
    ]  # fmt: skip
    assert MOVES.moves_from("locked") == ()
    assert [row.move for row in MOVES.moves_from("posting", facts={"unposted"})] == ["return", "confirm"]
    assert [row.move for row in MOVES.moves_from("posting")] == ["confirm"]
