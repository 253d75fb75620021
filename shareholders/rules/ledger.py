"""The share ledger's law: what moves shares, when it may, and what every posting keeps.

Every transaction is lines that add up to nought in each class: a holder's account gains what another account loses,
and the account 发行 of a class stands against all its holders. So the holdings of a class are always what was issued,
whatever happens. A cancelled transaction is met by its mirror with the same 发生日, and leaves the totals of every day.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import groupby


class Kind(StrEnum):
    ISSUE = "issue"
    TRANSFER = "transfer"
    INHERIT = "inherit"
    GIFT = "gift"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"


LABELS = {
    Kind.ISSUE: "发行",
    Kind.TRANSFER: "转让",
    Kind.INHERIT: "继承",
    Kind.GIFT: "赠与",
    Kind.CORRECT: "更正",
    Kind.WITHDRAW: "退出",
    Kind.CANCEL: "冲销",
}
# 两不增、两不减: once the shares are fixed only these are left, and neither changes what was issued.
AFTER_LOCK = frozenset({Kind.TRANSFER, Kind.INHERIT})
BETWEEN_HOLDERS = frozenset({Kind.TRANSFER, Kind.INHERIT, Kind.GIFT})


@dataclass(frozen=True, slots=True)
class Account:
    """One holder's shares of one class, or (holder None) the class's account 发行, the only one below nought."""

    share_class: Hashable
    holder: Hashable | None = None

    @property
    def is_issue(self) -> bool:
        return self.holder is None


@dataclass(frozen=True, slots=True)
class Line:
    account: Account
    shares: Decimal


@dataclass(frozen=True, slots=True)
class Transaction:
    """`occurred_on` is the business day, `at` the time of entry; `cancels` is the number of the one it undoes."""

    number: int
    kind: Kind
    occurred_on: date
    at: datetime
    lines: tuple[Line, ...]
    cancels: int | None = None


def plain(shares: Decimal) -> str:
    """“12.5”: shares as one writes them, without the noughts behind."""
    return f"{shares.normalize():f}" if shares else "0"


def issue(holdings: Mapping[Account, Decimal]) -> tuple[Line, ...]:
    """The lines that give each holder what the plan allots, each class against its account 发行."""
    issued: dict[Hashable, Decimal] = defaultdict(Decimal)
    for account, shares in holdings.items():
        issued[account.share_class] += shares
    lines = [Line(account, shares) for account, shares in holdings.items() if shares]
    return (*lines, *(Line(Account(each), -total) for each, total in issued.items() if total))


def withdraw(holdings: Mapping[Account, Decimal]) -> tuple[Line, ...]:
    """The lines that take shares back: the mirror of an issue."""
    return mirror(issue(holdings))


def move(giver: Account, takers: Mapping[Hashable, Decimal]) -> tuple[Line, ...]:
    """The lines by which one holder's shares of a class pass to others."""
    given = [Line(Account(giver.share_class, holder), shares) for holder, shares in takers.items()]
    return (Line(giver, -sum(takers.values(), Decimal(0))), *given)


def mirror(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(Line(line.account, -line.shares) for line in lines)


def is_balanced(lines: Iterable[Line]) -> bool:
    """Whether the lines of each class add up to nought."""
    sums: dict[Hashable, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.account.share_class] += line.shares
    return not any(sums.values())


def kind_faults(kind: Kind, *, locked: bool) -> list[str]:
    """Whether the kind may be posted at all: after the lock only transfer and inheritance."""
    if locked and kind not in AFTER_LOCK:
        return [f"股权已经固化，实行“两不增、两不减”，只能办理转让或继承，不能办理{LABELS[kind]}。"]
    return []


def line_faults(kind: Kind, lines: Sequence[Line]) -> list[str]:
    """What is wrong with the lines in themselves."""
    checks = (
        ("至少要有一增一减两条分录。", len(lines) >= 2),
        ("每条分录的股数不能为0。", all(line.shares for line in lines)),
        ("同一账户在一笔业务中只能有一条分录，请合并。", len({line.account for line in lines}) == len(lines)),
        ("各股类的增减合计必须为0。", is_balanced(lines)),
        (
            f"{LABELS[kind]}只在持有人之间进行，不能改变发行总数。",
            kind not in BETWEEN_HOLDERS or not any(line.account.is_issue for line in lines),
        ),
    )
    return [sentence for sentence, holds in checks if not holds]


def lowest(history: Iterable[tuple[date, Decimal]]) -> Decimal:
    """The lowest balance an account has at the end of any day, given its changes with their days; 0 at most."""
    balance = least = Decimal(0)
    for _, changes in groupby(sorted(history, key=lambda change: change[0]), key=lambda change: change[0]):
        balance += sum((shares for _, shares in changes), Decimal(0))
        least = min(least, balance)
    return least


def holdings(
    transactions: Iterable[Transaction], on: date | None = None, known_by: datetime | None = None
) -> dict[Account, Decimal]:
    """What each account holds at the end of a day, as far as it was entered by a moment; empty ones are left out."""
    found: dict[Account, Decimal] = defaultdict(Decimal)
    for each in transactions:
        if (on is None or each.occurred_on <= on) and (known_by is None or each.at <= known_by):
            for line in each.lines:
                found[line.account] += line.shares
    return {account: shares for account, shares in found.items() if shares}


def overdrawn(transactions: Iterable[Transaction], accounts: Collection[Account]) -> list[Account]:
    """Those of the holders' accounts that would be below nought at the end of some day."""
    history: dict[Account, list[tuple[date, Decimal]]] = defaultdict(list)
    wanted = set(accounts)
    for each in transactions:
        for line in each.lines:
            if line.account in wanted and not line.account.is_issue:
                history[line.account].append((each.occurred_on, line.shares))
    return [account for account, changes in history.items() if lowest(changes) < 0]
