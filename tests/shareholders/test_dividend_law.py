"""Any history, any amount: the dividend is the amount to the fen, by what was held on the record date and no other day.

The machine does to a ledger what people do and distributes now and then. Beside it the same is reckoned from a second
ledger of plain Python; and whatever is entered afterwards, what was drawn up is reckoned again as it was.
"""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from communities.lib.errors import Refused
from shareholders import services
from shareholders.dividend_rows import digest_of, parts_again
from shareholders.rules import ledger as law
from shareholders.rules.dividends import Figures, divide, figure_faults
from tests.shareholders.test_conservation import Services, days, run

amounts = st.integers(1, 10**9)
FACTS = {"basis": "章程"} | dict.fromkeys(("income", "losses", "reserve", "reserve_percent", "retained"), Decimal(0))


class Distributing(Services):
    """People's acts, and distributions between them."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn, self.year = [], 1990

    @precondition(lambda self: self.year < 2026)
    @rule(fen=amounts, on=days)
    def distribute(self, fen, on):
        self.year += 1
        amount = Decimal(fen) / 100
        told = FACTS | {"year": self.year, "amount": amount, "brought_forward": amount, "record_on": on}
        held = held_on(self.book, on)
        try:
            found = services.start_dividend(self.plan, by=self.village.clerk, **told)
        except Refused:
            assert not held
            return
        lines = list(found.lines.all())
        assert {line.person_id: line.shares for line in lines} == held
        assert sum(line.yuan for line in lines) == amount
        total = sum(map(Fraction, held.values()))
        for line in lines:
            exact = Fraction(amount) * Fraction(line.shares) / total
            assert Fraction(line.exact_yuan) == exact
            assert abs(Fraction(line.yuan) - exact) < Fraction(1, 100)
            assert line.carried == (Fraction(line.yuan) > exact)
        self.drawn.append(found)

    @invariant()
    def what_was_drawn_up_is_reckoned_again_as_it_was(self):
        for found in self.drawn[-2:]:
            assert digest_of(parts_again(found)) == found.digest


def held_on(book: list[law.Transaction], on) -> dict:
    """Each holder's shares of all classes at the end of the day, by the second ledger."""
    found = defaultdict(Decimal)
    for account, shares in law.holdings(book, on).items():
        if not account.is_issue:
            found[account.holder] += shares
    return {holder: shares for holder, shares in found.items() if shares}


@pytest.mark.django_db
def test_in_4_runs_of_50_acts_a_dividend_is_exact_and_later_acts_leave_it():
    run(Distributing, 4)


@pytest.mark.long
@pytest.mark.django_db
def test_in_100_runs_of_50_acts_a_dividend_is_exact_and_later_acts_leave_it():
    run(Distributing, 100)


shares = st.integers(1, 10**8).map(lambda units: Decimal(units) / 10_000)


@given(fen=amounts, held=st.lists(shares, min_size=1, max_size=60))
def test_any_amount_over_any_holders_leaves_no_fen_over(fen, held):
    parts = divide(fen, list(enumerate(held)))
    assert sum(part.fen for part in parts) == fen
    assert all(abs(part.fen - part.exact) < 1 for part in parts)
    assert [part.holder for part in parts] == list(range(len(held)))
    equal = defaultdict(list)
    for part, many in zip(parts, held, strict=True):
        equal[many].append(part.fen)
    for fens in equal.values():  # who holds the same differs by a fen at most, and the first has it
        assert fens == sorted(fens, reverse=True)
        assert fens[0] - fens[-1] <= 1


def test_nothing_is_divided_among_nobody():
    with pytest.raises(ValueError, match="nobody"):
        divide(100, [])


money = st.integers(0, 10**8).map(lambda fen: Decimal(fen) / 100)


@given(losses=money, reserve=money, amount=money, retained=money, slip=st.sampled_from([0, 0, 1, -1]))
def test_the_figures_stand_exactly_when_they_add_up(losses, reserve, amount, retained, slip):
    income = losses + reserve + amount + retained + Decimal(slip) / 100
    figures = Figures(income, Decimal(0), losses, Decimal(0), reserve, amount, retained)
    assert (figure_faults(figures) == []) == (slip == 0 and amount > 0)


@given(income=money, losses=money, percent=st.integers(0, 10_000).map(lambda each: Decimal(each) / 100))
def test_the_least_reserve_is_the_charters_percent_of_what_is_left_after_losses(income, losses, percent):
    least = Figures(income, Decimal(0), losses, percent, Decimal(0), Decimal(1), Decimal(0)).least_reserve
    exact = Fraction(max(income - losses, Decimal(0))) * Fraction(percent) / 100
    assert 0 <= Fraction(least) - exact < Fraction(1, 100)
