"""四个不变: what was promised to stay as it was, set against what was found later.

A difference is not a fault by itself; it is flagged, and whoever enters it says why.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

KINDS = {
    "contracting": "承包关系",
    "contracts": "有效经济合同",
    "facilities": "公益设施投入和受益范围",
    "welfare": "民生资金和项目享受范围",
}
# Kinds of contract that are a 承包关系; all others are economic contracts.
CONTRACTING = ("family_contracting", "other_contracting")
# What each kind is asked for, in the officials' words.
QUANTITIES = {
    "contracting": "承包面积（亩）",
    "contracts": "面积（亩）",
    "facilities": "受益户数（户）",
    "welfare": "享受人数（人）",
}
AMOUNTS = {
    "contracting": "每年承包费（元）",
    "contracts": "每年租金（元）",
    "facilities": "每年投入（元）",
    "welfare": "每年资金（元）",
}


@dataclass(frozen=True, slots=True)
class State:
    """How one item stands. `quantity` in the unit of its kind, `amount` in yuan a year, `holder` the other party."""

    exists: bool = True
    holder: str = ""
    quantity: Decimal | None = None
    amount: Decimal | None = None
    ends_on: date | None = None
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was, in words for the screen."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}：{self.before or '（空）'} → {self.after or '（空）'}"


def differences(kind: str, before: State, after: State) -> list[Difference]:
    """What has changed of one item; spaces make no difference, nor does 100 against 100.00."""
    if not after.exists:
        return [Difference("是否仍在", "在", "已不存在")]
    pairs = [
        ("对方", before.holder, after.holder),
        (QUANTITIES[kind], number(before.quantity), number(after.quantity)),
        (AMOUNTS[kind], number(before.amount), number(after.amount)),
        ("期限至", day(before.ends_on), day(after.ends_on)),
        ("范围", before.scope, after.scope),
    ]
    return [Difference(label, was, now) for label, was, now in pairs if words(was) != words(now)]


def number(value: Decimal | None) -> str:
    """Without trailing noughts and never as a power of ten."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def words(text: str) -> str:
    return "".join(text.split())


def day(value: date | None) -> str:
    return value.isoformat() if value else ""


def next_check_on(last: date, months: int) -> date:
    """The corresponding day so many months later; where there is none, the last day of that month."""
    year, month = divmod(last.year * 12 + last.month - 1 + months, 12)
    return date(year, month + 1, min(last.day, monthrange(year, month + 1)[1]))
