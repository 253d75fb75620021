"""The ledger's law by itself: lines that balance, days that never go below nought, sums that are what was issued."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from communities.lib.clock import SHANGHAI
from shareholders.rules import ledger
from shareholders.rules.ledger import Account, Kind, Line, Transaction

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=SHANGHAI)
A, B = Account("人口股", "甲"), Account("人口股", "乙")
TEN = Decimal(10)


def entered(number: int, kind: Kind, lines, *, on: date = DAY, later: int = 0, cancels: int | None = None):
    return Transaction(number, kind, on, NOON + timedelta(days=later), tuple(lines), cancels)


def test_an_issue_stands_against_the_account_of_its_class():
    lines = ledger.issue({A: TEN, B: Decimal(5), Account("农龄股", "甲"): Decimal("2.5")})
    assert ledger.is_balanced(lines)
    assert Line(Account("人口股"), Decimal(-15)) in lines
    assert Line(Account("农龄股"), Decimal("-2.5")) in lines


def test_a_transfer_moves_what_the_giver_loses():
    assert ledger.move(A, {"乙": Decimal(3), "丙": Decimal(4)})[0] == Line(A, Decimal(-7))


def test_a_cancelled_transaction_leaves_the_totals_of_every_day():
    first = entered(1, Kind.ISSUE, ledger.issue({A: TEN}))
    undone = entered(2, Kind.CANCEL, ledger.mirror(first.lines), later=5, cancels=1)
    assert ledger.holdings([first, undone], DAY) == {}
    assert ledger.holdings([first, undone], DAY, NOON)[A] == TEN


def test_holdings_are_asked_by_the_business_day_and_by_what_was_known():
    first = entered(1, Kind.ISSUE, ledger.issue({A: TEN}))
    late = entered(2, Kind.TRANSFER, ledger.move(A, {"乙": TEN}), on=DAY + timedelta(days=1), later=30)
    book = [first, late]
    assert ledger.holdings(book, DAY)[A] == TEN
    assert ledger.holdings(book, DAY + timedelta(days=1))[B] == TEN
    assert ledger.holdings(book, DAY + timedelta(days=1), NOON + timedelta(days=9))[A] == TEN


def test_a_day_below_nought_is_found_even_where_the_end_is_not():
    first = entered(1, Kind.ISSUE, ledger.issue({A: TEN}))
    early = entered(2, Kind.TRANSFER, ledger.move(A, {"乙": TEN}), on=DAY - timedelta(days=1))
    assert ledger.overdrawn([first, early], [A, B]) == [A]
    assert ledger.lowest([(DAY, TEN), (DAY, -TEN)]) == 0


@pytest.mark.parametrize("kind", Kind)
def test_after_the_lock_only_transfer_and_inheritance_are_left(kind):
    assert (ledger.kind_faults(kind, locked=True) == []) == (kind in {Kind.TRANSFER, Kind.INHERIT})
    assert ledger.kind_faults(kind, locked=False) == []


@pytest.mark.parametrize(
    ("kind", "lines", "word"),
    [
        (Kind.ISSUE, (), "一增一减"),
        (Kind.TRANSFER, ledger.move(A, {"乙": Decimal(0)}), "不能为0"),
        (Kind.TRANSFER, (Line(A, TEN), Line(A, -TEN)), "只能有一条"),
        (Kind.CORRECT, (Line(A, TEN), Line(B, TEN)), "合计必须为0"),
        (Kind.TRANSFER, (Line(A, TEN), Line(Account("农龄股", "甲"), -TEN)), "合计必须为0"),
        (Kind.GIFT, ledger.issue({A: TEN}), "持有人之间"),
    ],
)
def test_lines_that_may_not_stand_say_why(kind, lines, word):
    assert any(word in fault for fault in ledger.line_faults(kind, lines))
