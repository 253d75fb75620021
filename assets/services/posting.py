"""Posting item by item: the notice drafted from the register with its list, first the whole, then what changed."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.urls import reverse

from assets.accounting import Standing
from assets.listing import Row, digest_of, posted_texts, rows_of
from assets.models import Confirmation, Inventory, InventoryPosting, PostedRow
from assets.rules.accounts import Side
from assets.rules.checks import mu, yuan
from assets.rules.inventory_moves import UNIT, Status
from assets.services.inventories import move
from assets.services.parties import held, keep, refuse_faults, require_party
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Board, Notice
from communities.rules.competence import Subject, decision_faults
from communities.rules.notice_texts import shipped as texts
from communities.rules.notices import personal_numbers
from communities.services import jobs, notices
from communities.services.recording import record

PURPOSE = "posting.inventory"
# The meetings of a confirmation as the law of competence calls them.
BODIES = {"members": "members_assembly", "representatives": "members_representatives"}


@transaction.atomic
def draft_posting(
    inventory: Inventory, boards: Iterable[Board], *, contact: str, telephone: str, by
) -> InventoryPosting:
    """Draft the notice with the totals and the digest of the list; the list itself is printed beside it.

    The first list is the whole; afterwards only the lines that were corrected since are posted, with a period of their
    own. Refused until the street has found the inventory right, its identities hold, corrected lines included, and a
    qualified agency has signed every class.
    """
    locked = held(inventory)
    standing = Standing(locked)
    if reasons := _not_to_be_posted(standing):
        raise Refused(*reasons)
    again = standing.posting is not None
    rows = rows_of(standing, standing.changed if again else None)
    loose = [fault for each in (*standing.unequal(), standing.signed()) for fault in each.faults]
    if reasons := [*loose, *personal_numbers(posted_texts(rows))]:
        raise Refused(*reasons)
    content = _content(standing, rows, contact=contact.strip(), telephone=telephone.strip())
    notice = notices.draft(locked.place, locked.organisation, content, boards, by=by)
    posting = InventoryPosting.objects.create(
        inventory=locked,
        notice=notice,
        digest=standing.digest,
        rows=_lines_in(rows),
        only_changed=again,
        drafted_at=clock.now(),
        drafted_by_id=by.pk,
    )
    notices.lay_beside(notice, reverse("posted_list", args=[locked.pk, posting.pk]))
    PostedRow.objects.bulk_create(_posted(posting, position, *row) for position, row in enumerate(rows, 1))
    changes = {"清单行数": [None, posting.rows], "内容摘要": [None, posting.digest]}
    record(f"起草清查结果{posting}", locked, by=by, place=locked.place, changes=changes)
    jobs.enqueue("assets.tasks.print_listing", f"listing:{posting.pk}", place=locked.place, posting=posting.pk)
    return posting


@transaction.atomic
def confirm(inventory: Inventory, *, resolution, by, **facts) -> Inventory:
    """State the meeting that confirmed the posted result (`facts` of Confirmation), and move the inventory on."""
    locked = held(inventory)
    require_party(by, UNIT, locked)
    standing = Standing(locked)
    row = Confirmation(inventory=locked, digest=standing.digest, stated_at=clock.now(), stated_by_id=by.pk, **facts)
    if reasons := _meeting_faults(row, standing):
        raise Refused(*reasons)
    row.resolution = keep(locked, "清查确认决议", f"{locked}确认决议", resolution, row.held_on, by=by)
    refuse_faults(row)
    row.save(force_insert=True)
    return move(locked, "confirm", by=by)


def _not_to_be_posted(standing: Standing) -> list[str]:
    if standing.inventory.status != Status.POSTING:
        return ["街道核实通过后才能公示。"]
    drafts = [each for each in standing.postings if each.notice.status == Notice.Status.DRAFT]
    if drafts:
        return [f"公示稿“{drafts[0].notice.title}”还没有发布；有改动的，先删除原稿再重新起草。"]
    if standing.postings and not standing.changed:
        return [f"已经有公示“{standing.postings[-1].notice.title}”，其后明细没有更正，不需要再公示。"]
    return []


def _posted(posting: InventoryPosting, position: int, kind: str, cells: tuple) -> PostedRow:
    told = [str(cell) for cell in cells]
    line = {"number": cells[0], "digest": digest_of(told)} if kind == "" else {}
    return PostedRow(posting=posting, position=position, kind=kind, cells=told, **line)


def _lines_in(rows: Sequence[Row]) -> int:
    return sum(kind == "" for kind, _ in rows)


def _meeting_faults(row: Confirmation, standing: Standing) -> list[str]:
    end = standing.objections_until
    checks = (
        (f"召开日期{row.held_on}晚于今天，请核对。", row.held_on <= clock.today()),
        ("实到不能多于应到，赞成不能多于实到。", row.in_favour <= row.present <= row.entitled),
        ("赞成未过实到的半数，不能登记为确认。", row.in_favour * 2 > row.present),
        (f"会议须在公示异议期（{end}）届满后召开。", end is None or row.held_on > end),
    )
    counts = {name: getattr(row, name) for name in ("entitled", "present", "in_favour")}
    by_law = decision_faults(BODIES[row.body], row.held_on, **counts, minuted_passed=True, subject=Subject.INVENTORY)
    return [sentence for sentence, holds in checks if not holds] + by_law


def _content(standing: Standing, rows: Sequence[Row], **asked: str) -> notices.Content:
    text = texts().find(f"general:{PURPOSE}", clock.today())
    again = standing.posting is not None
    title = text.title.replace("{place}", standing.inventory.place.name)
    details = {"objection_way": text.details["objection_way"]} if "objection_way" in text.details else {}
    return notices.Content(
        kind=text.kind,
        title=f"{title[:90]}（更正部分）" if again else title[:100],
        body="\n".join(_corrected_body(standing, rows) if again else _whole_body(standing, rows)),
        purpose=PURPOSE,
        objection_days=text.objection_days,
        details=details,
        **asked,
    )


def _whole_body(standing: Standing, rows: Sequence[Row]) -> list[str]:
    inventory, sides = standing.inventory, {side: standing.tally.side(side) for side in Side}
    owed = [f"{word}{yuan(standing.tally.account(code).verified)}元" for word, code in OWED]
    return [
        f"按照农村集体资产清产核资工作要求，{inventory.organisation.name}已完成资产、资金、资源的清查登记和核实。"
        "现将清查结果逐项逐笔公示，请成员监督。",
        f"一、清查基准日：{inventory.base_date}。方式：{inventory.get_kind_display()}。",
        f"二、清查结果：资产总计账面{yuan(sides[Side.ASSET].book)}元、核实{yuan(sides[Side.ASSET].verified)}元；"
        f"负债核实{yuan(sides[Side.LIABILITY].verified)}元；所有者权益核实{yuan(sides[Side.EQUITY].verified)}元；"
        f"资源性资产核实{mu(sides[Side.RESOURCE].verified)}亩。",
        f"三、债权债务情况：{'，'.join(owed)}。",
        f"四、清查明细表共{_lines_in(rows)}行，随本公示张贴于公开栏，内容摘要 {standing.digest[:16]}。",
    ]


def _corrected_body(standing: Standing, rows: Sequence[Row]) -> list[str]:
    """Only what was corrected is told again; the other lines keep the period they have had."""
    inventory, sides = standing.inventory, {side: standing.tally.side(side) for side in Side}
    named = [f"{cells[0]}号“{cells[1]}”" for kind, cells in rows if kind == ""]
    more = f"等{len(named)}行" if len(named) > NAMED else ""
    return [
        f"{inventory.organisation.name}清产核资结果公示后，据成立的异议更正了明细。现将更正的行逐项公示，请成员监督；"
        "其余各行仍以前次公示为准。",
        f"一、更正的行：{'、'.join(named[:NAMED])}{more}。",
        f"二、更正后：资产总计核实{yuan(sides[Side.ASSET].verified)}元；负债核实{yuan(sides[Side.LIABILITY].verified)}元；"
        f"所有者权益核实{yuan(sides[Side.EQUITY].verified)}元；资源性资产核实{mu(sides[Side.RESOURCE].verified)}亩。",
        f"三、更正明细表共{len(named)}行，随本公示张贴于公开栏；更正后全册内容摘要 {standing.digest[:16]}。",
    ]


NAMED = 10  # lines named in the notice; the list beside it has them all
OWED = (
    ("应收款项", "receivables"),
    ("短期借款", "short_loans"),
    ("应付款项", "payables"),
    ("长期借款及应付款", "long_loans"),
)
