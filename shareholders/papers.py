"""Share papers: the certificate of a household, and the parts of a list for the board."""

from itertools import groupby

from django.db.models import Sum

from communities.lib.pdf.renderer import Rendered
from communities.papers import render_paper, render_part
from communities.services.notices.publishing import short_digest
from shareholders import holdings
from shareholders.holdings import Holding
from shareholders.models import (
    CertificatePrint,
    Dividend,
    DividendBoard,
    DividendLine,
    ShareBoard,
    ShareBoardLine,
    ShareEntry,
    SharePlan,
)
from shareholders.rules.ledger import plain

DIVIDEND_LINES, DIVIDEND_PAGES = 16, 3  # with the pages before them eight in all, two sheets of A4 folded
CHANGE_LINES = 12


def certificate(printed: CertificatePrint) -> Rendered:
    """The certificate as at the day of a printing, by what the ledger knew then: it never changes."""
    this = printed.certificate
    plan = SharePlan.objects.in_force().select_related("organisation__place").get(organisation=this.organisation)
    rows = holdings.of_household(plan, this.household, printed.as_on, printed.at)
    names = holdings.class_names(plan)
    changes = [_change(each) for each in _moves(plan, this.household, printed)]
    paid = _paid(printed)
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
            "dividend_pages": [paid[:DIVIDEND_LINES], *([[]] * (DIVIDEND_PAGES - 1))],
            "lines": range(DIVIDEND_LINES),
        },
    )


def share_list(board: ShareBoard, number: int) -> Rendered:
    """One part of a posted list, as it was frozen; the binder numbers the pages."""
    plan, classes = board.plan, holdings.class_names(board.plan)
    return render_part(
        "share_list",
        {
            "title": f"{plan.organisation.name}\n股东及持股情况",
            "sub": f"{board.label}　基准日{plan.reference_on}，持股截至{board.as_on}　单位：股",
            "continued": number > 1,
            "classes": classes,
            "total_head": "合计",
            "sum_head": "户合计",
            "homes": [_home(line, len(classes)) for line in board.lines.filter(sheet=number)],
            "total": f"合计{board.households}户、{board.people}人、{plain(board.shares)}股"
            if number == board.sheets
            else "",
            "issuer": plan.organisation.name,
            "date": board.notice.posting_on,
            "digest": short_digest(board.digest),
        },
    )


def dividend_list(board: DividendBoard, number: int) -> Rendered:
    """One part of a distribution's list, as it was frozen; the binder numbers the pages."""
    this = board.dividend
    name = this.plan.organisation.name
    sub = f"{board.label}　股权登记日{this.record_on}，每股约{plain(this.a_share)}元"
    total = f"合计{this.households}户、{this.people}人、{plain(this.shares)}股，{this.amount:,.2f}元"
    lines = this.lines.filter(sheet=number)
    return render_part(
        "share_list",
        {
            "title": f"{name}\n{this.year}年度收益分配名单",
            "sub": sub,
            "continued": number > 1,
            "classes": ["股数（股）"],
            "money": True,
            "total_head": "金额（元）",
            "sum_head": "户合计（元）",
            "homes": [_shared(list(group)) for _, group in groupby(lines, key=lambda line: line.household_id)],
            "total": total if number == this.sheets else "",
            "issuer": name,
            "date": board.notice.posting_on,
            "digest": short_digest(board.digest),
        },
    )


def _shared(lines: list[DividendLine]) -> dict:
    """A household on a distribution's list: those under fourteen as a number."""
    first, children = lines[0], [line for line in lines if line.is_child]
    holders = [(line.name, line.relation, line.shares, line.yuan) for line in lines if not line.is_child]
    if children:
        sums = sum(line.shares for line in children), sum(line.yuan for line in children)
        holders.append((f"户内成员{len(children)}人", "", *sums))
    return {
        "number": first.number,
        "certificate": first.certificate,
        "head": first.head,
        "holders": [
            {"name": name, "relation": relation, "shares": [plain(shares)], "total": f"{yuan:,.2f}"}
            for name, relation, shares, yuan in holders
        ],
        "total": f"{sum(line.yuan for line in lines):,.2f}",
    }


def _paid(printed: CertificatePrint) -> list[dict]:
    """What distributions that stood at the printing gave the household, the newest 16 in the order of years."""
    this = printed.certificate
    standing = Dividend.objects.standing(printed.at).filter(plan__organisation=this.organisation)
    found = standing.filter(record_on__lte=printed.as_on, lines__household=this.household).select_related("decision")
    found = found.annotate(home_shares=Sum("lines__shares"), home_yuan=Sum("lines__yuan")).order_by("-year", "-pk")
    return [
        {
            "day": each.decision.held_on,
            "year": each.year,
            "a_share": plain(each.a_share),
            "shares": plain(each.home_shares),
            "yuan": f"{each.home_yuan:,.2f}",
        }
        for each in reversed(found[:DIVIDEND_LINES])
    ]


def _home(line: ShareBoardLine, classes: int) -> dict:
    nobody = {"name": "现无持股", "relation": "", "shares": [""] * classes, "total": ""}
    return {
        "number": line.number,
        "certificate": line.certificate,
        "head": line.head,
        "holders": line.holders or [nobody],
        "total": plain(line.total),
    }


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
