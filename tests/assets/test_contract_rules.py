"""The law of contracts, typed from the articles."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, product

import pytest

from assets.rules import contracts
from assets.rules.contracts import FilingRule, Terms

RULE = FilingRule(Decimal(30000), 365)
LEASE = Terms(
    key=1,
    kind="house_lease",
    subject="沿街房屋",
    counterparty="某商贸公司",
    signed_on=date(2021, 3, 1),
    starts_on=date(2021, 3, 15),
    ends_on=date(2026, 3, 14),
    procedure="成员代表会议2021-02-20",
    filing_number="云农备〔2021〕3号",
)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2021, 3, 14), "upcoming"),
        (date(2021, 3, 15), "valid"),
        (date(2026, 3, 14), "valid"),
        (date(2026, 3, 15), "expired"),
    ],
)
def test_a_contract_holds_from_its_first_day_to_its_last(day, status):
    assert contracts.status(LEASE, day) == status


def test_a_contract_is_disputed_until_the_dispute_is_settled():
    disputed = replace(LEASE, disputed_on=date(2023, 5, 1), settled_on=date(2023, 8, 1))
    days = [date(2023, 4, 30), date(2023, 5, 1), date(2023, 7, 31), date(2023, 8, 1)]
    assert [contracts.status(disputed, day) for day in days] == ["valid", "disputed", "disputed", "valid"]


def test_an_ended_contract_is_ended_whatever_else_it_was():
    ended = replace(LEASE, disputed_on=date(2023, 5, 1), terminated_on=date(2023, 9, 1))
    assert contracts.status(ended, date(2023, 8, 31)) == "disputed"
    assert contracts.status(ended, date(2030, 1, 1)) == "terminated"


@pytest.mark.parametrize(
    ("kind", "signed_on", "ends_on", "article"),
    [
        ("house_lease", date(2021, 3, 1), date(2041, 3, 15), ""),
        ("house_lease", date(2021, 3, 1), date(2041, 3, 16), "民法典第七百零五条"),
        ("land_lease", date(2020, 12, 31), date(2041, 3, 16), "合同法第二百一十四条"),
        ("house_lease", date(1999, 9, 30), date(2041, 3, 16), ""),
        ("family_contracting", date(2021, 3, 1), date(2051, 3, 14), ""),
        ("other_contracting", date(2021, 3, 1), date(2051, 3, 14), ""),
    ],
)
def test_a_lease_and_nothing_else_is_limited_to_twenty_years(kind, signed_on, ends_on, article):
    found = contracts.overlong(replace(LEASE, kind=kind, signed_on=signed_on, ends_on=ends_on))
    assert (found is None) is (article == "")
    assert found is None or article in found.text


def test_a_term_from_the_leap_day_ends_on_the_last_day_of_february():
    assert contracts.lease_limit(replace(LEASE, starts_on=date(2024, 2, 29))) == date(2044, 2, 29)
    assert contracts.years_later(date(2024, 2, 29), 1) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("total", "rent", "ends_on", "worth"),
    [
        (Decimal("30000.00"), None, date(2026, 3, 14), Decimal("30000.00")),
        (None, Decimal(6000), date(2026, 3, 14), Decimal("30000.00")),
        (None, Decimal(6000), date(2026, 3, 15), Decimal("30500.00")),
        (None, Decimal("1000.01"), date(2021, 4, 14), Decimal("83.33")),
        (None, Decimal(6000), None, Decimal(6000)),
        (None, None, date(2026, 3, 14), None),
    ],
)
def test_what_a_contract_is_about_is_its_total_or_its_rent_over_its_months(total, rent, ends_on, worth):
    assert contracts.worth(replace(LEASE, total=total, rent_per_year=rent, ends_on=ends_on)) == worth


@pytest.mark.parametrize(("total", "due"), [("29999.99", False), ("30000.00", True), ("30000.01", True)])
def test_thirty_thousand_and_above_includes_thirty_thousand(total, due):
    assert contracts.must_file(replace(LEASE, total=Decimal(total)), RULE) is due


def test_an_unfiled_contract_is_flagged_in_the_officials_words():
    terms = replace(LEASE, total=Decimal("30000.00"), filing_number="")
    texts = [found.text for found in contracts.own_findings(terms, date(2022, 1, 1), RULE, None)]
    assert texts == ["未备案，请补报：金额30,000.00元，30,000元以上须备案。"]


def test_a_small_lease_after_the_lock_is_flagged_and_one_before_it_is_not():
    terms = replace(LEASE, total=Decimal(100), filing_number="")
    for locked_on, flagged in [(LEASE.signed_on, True), (LEASE.signed_on + timedelta(days=1), False), (None, False)]:
        found = contracts.own_findings(terms, date(2022, 1, 1), RULE, locked_on)
        assert [each.key for each in found] == (["unfiled"] if flagged else [])


def test_what_is_wrong_with_a_contract_suggests_its_problem():
    terms = replace(LEASE, written=False, procedure="", receivable=Decimal(9), received=Decimal(8))
    found = contracts.own_findings(terms, date(2030, 1, 1), RULE, None)
    assert [each.problem for each in found] == ["verbal", "no_procedure", "not_recovered", "arrears"]
    assert {each.problem for each in found} <= set(contracts.PROBLEMS)


def test_two_contracts_over_the_same_thing_and_days_are_found():
    other = replace(LEASE, key=2, subject="沿街 房屋", starts_on=date(2026, 3, 14), ends_on=date(2027, 1, 1))
    assert contracts.sharing([LEASE, other]) == {frozenset({1, 2})}
    assert contracts.sharing([LEASE, replace(other, starts_on=date(2026, 3, 15))]) == set()
    assert contracts.sharing([LEASE, replace(other, subject="仓库")]) == set()


def test_a_contract_ended_early_makes_room_on_that_very_day():
    ended = replace(LEASE, terminated_on=date(2023, 1, 1))
    other = replace(LEASE, key=2, starts_on=date(2023, 1, 1), ends_on=date(2024, 1, 1))
    assert contracts.sharing([ended, other]) == set()


def test_sharing_is_having_a_day_in_common_whatever_the_order():
    spans = list(combinations([date(2025, 1, 1) + timedelta(days=n) for n in range(4)], 2))
    for (one_from, one_to), (other_from, other_to) in product(spans, spans):
        one = replace(LEASE, starts_on=one_from, ends_on=one_to)
        other = replace(LEASE, key=2, starts_on=other_from, ends_on=other_to)
        common = max(one_from, other_from) <= min(one_to, other_to)
        assert bool(contracts.sharing([one, other])) == bool(contracts.sharing([other, one])) == common


def small(key: int, day: date, amount: str = "10000.00", **changes) -> Terms:
    return replace(LEASE, key=key, signed_on=day, total=Decimal(amount), filing_number="", **changes)


def test_several_small_contracts_with_one_party_are_found_as_split():
    rows = [small(1, date(2026, 1, 1)), small(2, date(2026, 6, 1)), small(3, date(2027, 1, 1))]
    assert contracts.split(rows, RULE) == dict.fromkeys((1, 2, 3), (frozenset({1, 2, 3}), Decimal("30000.00")))
    assert contracts.split([*rows[:2], small(3, date(2027, 1, 2))], RULE) == {}
    assert contracts.split([*rows[:2], small(3, date(2026, 7, 1), "9999.99")], RULE) == {}
    assert contracts.split([*rows[:2], small(3, date(2026, 7, 1), counterparty="别家")], RULE) == {}


def test_what_is_filed_or_large_by_itself_is_not_split():
    rows = [small(1, date(2026, 1, 1), "20000"), small(2, date(2026, 2, 1), "20000")]
    assert set(contracts.split(rows, RULE)) == {1, 2}
    assert contracts.split([rows[0], replace(rows[1], filing_number="一号")], RULE) == {}
    assert contracts.split([rows[0], small(2, date(2026, 2, 1), "30000")], RULE) == {}
