"""An inventory as the rules see it: its lines read once, their totals, and what keeps it from moving on."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from assets.listing import counts, digest_of, line_cells
from assets.models import ClassSignature, Engagement, Inventory, InventoryLine, InventoryPosting, PostedRow
from assets.rules import checks
from assets.rules.accounts import Side, shipped
from assets.rules.checks import Check
from assets.rules.figures import Line, Tally, class_digests, digest, tally
from communities.lib import clock
from communities.models import Notice, Objection


def line_of(row: InventoryLine) -> Line:
    """A stored line as the rules take it; the areas of a resource stand where others have money."""
    resource = row.side == Side.RESOURCE
    columns = ("book_area", "increase_area", "decrease_area", "area") if resource else (
        "book", "increase", "decrease", "verified",
    )  # fmt: skip
    book, increase, decrease, verified = (getattr(row, column) for column in columns)
    due = row.due_on.isoformat() if row.due_on else ""
    return Line(
        number=row.number,
        account=row.account,
        name=row.name,
        use=row.use,
        book=book,
        increase=increase,
        decrease=decrease,
        verified=verified,
        original=row.original,
        depreciation=row.depreciation,
        net=row.net,
        land_class=row.land_class,
        disputed=row.disputed,
        off_book=row.off_book,
        counts=not row.off_book or row.off_book_verified_at is not None,
        difference=row.difference,
        has_evidence=row.evidence_id is not None,
        written_off=bool(getattr(row, "write_off", None) and row.write_off.reviewed_at),
        told=(row.location, row.custodian, row.certificate, row.counterparty, due),
    )


class Standing:
    """How an inventory stands: each read is made once. `rows` may be handed in where they are fetched already."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory

    @cached_property
    def rows(self) -> list[InventoryLine]:
        return list(self.inventory.lines.select_related("write_off").order_by("number"))

    @cached_property
    def lines(self) -> list[Line]:
        return [line_of(row) for row in self.rows]

    @cached_property
    def tally(self) -> Tally:
        return tally(self.lines, shipped())

    @cached_property
    def digest(self) -> str:
        return digest(self.lines)

    @cached_property
    def previous(self) -> Tally | None:
        """The totals of the locked inventory this one goes on from."""
        earlier = self.inventory.previous
        return Standing(earlier).tally if earlier else None

    @cached_property
    def engagement(self) -> Engagement | None:
        return Engagement.objects.filter(inventory=self.inventory).select_related("agency").first()

    @cached_property
    def signatures(self) -> dict[str, ClassSignature]:
        """The newest signature of each class."""
        if self.engagement is None:
            return {}
        rows = self.engagement.signatures.select_related("signed_by").order_by("signed_at", "pk")
        return {each.account: each for each in rows}

    @cached_property
    def class_digests(self) -> dict[str, str]:
        return class_digests(self.lines)

    @cached_property
    def postings(self) -> list[InventoryPosting]:
        """Those not withdrawn, the oldest first: the whole list, then what was corrected since."""
        found = self.inventory.postings.exclude(notice__status=Notice.Status.WITHDRAWN)
        return list(found.select_related("notice__place", "listing").order_by("drafted_at", "pk"))

    @property
    def posting(self) -> InventoryPosting | None:
        """The posting of the whole list."""
        return self.postings[0] if self.postings else None

    @cached_property
    def changed(self) -> list[int]:
        """The numbers of the lines that are not as they were last posted; only these are posted again."""
        hung = PostedRow.objects.filter(posting__in=self.postings, kind="").order_by("posting__drafted_at", "posting")
        posted = dict(hung.values_list("number", "digest"))
        if self.postings and not posted:
            return []  # hung before the rows of a list were kept: what it said is on paper only
        listed = [row for row in self.rows if counts(row)]
        return [row.number for row in listed if posted.get(row.number) != digest_of(line_cells(row))]

    @cached_property
    def objections(self) -> list[Objection]:
        """To any of the postings, in the order of their coming in."""
        found = Objection.objects.filter(notice__in=[each.notice_id for each in self.postings])
        found = found.select_related("notice").prefetch_related("corrections")
        return list(found.order_by("received_at", "number"))

    def named(self, objection: Objection) -> str:
        """“第1号异议”, of a later posting “补充公示第1号异议”: they are numbered within their notice."""
        later = self.posting is None or objection.notice_id != self.posting.notice_id
        return f"{'补充公示' if later else ''}第{objection.number}号异议"

    @cached_property
    def identities(self) -> list[Check]:
        return checks.identities(self.lines, self.tally, shipped(), self.previous)

    def unequal(self) -> list[Check]:
        """The identities that do not hold: what hangs on the board adds up, also after a correction."""
        return [each for each in self.identities if not each.ok]

    def counted(self) -> Check:
        """No count session is left open."""
        loose = [
            f"“{each}”尚未结束，请完成盘点并结束。" for each in self.inventory.count_sessions.filter(finalised_at=None)
        ]
        return Check("counted", "盘点均已结束", f"{self.inventory.count_sessions.count()}次盘点", tuple(loose))

    def signed(self) -> Check:
        """A qualified agency has signed every class as it stands now, or it is told why none was engaged."""
        text = "受托机构已逐类签章"
        if self.engagement is None:
            if reason := self.inventory.no_agency_reason:
                return Check("signed", text, f"未委托第三方机构：{reason}")
            return Check("signed", text, "", ("尚未登记受托机构；未委托的，请在“机构签章”中写明理由。",))
        agency = self.engagement.agency.name
        signed = {code: each.digest for code, each in self.signatures.items()}
        bare = [code for code in self.class_digests if code not in signed]
        stale = [code for code, now in self.class_digests.items() if signed.get(code, now) != now]
        sentences = ((bare, f"尚未由{agency}签章。"), (stale, f"在{agency}签章后有改动，须重新签章。"))
        loose = [f"{_names(codes)}{sentence}" for codes, sentence in sentences if codes]
        told = f"{self.engagement.agency.name}，资格有效期至{self.engagement.qualified_until}"
        return Check("signed", text, told, tuple(loose))

    def posted(self) -> Check:
        """Every posting has run its objection period, every objection is answered, corrected lines hang again."""
        text = "逐项公示期满，异议均已答复"
        if self.posting is None:
            return Check("posted", text, "", ("尚未逐项公示，请在“公示与确认”中起草公示。",))
        faults = [fault for each in self.postings if (fault := _running(each))]
        faults += [f"{self.named(each)}尚未答复。" for each in self.objections if each.answered_at is None]
        faults += [f"{self.named(each)}成立，尚未据此更正明细。" for each in self.uncorrected()]
        if self.changed:
            numbers = "、".join(map(str, self.changed[: checks.LONGEST]))
            more = "等" if len(self.changed) > checks.LONGEST else ""
            faults.append(f"公示后第{numbers}{more}号共{len(self.changed)}行有更正，须补充公示这些行。")
        told = f"异议期至{self.objections_until}，{len(self.objections)}件异议"
        return Check("posted", text, told if not faults else "", tuple(faults))

    @property
    def objections_until(self) -> date | None:
        """The last day on which anyone may object to any of the postings; None while no clock runs."""
        return max((end for each in self.postings if (end := each.notice.objection_ends_on)), default=None)

    def uncorrected(self) -> list[Objection]:
        """Upheld objections on which no line has been corrected yet."""
        upheld = [each for each in self.objections if each.result == Objection.Result.UPHELD]
        return [each for each in upheld if not each.corrections.all()]

    def confirmed(self) -> Check:
        """The meeting confirmed the very figures that stand now."""
        text, made = "成员（代表）大会已确认", getattr(self.inventory, "confirmation", None)
        if made is None:
            return Check("confirmed", text, "", ("尚未登记成员（代表）大会的确认决议。",))
        votes = f"应到{made.entitled}、实到{made.present}、赞成{made.in_favour}"
        return Check("confirmed", text, f"{made.get_body_display()}{made.held_on:%Y-%m-%d}，{votes}")

    def checks_for(self, move: str) -> list[Check]:
        """What a move asks; the same list is drawn on the page."""
        content = [*self.identities, checks.differences(self.lines), self.counted()]
        match move:
            case "file":
                return content
            case "approve":
                return [*content, checks.off_book(self.lines)]
            case "confirm":
                return [*content, checks.off_book(self.lines), self.signed(), self.posted()]
            case "lock":
                return [*content, self.signed(), self.confirmed(), checks.write_offs(self.lines)]
        return []


def _running(posting: InventoryPosting) -> str:
    """Why a posting is not over yet; empty once its objection period has run."""
    notice, end = posting.notice, posting.notice.objection_ends_on
    if end is None or notice.status in (Notice.Status.PUBLISHED, Notice.Status.INTERRUPTED):
        return f"{posting}“{notice.title}”{notice.status_word}，尚未起算。"
    return f"{posting}的异议期到{end:%Y-%m-%d} 24:00届满。" if clock.today() <= end else ""


def _names(codes: Iterable[str]) -> str:
    """The classes' names in the chart's order."""
    wanted = set(codes)
    return "、".join(account.name for account in shipped().accounts if account.code in wanted)
