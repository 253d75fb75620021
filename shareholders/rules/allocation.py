"""量化: a base in fen divided into shares of members and of the collective, so that nothing is left over.

Shares are counted in units of the plan's smallest part (places=2: hundredths of a share), money in fen. What does not
divide evenly goes by largest remainder: everybody gets the whole part, the rest goes one unit each to those whose cut
was largest, the earlier one first where two are equal.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

MOST_PLACES = 4


class Rule(StrEnum):
    PER_HEAD = "per_head"
    PER_YEAR = "per_year"
    STATED = "stated"
    COLLECTIVE = "collective"


@dataclass(frozen=True, slots=True)
class Weight:
    """How one class of shares is measured out.

    `rate` is shares for one head, one year of 农龄 or one unit stated; `pool`, in its place, is the number of shares of
    the whole class, divided in proportion; `percent` is a collective class's part of all shares.
    """

    key: str
    name: str
    rule: Rule
    rate: Fraction | None = None
    pool: Fraction | None = None
    percent: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What one holder brings to a class: 1 head, so many years, so many stated units."""

    holder: object
    share_class: str
    measure: Fraction


@dataclass(frozen=True, slots=True)
class Row:
    """One holder's part of one class; holder None is the collective.

    `carried` is set where the shares, `fen_carried` where the money was rounded up: the rows of the largest remainders.
    """

    holder: object
    share_class: str
    measure: Fraction
    exact_units: Fraction
    units: int
    carried: bool
    exact_fen: Fraction = Fraction(0)
    fen: int = 0
    fen_carried: bool = False


@dataclass(frozen=True, slots=True)
class Allocation:
    """The rows of all classes in the order of the plan, or the sentences why there are none."""

    rows: tuple[Row, ...] = ()
    faults: tuple[str, ...] = ()
    class_units: dict[str, int] = field(default_factory=dict)

    @property
    def units(self) -> int:
        return sum(self.class_units.values())

    @property
    def fen(self) -> int:
        return sum(row.fen for row in self.rows)


def apportion(exact: Sequence[Fraction], total: int) -> list[int]:
    """Whole numbers that add up to `total`, none further than one from its exact part.

    Raises ValueError where the total lies further from the parts' sum than rounding can bring it.
    """
    whole = [part.__floor__() for part in exact]
    left = total - sum(whole)
    cut = sorted(
        (number for number, part in enumerate(exact) if part != whole[number]), key=lambda n: whole[n] - exact[n]
    )
    if not 0 <= left <= len(cut):
        raise ValueError(f"{total} cannot be reached by rounding parts that sum to {sum(exact)}")
    for number in cut[:left]:
        whole[number] += 1
    return whole


def rounded(exact: Fraction) -> int:
    """To the nearest whole number, halves up."""
    return (exact + Fraction(1, 2)).__floor__()


def allocate(base_fen: int, places: int, weights: Sequence[Weight], claims: Iterable[Claim]) -> Allocation:
    """Divide a base into shares of all classes and give every row its money; Σ shares = total, Σ fen = base."""
    claims = list(claims)
    if faults := plan_faults(base_fen, places, weights, claims):
        return Allocation(faults=tuple(faults))
    scale = 10**places
    by_class: dict[str, list[Claim]] = {weight.key: [] for weight in weights}
    for claim in claims:
        by_class[claim.share_class].append(claim)
    rows = [
        row
        for weight in weights
        if weight.rule != Rule.COLLECTIVE
        for row in _members(weight, by_class[weight.key], scale)
    ]
    rows += _collective(weights, sum(row.units for row in rows))
    return _priced(base_fen, rows, weights)


def stated(places: int, weights: Sequence[Weight]) -> Allocation:
    """The shares of each class as an earlier reform issued them: the numbers stated, and no rows."""
    scale, percent = 10**places, sum((weight.percent or 0 for weight in weights), Fraction(0))
    faults = [
        f"按原改革登记的方案，“{weight.name}”须填写股类总数，小数最多{places}位。"
        for weight in weights
        if weight.rule != Rule.COLLECTIVE and (weight.pool is None or (weight.pool * scale).denominator != 1)
    ]
    if percent >= 100 or not any(weight.pool for weight in weights):
        faults.append("请设置股类和股类总数；集体股比例合计必须小于100%。")
    if faults:
        return Allocation(faults=tuple(faults))
    held = {weight.key: int(weight.pool * scale) for weight in weights if weight.rule != Rule.COLLECTIVE}
    collective = {row.share_class: row.units for row in _collective(weights, sum(held.values()))}
    return Allocation(class_units=held | collective)


