"""The law of a village's contracts: how long a lease may last, what must be filed, what two of them may not share.

Money in yuan, exact. An unfiled contract is flagged and its filing asked for; it is never void for that
(农村集体经济组织法第六十二条 makes filing no condition of validity).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import combinations

from communities.rules import legal_numbers
from communities.rules.legal_numbers import LegalNumber

UNFILED = "未备案，请补报"
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of contract; of a `lease` the Civil Code limits the term, a family contract it does not."""

    key: str
    label: str
    lease: bool = False


# The kinds as shipped; officials' own lists differ, so the form marks them 默认.
KINDS = (
    Kind("house_lease", "房屋租赁", lease=True),
    Kind("land_lease", "土地（场地）租赁", lease=True),
    Kind("equipment_lease", "设备及其他租赁", lease=True),
    Kind("family_contracting", "家庭承包"),
    Kind("other_contracting", "其他方式承包（发包）"),
    Kind("land_transfer", "土地经营权流转"),
    Kind("investment", "投资合作"),
    Kind("sale", "转让、拍卖"),
    Kind("works", "工程建设"),
    Kind("purchase", "大额采购"),
    Kind("services", "专业服务采购"),
    Kind("other", "其他"),
)
KIND_OF = {kind.key: kind for kind in KINDS}
LEASES = tuple(kind.key for kind in KINDS if kind.lease)
# What may be wrong with a contract, as shipped (默认); a person marks it, the findings below suggest it.
PROBLEMS = {
    "overlong": "期限超长",
    "cheap": "价格偏低",
    "verbal": "口头合同",
    "no_procedure": "未走民主程序",
    "double": "一地多租",
    "not_recovered": "到期未收回",
    "arrears": "租金欠缴",
}
STATUSES = {
    "upcoming": "未到起始日",
    "valid": "履行中",
    "expired": "已到期",
    "terminated": "已解除",
    "disputed": "有争议",
}
LEASE_TERM = "lease.term"  # its key among the numbers of the law


@dataclass(frozen=True, slots=True)
class Terms:
    """What the rules ask of one contract. `subject` names the thing let; the same words are the same thing."""

    key: int
    kind: str
    subject: str
    counterparty: str
    signed_on: date
    starts_on: date
    ends_on: date | None = None
    terminated_on: date | None = None
    disputed_on: date | None = None
    settled_on: date | None = None
    recovered_on: date | None = None
    total: Decimal | None = None
    rent_per_year: Decimal | None = None
    receivable: Decimal = Decimal(0)
    received: Decimal = Decimal(0)
    filing_number: str = ""
    written: bool = True
    procedure: str = ""

    @property
    def last_day(self) -> date:
        """The agreed last day, or the one before it was ended early; far off where none is agreed."""
        ended = self.terminated_on - timedelta(days=1) if self.terminated_on else date.max
        return min(self.ends_on or date.max, ended)


@dataclass(frozen=True, slots=True)
class Finding:
    """What the system sees by itself. `problem` is the key of PROBLEMS it suggests, or empty."""

    key: str
    text: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FilingRule:
    """From which amount, included, a contract is to be filed; and within how many days several count as one."""

    threshold: Decimal
    split_days: int


def status(terms: Terms, on: date) -> str:
    """The status on a day, a key of STATUSES: ended before disputed, disputed before expired."""
    if terms.terminated_on and terms.terminated_on <= on:
        return "terminated"
    if terms.disputed_on and terms.disputed_on <= on and not (terms.settled_on and terms.settled_on <= on):
        return "disputed"
    if terms.starts_on > on:
        return "upcoming"
    return "expired" if terms.ends_on and terms.ends_on < on else "valid"


