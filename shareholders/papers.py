"""Share papers: the certificate of a household, and the parts of a list for the board."""

from communities.lib.pdf.renderer import Rendered
from communities.papers import render_paper, render_part
from communities.services.notices.publishing import short_digest
from shareholders import holdings
from shareholders.holdings import Holding
from shareholders.models import CertificatePrint, ShareBoard, ShareBoardLine, ShareEntry, SharePlan
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


def share_list(board: ShareBoard, number: int) -> Rendered:
    """One part of a posted list, as it was frozen; the binder numbers the pages."""
    plan, classes = board.plan, holdings.class_names(board.plan)
    return render_part(
        "share_list",
        {
            "title": f"{plan.organisation.name}\n股东及持股情况",
            "sub": f"{board.label}　基准日{plan.reference_on}，持股截至{board.as_on}",
            "continued": number > 1,
            "classes": classes,
            "homes": [_home(line, len(classes)) for line in board.lines.filter(sheet=number)],
            "total": f"合计{board.households}户、{board.people}人、{plain(board.shares)}股"
            if number == board.sheets
            else "",
            "issuer": plan.organisation.name,
            "date": board.notice.posting_on,
            "digest": short_digest(board.digest),
        },
    )


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
