"""The figures of an inventory's lines, their class totals, and the digest that a signature and a register rest on.

Money is yuan as Decimal with two places, area 亩 as Decimal with four; nothing is ever a float.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from assets.rules.accounts import Chart, Side

ZERO = Decimal(0)
USES = {"operating": "经营性", "non_operating": "非经营性", "undecided": "待界定"}


@dataclass(frozen=True)
class Line:
    """What the law asks of one line. `counts` is false for an off-book item that nobody has verified yet."""

    number: int
    account: str
    name: str
    use: str = ""
    book: Decimal = ZERO
    increase: Decimal = ZERO
    decrease: Decimal = ZERO
    verified: Decimal = ZERO
    original: Decimal | None = None
    depreciation: Decimal | None = None
    net: Decimal | None = None
    land_class: str = ""
    disputed: bool = False
    off_book: bool = False
    counts: bool = True
    difference: str = ""
    has_evidence: bool = False
    written_off: bool = False
    told: tuple[str, ...] = ()  # place, custodian, certificate, other party, due day: what is posted beside the figures

    @property
    def differs(self) -> bool:
        return bool(self.increase or self.decrease)


@dataclass(frozen=True)
class Total:
    """The sum of some lines; for a resource class in 亩, for any other in yuan."""

    lines: int = 0
    book: Decimal = ZERO
    increase: Decimal = ZERO
    decrease: Decimal = ZERO
    verified: Decimal = ZERO

    def plus(self, line: Line) -> "Total":
        return Total(
            self.lines + 1,
            self.book + line.book,
            self.increase + line.increase,
            self.decrease + line.decrease,
            self.verified + line.verified,
        )


@dataclass
class Tally:
    """All totals of an inventory: by class code, by side, by use of assets, by land class and by disputed land."""

    accounts: dict[str, Total] = field(default_factory=dict)
    sides: dict[str, Total] = field(default_factory=dict)
    uses: dict[str, Total] = field(default_factory=dict)
    lands: dict[str, Total] = field(default_factory=dict)
    disputed: Total = Total()

    def account(self, code: str) -> Total:
        return self.accounts.get(code, Total())

    def side(self, side: str) -> Total:
        return self.sides.get(side, Total())

    def use(self, use: str) -> Total:
        return self.uses.get(use, Total())

    def group(self, name: str, chart: Chart) -> Total:
        """The sum of one group of land classes (农用地, 建设用地, 未利用地)."""
        found = [self.lands.get(land.code, Total()) for land in chart.lands if land.group == name]
        return Total(
            sum(each.lines for each in found),
            *(
                sum((getattr(each, name) for each in found), ZERO)
                for name in ("book", "increase", "decrease", "verified")
            ),
        )


def tally(lines: Iterable[Line], chart: Chart) -> Tally:
    """Add up what counts: unverified off-book items are left out (账外资产核实后才计入)."""
    found = Tally()
    for line in lines:
        if not line.counts:
            continue
        side = chart.account(line.account).side
        _add(found.accounts, line.account, line)
        _add(found.sides, side, line)
        if side == Side.ASSET:
            _add(found.uses, line.use, line)
        if side == Side.RESOURCE:
            _add(found.lands, line.land_class, line)
            found.disputed = found.disputed.plus(line) if line.disputed else found.disputed
    return found


def digest(lines: Iterable[Line]) -> str:
    """SHA-256 over the canonical figures of the lines in the order of their numbers."""
    rows = [_canonical(line) for line in sorted(lines, key=lambda line: line.number)]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def class_digests(lines: Iterable[Line]) -> dict[str, str]:
    """The digest of each class that has lines."""
    by_class: dict[str, list[Line]] = {}
    for line in lines:
        by_class.setdefault(line.account, []).append(line)
    return {code: digest(members) for code, members in by_class.items()}


def by_account(lines: Iterable[Line], chart: Chart) -> dict[str, list[Line]]:
    """The lines of each class, classes in the chart's order, classes without lines left out."""
    rows = list(lines)
    ordered = {account.code: [line for line in rows if line.account == account.code] for account in chart.accounts}
    return {code: members for code, members in ordered.items() if members}


def _add(totals: dict[str, Total], key: str, line: Line) -> None:
    totals[key] = totals.get(key, Total()).plus(line)


def _canonical(line: Line) -> list:
    amounts = (line.book, line.increase, line.decrease, line.verified, line.original, line.depreciation, line.net)
    return [
        line.number,
        line.account,
        line.name,
        line.use,
        *("" if amount is None else f"{amount:.4f}" for amount in amounts),
        line.land_class,
        line.disputed,
        line.off_book,
        line.counts,
        line.difference,
        *line.told,
    ]


def differing_totals(one: Mapping[str, Total], other: Mapping[str, Total]) -> list[str]:
    """The class codes whose last 核实数 (of `other`) is not this 账面数 (of `one`)."""
    codes = dict.fromkeys([*one, *other])
    return [code for code in codes if one.get(code, Total()).book != other.get(code, Total()).verified]