def years_later(day: date, years: int) -> date:
    """The corresponding day (民法典第二百零二条); where there is none, the last day of the month."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def worth(terms: Terms) -> Decimal | None:
    """What a contract is about in all: the agreed total, else the yearly rent over its months (begun ones count)."""
    if terms.total is not None:
        return terms.total
    if terms.rent_per_year is None or terms.ends_on is None:
        return terms.rent_per_year
    first, after = terms.starts_on, terms.ends_on + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month + (after.day > first.day)
    whole = Fraction(terms.rent_per_year) * max(months, 1) / 12
    return (Decimal(whole.numerator) / whole.denominator).quantize(CENT, ROUND_HALF_UP)


def lease_law(terms: Terms) -> LegalNumber | None:
    """The limit in force when a lease was signed; None for what is no lease, and before there was one."""
    if not KIND_OF[terms.kind].lease:
        return None
    return legal_numbers.find(LEASE_TERM, terms.signed_on)


def lease_limit(terms: Terms) -> date | None:
    """The last lawful day of a lease: its first day is not counted, so that the corresponding day still is."""
    law = lease_law(terms)
    return years_later(terms.starts_on, law.value) if law else None


def overlong(terms: Terms) -> Finding | None:
    """A lease that runs beyond its limit."""
    law, limit = lease_law(terms), lease_limit(terms)
    if law is None or limit is None or terms.ends_on is None or terms.ends_on <= limit:
        return None
    span = f"租期自{terms.starts_on}至{terms.ends_on}，超过{law.value}年"
    return Finding("overlong", f"{span}，{limit}以后的部分无效（{law.article}）。", "overlong")


def must_file(terms: Terms, rule: FilingRule) -> bool:
    """“以上” includes the number itself (民法典第一千二百五十九条)."""
    amount = worth(terms)
    return amount is not None and amount >= rule.threshold


def sharing(contracts: Sequence[Terms]) -> set[frozenset[int]]:
    """Pairs of one organisation's contracts that let the same thing over the same days."""
    by_subject: dict[str, list[Terms]] = {}
    for terms in contracts:
        by_subject.setdefault(plain(terms.subject), []).append(terms)
    return {
        frozenset({one.key, other.key})
        for like in by_subject.values()
        for one, other in combinations(like, 2)
        if one.starts_on <= other.last_day and other.starts_on <= one.last_day
    }


def split(contracts: Sequence[Terms], rule: FilingRule) -> dict[int, tuple[frozenset[int], Decimal]]:
    """Unfiled contracts below the threshold that reach it together: one party, signed within the days of the rule.

    Contract key → the contracts that count with it and their sum.
    """
    by_party: dict[str, list[tuple[Terms, Decimal]]] = {}
    for terms in contracts:
        amount = worth(terms)
        if amount is not None and amount < rule.threshold and not terms.filing_number:
            by_party.setdefault(plain(terms.counterparty), []).append((terms, amount))
    found: dict[int, tuple[frozenset[int], Decimal]] = {}
    for rows in by_party.values():
        rows.sort(key=lambda row: (row[0].signed_on, row[0].key))
        for index, (first, _) in enumerate(rows):
            last = first.signed_on + timedelta(days=rule.split_days)
            near = [row for row in rows[index:] if row[0].signed_on <= last]
            total = sum((amount for _, amount in near), Decimal(0))
            if len(near) > 1 and total >= rule.threshold:
                keys = frozenset(terms.key for terms, _ in near)
                for key in keys:
                    found.setdefault(key, (keys, total))
    return found


def own_findings(terms: Terms, on: date, rule: FilingRule, locked_on: date | None) -> list[Finding]:
    """What is to be seen of one contract by itself on a day; `locked_on` is when the inventory was locked."""
    found = [overlong(terms)] if overlong(terms) else []
    if not terms.filing_number:
        if must_file(terms, rule):
            found.append(Finding("unfiled", f"{UNFILED}：金额{worth(terms):,}元，{rule.threshold:,}元以上须备案。"))
        elif locked_on and terms.signed_on >= locked_on and KIND_OF[terms.kind].lease:
            found.append(Finding("unfiled", f"{UNFILED}：资产清查{locked_on}锁定后出租。"))
    if not terms.written:
        found.append(Finding("verbal", "没有书面合同，请补签。", "verbal"))
    if not terms.procedure:
        found.append(Finding("no_procedure", "没有登记民主程序（会议和日期）。", "no_procedure"))
    if status(terms, on) in ("expired", "terminated") and KIND_OF[terms.kind].lease and not terms.recovered_on:
        found.append(Finding("not_recovered", "租赁已结束，没有登记收回日期。", "not_recovered"))
    if terms.receivable > terms.received:
        found.append(Finding("arrears", f"欠缴{terms.receivable - terms.received:,}元。", "arrears"))
    return found


def plain(words: str) -> str:
    """Names as they are compared: without spaces, in one width of brackets."""
    return "".join(words.split()).replace("(", "（").replace(")", "）")
