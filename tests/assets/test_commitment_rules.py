"""四个不变: what counts as a difference, and what does not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from assets.rules.commitments import AMOUNTS, KINDS, QUANTITIES, State, differences

BEFORE = State(
    holder="某种植户",
    quantity=Decimal("12.5000"),
    amount=Decimal("3000.00"),
    ends_on=date(2030, 1, 1),
    scope="全体村民",
)


def test_every_kind_says_what_is_counted_and_paid():
    assert set(QUANTITIES) == set(AMOUNTS) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_said_otherwise_is_no_difference(kind):
    after = replace(BEFORE, quantity=Decimal("12.5"), amount=Decimal(3000), holder="某 种植户", scope="全体 村民")
    assert differences(kind, BEFORE, after) == []


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"holder": "别人"}, "对方：某种植户 → 别人"),
        ({"quantity": Decimal(12)}, "承包面积（亩）：12.5 → 12"),
        ({"amount": Decimal("3000.01")}, "每年承包费（元）：3000 → 3000.01"),
        ({"amount": None}, "每年承包费（元）：3000 → （空）"),
        ({"ends_on": date(2029, 1, 1)}, "期限至：2030-01-01 → 2029-01-01"),
        ({"scope": "在册村民"}, "范围：全体村民 → 在册村民"),
        ({"exists": False}, "是否仍在：在 → 已不存在"),
    ],
)
def test_a_difference_says_what_was_and_what_is(changes, text):
    assert [str(each) for each in differences("contracting", BEFORE, replace(BEFORE, **changes))] == [text]


def test_round_numbers_keep_their_noughts():
    found = differences("welfare", State(quantity=Decimal("100.0000")), State(quantity=Decimal("200.0000")))
    assert str(found[0]) == "享受人数（人）：100 → 200"
