"""收益分配: what a year's income becomes, and each holder's part of it to the fen.

Since 2025-05-01 (农村集体经济组织法第四十二条) the year's income first feeds the reserve (公积公益金) as the charter
says, and what is left is distributed by the shares of income; losses of earlier years are made up before it
(财农〔2021〕121号).
The charter's percent is what each cooperative has written down, never a number of ours.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from communities.lib.transitions import Move, Table

from .allocation import apportion

COLLECTIVES_ACT = date(2025, 5, 1)


class Status(StrEnum):
    DRAFT = "draft"
    DECIDED = "decided"
    VOID = "void"


STATUSES = {Status.DRAFT: "拟订中", Status.DECIDED: "已通过", Status.VOID: "已作废"}
# fmt: off
WAY = Table(
    (
        # move      from            to              party
        Move("decide", Status.DRAFT,   Status.DECIDED, "cooperative"),
        Move("void",   Status.DRAFT,   Status.VOID,    "cooperative", needs_reason=True),
        Move("void",   Status.DECIDED, Status.VOID,    "cooperative", needs_reason=True),
    ),
    STATUSES | {"decide": "登记表决", "void": "作废"},
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Figures:
    """What there is to divide and what becomes of it, in yuan; `reserve_percent` is the charter's, or 0."""

    income: Decimal
    brought_forward: Decimal
    losses: Decimal
    reserve_percent: Decimal
    reserve: Decimal
    amount: Decimal
    retained: Decimal

    @property
    def available(self) -> Decimal:
        return self.income + self.brought_forward

    @property
    def used(self) -> Decimal:
        return self.losses + self.reserve + self.amount + self.retained

    @property
    def least_reserve(self) -> Decimal:
        """The charter's percent of the year's income after losses, rounded up to the fen."""
        exact = Fraction(max(self.income - self.losses, Decimal(0))) * Fraction(self.reserve_percent)
        return Decimal(exact.__ceil__()) / 100


@dataclass(frozen=True, slots=True)
class Part:
    """One holder's money: `exact` and `fen` in fen, `carried` where it was rounded up."""

    holder: Hashable
    exact: Fraction
    fen: int

    @property
    def carried(self) -> bool:
        return self.fen > self.exact


def figure_faults(figures: Figures) -> list[str]:
    """Why the figures cannot stand, each with its figures."""
    parts = (figures.income, figures.brought_forward, figures.losses, figures.reserve, figures.retained)
    checks = (
        ("各项金额都不能小于0；当年亏损的，不能分配。", all(part >= 0 for part in parts)),
        ("本次分配金额必须大于0元。", figures.amount > 0),
        (
            f"当年收益{figures.income:,.2f}元加年初未分配收益{figures.brought_forward:,.2f}元，共{figures.available:,.2f}元；"
            f"弥补亏损、公积公益金、本次分配、结转下年合计{figures.used:,.2f}元，"
            f"相差{figures.available - figures.used:,.2f}元，须相等。",
            figures.available == figures.used,
        ),
        (
            f"章程规定按弥补亏损后当年收益的{figures.reserve_percent.normalize():f}%提取公积公益金，"
            f"应不少于{figures.least_reserve:,.2f}元，填写的是{figures.reserve:,.2f}元。",
            figures.reserve >= figures.least_reserve,
        ),
    )
    return [sentence for sentence, holds in checks if not holds]


def divide(amount_fen: int, holders: Sequence[tuple[Hashable, Decimal]]) -> list[Part]:
    """Each holder's part of the amount by shares; the sum is the amount exactly.

    What does not divide goes one fen each to the largest remainders, the earlier holder first where two are equal.
    Raises ValueError where nobody holds anything.
    """
    total = sum((Fraction(shares) for _, shares in holders), Fraction(0))
    if total <= 0:
        raise ValueError("nobody holds a share")
    exact = [Fraction(shares) * amount_fen / total for _, shares in holders]
    given = apportion(exact, amount_fen)
    return [Part(holder, part, fen) for (holder, _), part, fen in zip(holders, exact, given, strict=True)]


def a_share(amount: Decimal, shares: Decimal) -> Decimal:
    """每股分配 in yuan, cut to a hundredth of a fen; for display only, nothing is computed from it."""
    if not shares:
        return Decimal(0)
    return Decimal((Fraction(amount) * 10_000 / Fraction(shares)).__floor__()) / 10_000


def article_on(day: date) -> str:
    """By what the income of a cooperative is distributed."""
    if day >= COLLECTIVES_ACT:
        return "农村集体经济组织法第四十二条"
    return "农村集体经济组织财务制度（财农〔2021〕121号）和本组织章程"
