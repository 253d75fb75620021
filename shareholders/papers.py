"""Share papers: the certificate of a household, and the lists for the board in parts of at most 120 rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from communities.lib.pdf.long_lists import ROWS_PER_PART
from communities.lib.pdf.renderer import Rendered
from communities.papers import render_paper
from shareholders import holdings
from shareholders.holdings import Holding
from shareholders.models import CertificatePrint, ShareEntry, SharePlan
from shareholders.rules.ledger import plain

DIVIDEND_LINES, DIVIDEND_PAGES = 16, 3  # with the pages before them eight in all, two sheets of A4 folded
CHANGE_LINES = 12


@dataclass(frozen=True)
class ListRow:
    """One row of a posted list; `first` of its household carries the household's own cells, `span` rows long."""

    number: str
    certificate: str
    head: str
    name: str
    relation: str
    shares: tuple[str, ...]
    total: str
    household_total: str
    first: bool


def certificate(printed: CertificatePrint) -> Rendered:
    """The certificate as at the day of a printing, by what the ledger knew then: it never changes."""
    this = printed.certificate
    plan = SharePlan.objects.in_force().select_related("organisation__place").get(organisation=this.organisation)
    rows = holdings.of_household(plan, this.household, printed.as_on, printed.at)
    names = holdings.class_names(plan)
    changes = [_change(each) for each in _moves(plan, this.household, printed)]
    return render_paper(
        "certificate",
        {
            "title": f"{plan.organisation.name}股权证书{this.number:05d}",
            "organisation": plan.organisation.name,
            "number": f"{this.number:05d}",
            "head": next((row.name if row.relation == holdings.HEAD else row.head for row in rows), ""),
            "household": this.household.number,
            "address": this.household.address or plan.place.name,
            "issued_on": this.issued_on,
            "as_on": printed.as_on,
            "reprint": printed.sequence - 1,
            "classes": names,
            "rows": [_cells(row) for row in rows],
            "sums": [plain(sum(row.shares[place] for row in rows)) for place in range(len(names))],
            "total": plain(sum(row.total for row in rows)),
            "changes": changes,
            "empty_changes": range(max(CHANGE_LINES - len(changes), 4)),
            "dividend_pages": range(DIVIDEND_PAGES),
            "dividends": range(DIVIDEND_LINES),
        },
    )


def parts(plan: SharePlan, on: date) -> list[list[ListRow]]:
    """The rows for the board in parts of at most 120, no household cut in two."""
    found: list[list[ListRow]] = []
    for home in _homes(plan, on):
        if not found or len(found[-1]) + len(home) > ROWS_PER_PART:
            found.append([])
        found[-1] += home
    return found


def posted_list(plan: SharePlan, on: date, part: int) -> Rendered:
    """One part of the list for the board. Raises IndexError for a part that there is not."""
    found = parts(plan, on)
    rows, total = found[part - 1], sum((row.total for row in _rows(plan, on)), holdings.NOUGHT)
    return render_paper(
        "share_list",
        {
            "title": f"{plan.organisation.name}\n股东及持股情况",
            "sub": f"基准日{plan.reference_on}，持股截至{on}；第{part}份，共{len(found)}份",
            "classes": holdings.class_names(plan),
            "rows": rows,
            "total": f"全部{len(found)}份合计{plain(total)}股" if part == len(found) else "",
            "issuer": plan.organisation.name,
            "part": part,
            "count": len(found),
        },
    )


def _rows(plan: SharePlan, on: date) -> list[Holding]:
    return holdings.holdings(plan, holdings.held(plan, on), on)


def _homes(plan: SharePlan, on: date) -> Iterable[list[ListRow]]:
    """The posted rows household by household; those under fourteen are a number and their shares, no name."""
    homes: dict[object, list[Holding]] = defaultdict(list)
    for row in _rows(plan, on):
        homes[row.household].append(row)
    for members in homes.values():
        grown = [row for row in members if not row.is_child]
        children = [row for row in members if row.is_child]
        together = plain(sum(row.total for row in members))
        lines = [(row.name, row.relation, row.shares, row.total) for row in grown]
        if children:
            sums = tuple(map(sum, zip(*(row.shares for row in children), strict=True)))
            lines.append((f"户内成员{len(children)}人", "", sums, sum(row.total for row in children)))
        first = members[0]
        yield [
            ListRow(
                first.number, first.certificate, first.head, name, relation, tuple(map(plain, shares)), plain(total),
                together, place == 0,
            )
            for place, (name, relation, shares, total) in enumerate(lines)
        ]  # fmt: skip


def _cells(row: Holding) -> dict:
    return {
        "name": row.name,
        "relation": row.relation,
        "shares": list(map(plain, row.shares)),
        "total": plain(row.total),
    }


def _moves(plan: SharePlan, household, printed: CertificatePrint):
    """The household's entries up to the printing that still stand, without the first issue."""
    return (
        ShareEntry.objects.of(plan)
        .filter(
            account__household=household, transaction__occurred_on__lte=printed.as_on, transaction__at__lte=printed.at
        )
        .exclude(transaction__kind__in=("issue", "cancel"))
        .exclude(transaction__cancelled_by__at__lte=printed.at)
        .select_related("transaction", "account__person", "account__share_class")
        .order_by("transaction__number", "pk")
    )


def _change(entry: ShareEntry) -> dict:
    act = entry.transaction
    return {
        "day": act.occurred_on,
        "kind": act.get_kind_display(),
        "name": entry.account.person.name,
        "share_class": entry.account.share_class.name,
        "shares": f"{entry.shares.normalize():+f}",
        "number": act.number,
    }
