"""Who gets what of a distribution: the holders as the ledger has them at the record date, each with its part."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, Min

from shareholders import holdings
from shareholders.holdings import Holding
from shareholders.models import Dividend, SharePlan, ShareTransaction
from shareholders.rules.dividends import Part, divide
from shareholders.rules.ledger import plain


@dataclass(frozen=True)
class Row:
    """One holder with its part of the money."""

    holding: Holding
    part: Part

    @property
    def yuan(self) -> Decimal:
        return Decimal(self.part.fen) / 100


def parts_of(plan: SharePlan, on: date, amount: Decimal, *, collective: bool, upto: int) -> list[tuple[dict, Part]]:
    """Rows of `holdings.held` with their parts, from the ledger's acts up to number `upto`; empty where nobody holds.

    Two equal remainders: the fen goes to the account that was opened first, so that no later change of a name or of a
    household moves it.
    """
    found = holdings.held(plan, on).annotate(first=Min("account")).filter(transaction__number__lte=upto)
    found = sorted(
        (row for row in found if collective or row[holdings.PERSON] is not None), key=lambda row: row["first"]
    )
    if not found:
        return []
    parts = divide(int(amount * 100), [(row["first"], row["total"]) for row in found])
    return list(zip(found, parts, strict=True))


def rows_of(plan: SharePlan, on: date, parts: Sequence[tuple[dict, Part]]) -> list[Row]:
    """The list by 户编号, the collective last, with names as they are now."""
    given = {(row[holdings.HOME], row[holdings.PERSON]): part for row, part in parts}
    found = holdings.holdings(plan, [row for row, _ in parts], on)
    return [Row(each, given[each.household, each.person]) for each in found]


def parts_again(dividend: Dividend, upto: int | None = None) -> list[tuple[dict, Part]]:
    """Reckoned anew from the very acts the list was made of (or up to another): later entries change nothing in it."""
    return parts_of(
        dividend.plan,
        dividend.record_on,
        dividend.amount,
        collective=dividend.collective_takes_part,
        upto=dividend.ledger_number if upto is None else upto,
    )


def digest_of(parts: Sequence[tuple[dict, Part]]) -> str:
    """SHA-256 of who gets what; names and households may be corrected without changing it."""
    told = sorted((str(row[holdings.PERSON]), plain(row["total"]), part.fen) for row, part in parts)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def last_number(plan: SharePlan) -> int:
    """The number of the ledger's newest act."""
    return plan.transactions.aggregate(last=Max("number"))["last"] or 0


def entered_since(dividend: Dividend) -> list[ShareTransaction]:
    """Acts entered after the list was made that would have changed it: of the record date or before, still standing."""
    found = dividend.plan.transactions.filter(number__gt=dividend.ledger_number, occurred_on__lte=dividend.record_on)
    return list(found.order_by("number")[:20])
