"""An inventory as the rules see it: its lines read once, their totals, and what keeps it from moving on."""

from collections.abc import Iterable
from functools import cached_property

from assets.models import ClassSignature, Engagement, Inventory, InventoryLine, InventoryPosting
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
    def posting(self) -> InventoryPosting | None:
        """The newest posting that was not withdrawn."""
        found = self.inventory.postings.exclude(notice__status=Notice.Status.WITHDRAWN)
        return found.select_related("notice", "listing").order_by("-drafted_at", "-pk").first()

    @cached_property
    def objections(self) -> list[Objection]:
        if self.posting is None:
            return []
        return list(self.posting.notice.objections.prefetch_related("corrections").order_by("number"))

    @cached_property
    def identities(self) -> list[Check]:
        return checks.identities(self.lines, self.tally, shipped(), self.previous)

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
        """The posting item by item has run its objection period and every objection is answered and acted on."""
        text = "逐项公示期满，异议均已答复"
        if self.posting is None:
            return Check("posted", text, "", ("尚未逐项公示，请在“公示与确认”中起草公示。",))
        notice, end = self.posting.notice, self.posting.notice.objection_ends_on
        faults = [f"第{each.number}号异议尚未答复。" for each in self.objections if each.answered_at is None]
        faults += [f"第{each.number}号异议成立，尚未据此更正明细。" for each in self.uncorrected()]
        if end is None or notice.status in (Notice.Status.PUBLISHED, Notice.Status.INTERRUPTED):
            faults.insert(0, f"公示“{notice.title}”{notice.get_status_display()}，尚未起算。")
        elif clock.today() <= end:
            faults.insert(0, f"公示的异议期到{end:%Y-%m-%d}24时届满。")
        told = f"异议期至{end:%Y-%m-%d}，{len(self.objections)}件异议" if end else ""
        return Check("posted", text, told, tuple(faults))

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


def _names(codes: Iterable[str]) -> str:
    """The classes' names in the chart's order."""
    wanted = set(codes)
    return "、".join(account.name for account in shipped().accounts if account.code in wanted)
