"""One line of an inventory as it is entered: what follows from what is given, and what is wrong with it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assets.rules.accounts import Account, Chart, Side

MONEY = ("book", "increase", "decrease")
AREAS = ("book_area", "increase_area", "decrease_area")
MOST_MONEY, MOST_AREA = Decimal(10) ** 16, Decimal(10) ** 10
ZERO = Decimal(0)
OFF_BOOK, CAUSE = ("source", "holder", "basis"), ("difference", "cause")


def derived(account: Account, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values with what follows from them: side, 核实数, 净值, the use that the class has by default.

    What the class does not have (money of land, land of money, a use of debts) is emptied.
    """
    values = {**given, "account": account.code, "side": str(account.side)}
    if account.side == Side.RESOURCE:
        values |= dict.fromkeys((*MONEY, "verified", "original", "depreciation", "net")) | {"use": ""}
        values |= {name: values.get(name) or ZERO for name in AREAS}
        values["area"] = values["book_area"] + values["increase_area"] - values["decrease_area"]
        return values
    values |= dict.fromkeys((*AREAS, "area")) | {"land_class": "", "disputed": False}
    values |= {name: values.get(name) or ZERO for name in MONEY}
    values["verified"] = values["book"] + values["increase"] - values["decrease"]
    values["use"] = (values.get("use") or account.use) if account.side == Side.ASSET else ""
    if not account.fixed:
        values |= dict.fromkeys(("original", "depreciation", "net"))
    elif values.get("original") is not None:
        values["depreciation"] = values.get("depreciation") or ZERO
        values["net"] = values["original"] - values["depreciation"]
    else:
        values |= {"depreciation": None, "net": None}
    return values


def faults(account: Account, values: Mapping[str, Any], chart: Chart) -> list[str]:
    """What is wrong with a derived line, each as a sentence; the database refuses the same."""
    return [sentence for _, sentence in faults_by_field(account, values, chart)]


def faults_by_field(account: Account, values: Mapping[str, Any], chart: Chart) -> list[tuple[str, str]]:
    """The same with the field that each is about: the first that is missing, or the one most likely wrong."""
    resource, off_book = account.side == Side.RESOURCE, values.get("off_book")
    amounts = AREAS if resource else MONEY
    before, more, less = (values[name] for name in amounts)
    largest = max(amounts, key=lambda name: abs(values[name]))
    most = MOST_AREA if resource else MOST_MONEY
    other = "债务人" if account.side == Side.ASSET else "债权人"
    lands, can_be_off = {land.code for land in chart.lands}, account.side in (Side.ASSET, Side.RESOURCE)
    checks = (
        ("name", "请填写名称。", (values.get("name") or "").strip()),
        (amounts[1 if more < 0 else 2], "增加数和减少数不能为负，减少请填在“清查减少”。", more >= 0 and less >= 0),
        (largest, "金额或面积过大，请核对单位（元、亩）。", abs(values[largest]) < most),
        ("land_class", "请选择地类。", not resource or values.get("land_class") in lands),
        (amounts[2], "核实面积不能为负，请核对减少面积。", not resource or values["area"] >= 0),
        (
            _first_empty(values, CAUSE),
            "核实数与账面数不同的，须写明增减性质和原因。",
            not (more or less) or all(map(values.get, CAUSE)),
        ),
        ("original", *_net_fault(account, values)),
        (
            _first_empty(values, OFF_BOOK),
            "账外资产须写明来源、现持有人和依据。",
            not off_book or all(map(values.get, OFF_BOOK)),
        ),
        (amounts[0], "账外资产不在账上，账面数须为零，价值填入“清查增加”。", not off_book or not before),
        ("off_book", "只有资产和资源可以是账外的。", not off_book or can_be_off),
        ("counterparty", f"{account.name}须写明{other}。", not account.owed or values.get("counterparty")),
    )
    return [(field, sentence) for field, sentence, holds in checks if not holds]


def _first_empty(values: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((name for name in names if not values.get(name)), names[0])


def _net_fault(account: Account, values: Mapping[str, Any]) -> tuple[str, bool]:
    if not account.fixed:
        return "", True
    if values.get("original") is None:
        return "固定资产须填写原值和累计折旧。", False
    sentence = (
        f"净值须与核实数相同：原值{values['original']}－累计折旧{values['depreciation']}＝{values['net']}，"
        f"核实数为{values['verified']}。账面数、增减均按净值填写。"
    )
    return sentence, values["net"] == values["verified"]
