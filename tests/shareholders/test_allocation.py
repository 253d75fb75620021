"""The share plan adds up: to the share and to the fen, whatever the measures."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shareholders.rules.allocation import Allocation, Claim, Rule, Weight, allocate, apportion, rounded, share_value

HEADS = Weight("heads", "人口股", Rule.PER_HEAD, rate=Fraction(1))
YEARS = Weight("years", "农龄股", Rule.PER_YEAR, rate=Fraction(3, 10))
COLLECTIVE = Weight("collective", "集体股", Rule.COLLECTIVE, percent=Fraction(20))


def claims(*measures, share_class: str = "heads") -> list[Claim]:
    return [Claim(f"甲{number}", share_class, Fraction(measure)) for number, measure in enumerate(measures)]


def test_three_equal_parts_of_a_hundred_leave_nothing_over():
    assert apportion([Fraction(100, 3)] * 3, 100) == [34, 33, 33]


def test_the_largest_cut_gets_the_rest():
    assert apportion([Fraction("1.2"), Fraction("2.7"), Fraction("3.1")], 7) == [1, 3, 3]


def test_a_total_out_of_reach_of_rounding_is_an_error():
    with pytest.raises(ValueError, match="cannot be reached"):
        apportion([Fraction(1, 2), Fraction(3)], 5)


def test_halves_round_up():
    assert [rounded(Fraction(each)) for each in ("0.5", "1.49", "2.5")] == [1, 1, 3]


def test_one_share_a_head_divides_the_base_to_the_fen():
    """100.00 yuan over three heads: 33.34 + 33.33 + 33.33, and the row that got the odd fen is marked."""
    found = allocate(100_00, 0, [HEADS], claims(1, 1, 1))
    assert [row.fen for row in found.rows] == [33_34, 33_33, 33_33]
    assert [row.fen_carried for row in found.rows] == [True, False, False]
    assert (found.units, found.fen) == (3, 100_00)


def test_years_are_decimal_and_whole_shares_go_by_largest_remainder():
    """0.3 share a year: 23.5, 10 and 4 years are 7.05, 3 and 1.2, together 11.25, so 11 shares."""
    found = allocate(1_000_000, 0, [YEARS], claims("23.5", 10, 4, share_class="years"))
    assert [row.units for row in found.rows] == [7, 3, 1]
    found = allocate(1_000_000, 2, [YEARS], claims("23.5", 10, 4, share_class="years"))
    assert [row.units for row in found.rows] == [705, 300, 120]
    assert not any(row.carried for row in found.rows)


def test_a_class_with_a_stated_total_gives_out_exactly_that():
    pool = Weight("years", "农龄股", Rule.PER_YEAR, pool=Fraction(1000))
    found = allocate(1_000_000, 0, [pool], claims("12.5", "12.5", "12.5", share_class="years"))
    assert [row.units for row in found.rows] == [334, 333, 333]
    assert [row.carried for row in found.rows] == [True, False, False]


def test_the_collective_holds_its_percent_of_all_shares():
    """Eight heads are 80 percent, so the whole is ten shares and the collective holds two."""
    found = allocate(1_000_00, 0, [HEADS, COLLECTIVE], claims(*[1] * 8))
    assert found.class_units == {"heads": 8, "collective": 2}
    assert sum(row.fen for row in found.rows if row.holder is None) == 200_00


@pytest.mark.parametrize(
    ("base", "places", "weights", "asked", "word"),
    [
        (0, 0, [HEADS], claims(1), "量化基数"),
        (100, 5, [HEADS], claims(1), "小数"),
        (100, 0, [], [], "尚未设置股类"),
        (100, 0, [HEADS], [], "没有享有人"),
        (100, 0, [HEADS], claims(-1, 3), "不能为负数"),
        (100, 0, [HEADS], claims(1) * 2, "两条计股依据"),
        (100, 0, [HEADS], claims(1, share_class="别的"), "不属于本方案"),
        (100, 0, [Weight("heads", "人口股", Rule.PER_HEAD)], claims(1), "二者只填一项"),
        (100, 0, [Weight("heads", "人口股", Rule.PER_HEAD, rate=Fraction(0))], claims(1), "必须大于0"),
        (100, 0, [Weight("heads", "人口股", Rule.PER_HEAD, pool=Fraction("1.5"))], claims(1), "小数位多于"),
        (100, 0, [HEADS, Weight("c", "集体股", Rule.COLLECTIVE)], claims(1), "比例"),
        (100, 0, [HEADS, Weight("c", "集体股", Rule.COLLECTIVE, percent=Fraction(100))], claims(1), "小于100%"),
        (100, 0, [Weight("heads", "人口股", Rule.PER_HEAD, rate=Fraction(1, 9))], claims(1), "一股也分不出来"),
    ],
)
def test_a_plan_that_cannot_be_divided_says_why(base, places, weights, asked, word):
    found = allocate(base, places, weights, asked)
    assert found.rows == ()
    assert any(word in fault for fault in found.faults)


def test_the_value_of_a_share_is_cut_not_rounded():
    assert str(share_value(200, 3, 0)) == "0.66"
    assert share_value(200, 0, 0) == 0


measures = st.lists(st.decimals(0, 60, places=1).map(Fraction), min_size=1, max_size=40).filter(any)


@given(
    base=st.integers(1, 10**13),
    places=st.integers(0, 4),
    rate=st.fractions(Fraction(1, 50), 20, max_denominator=1000),
    pool=st.integers(1, 100_000),
    percent=st.fractions(1, 60, max_denominator=100),
    heads=st.integers(1, 40),
    years=measures,
)
@settings(max_examples=300, deadline=None)
def test_any_plan_adds_up_to_the_share_and_to_the_fen(base, places, rate, pool, percent, heads, years):
    weights = [
        Weight("heads", "人口股", Rule.PER_HEAD, pool=Fraction(pool)),
        Weight("years", "农龄股", Rule.PER_YEAR, rate=rate),
        Weight("c", "集体股", Rule.COLLECTIVE, percent=percent),
    ]
    asked = claims(*[1] * heads) + claims(*years, share_class="years")
    found = allocate(base, places, weights, asked)
    assert found.faults == ()
    assert found.fen == base
    assert found.class_units["heads"] == pool * 10**places
    assert found.class_units["years"] == rounded(sum(rate * year * 10**places for year in years))
    assert found.units == sum(row.units for row in found.rows)
    assert all(abs(row.units - row.exact_units) < 1 and abs(row.fen - row.exact_fen) < 1 for row in found.rows)
    assert fair(found)


def fair(found: Allocation) -> bool:
    """Of one class, whoever measures more never gets less, but for the odd unit of equal cuts."""
    by_class: dict[str, list] = {}
    for row in found.rows:
        by_class.setdefault(row.share_class, []).append(row)
    return all(
        one.units <= other.units for rows in by_class.values() for one in rows for other in rows
        if one.measure < other.measure
    )  # fmt: skip