def plan_faults(base_fen: int, places: int, weights: Sequence[Weight], claims: Sequence[Claim]) -> list[str]:
    """Why a plan cannot be divided, in sentences for the clerk; empty: it can."""
    known = {weight.key for weight in weights}
    percent = sum((weight.percent or 0 for weight in weights), Fraction(0))
    asked = Counter((claim.holder, claim.share_class) for claim in claims)
    checks = (
        ("量化基数必须大于0元，请填写并注明出处。", base_fen > 0),
        (f"股数最多保留{MOST_PLACES}位小数。", 0 <= places <= MOST_PLACES),
        ("尚未设置股类，请至少设置人口股。", bool(weights)),
        ("集体股比例合计必须小于100%。", percent < 100),
        ("有计股依据不属于本方案的任何股类，请重新生成。", {claim.share_class for claim in claims} <= known),
        ("同一人在同一股类有两条计股依据，请核对名单。", all(count == 1 for count in asked.values())),
        ("计股依据不能为负数。", all(claim.measure >= 0 for claim in claims)),
    )
    faults = [sentence for sentence, holds in checks if not holds]
    return faults or [fault for weight in weights for fault in _weight_faults(weight, places, claims)]


def _weight_faults(weight: Weight, places: int, claims: Sequence[Claim]) -> list[str]:
    if weight.rule == Rule.COLLECTIVE:
        return [] if weight.percent and weight.percent > 0 else [f"“{weight.name}”须填写占总股数的比例。"]
    measured = sum((claim.measure for claim in claims if claim.share_class == weight.key), Fraction(0))
    checks = (
        (f"“{weight.name}”须填写每份股数或股类总数，二者只填一项。", (weight.rate is None) != (weight.pool is None)),
        (f"“{weight.name}”的股数必须大于0。", (weight.rate or weight.pool or 0) > 0),
        (f"“{weight.name}”没有享有人，请先确定计股依据。", measured > 0),
        (
            f"“{weight.name}”的股类总数小数位多于方案规定的{places}位。",
            weight.pool is None or (weight.pool * 10**places).denominator == 1,
        ),
    )
    return [sentence for sentence, holds in checks if not holds]


def _members(weight: Weight, claims: Sequence[Claim], scale: int) -> list[Row]:
    claims = [claim for claim in claims if claim.measure]
    if weight.pool is None:
        exact = [weight.rate * claim.measure * scale for claim in claims]
        total = rounded(sum(exact, Fraction(0)))
    else:
        total, measured = int(weight.pool * scale), sum((claim.measure for claim in claims), Fraction(0))
        exact = [claim.measure * total / measured for claim in claims]
    given = apportion(exact, total)
    return [
        Row(claim.holder, weight.key, claim.measure, part, units, units > part)
        for claim, part, units in zip(claims, exact, given, strict=True)
    ]


def _collective(weights: Sequence[Weight], held: int) -> list[Row]:
    """The collective's classes: p percent of all shares, of which the members' are the rest."""
    percent = sum((weight.percent or 0 for weight in weights if weight.rule == Rule.COLLECTIVE), Fraction(0))
    whole = Fraction(held) * 100 / (100 - percent)
    rows = []
    for weight in weights:
        if weight.rule == Rule.COLLECTIVE:
            exact = whole * weight.percent / 100
            rows.append(Row(None, weight.key, weight.percent, exact, rounded(exact), rounded(exact) > exact))
    return rows


def _priced(base_fen: int, rows: Sequence[Row], weights: Sequence[Weight]) -> Allocation:
    total = sum(row.units for row in rows)
    if not total:
        return Allocation(faults=("按现有权重一股也分不出来，请核对每份股数和小数位数。",))
    exact = [Fraction(base_fen * row.units, total) for row in rows]
    given = apportion(exact, base_fen)
    order = {weight.key: place for place, weight in enumerate(weights)}
    priced = [
        Row(
            row.holder, row.share_class, row.measure, row.exact_units, row.units, row.carried,
            part, fen, fen > part,
        )
        for row, part, fen in zip(rows, exact, given, strict=True)
    ]  # fmt: skip
    class_units = {weight.key: 0 for weight in weights}
    for row in priced:
        class_units[row.share_class] += row.units
    return Allocation(tuple(sorted(priced, key=lambda row: order[row.share_class])), (), class_units)


def share_value(base_fen: int, units: int, places: int) -> Decimal:
    """每股净资产 in yuan, cut to the fen; for display only, nothing is computed from it."""
    if not units:
        return Decimal(0)
    return Decimal((Fraction(base_fen * 10**places, units)).__floor__()) / 100
