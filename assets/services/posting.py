"""Posting item by item: the notice drafted from the register with its list; corrections by upheld objections."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from assets.accounting import Standing
from assets.listing import posted_texts, rows_of
from assets.models import Confirmation, Inventory, InventoryLine, InventoryPosting, LineCorrection
from assets.rules.accounts import Side
from assets.rules.checks import mu, yuan
from assets.rules.inventory_moves import UNIT, Status
from assets.services.inventories import move
from assets.services.lines import fill, next_line_number, shown
from assets.services.parties import held, keep, refuse_faults, require_party
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Board, Objection
from communities.rules.notice_texts import shipped as texts
from communities.rules.notices import personal_numbers
from communities.services import jobs, notices
from communities.services.recording import differences, record

PURPOSE = "posting.inventory"


@transaction.atomic
def draft_posting(
    inventory: Inventory, boards: Iterable[Board], *, contact: str, telephone: str, by
) -> InventoryPosting:
    """Draft the notice with the totals and the digest of the list; the list itself is printed beside it.

    Refused until the street has found the inventory right and a qualified agency has signed every class.
    """
    locked = held(inventory)
    if locked.status != Status.POSTING:
        raise Refused("街道核实通过后才能公示。")
    standing = Standing(locked)
    if standing.posting is not None:
        raise Refused(f"已经有公示“{standing.posting.notice.title}”，重新公示须先撤下或删除原稿。")
    rows = rows_of(standing)
    reasons = [*standing.signed().faults, *personal_numbers(posted_texts(rows))]
    if reasons:
        raise Refused(*reasons)
    content = _content(standing, contact, telephone)
    notice = notices.draft(locked.place, locked.organisation, content, boards, by=by)
    posting = InventoryPosting.objects.create(
        inventory=locked,
        notice=notice,
        digest=standing.digest,
        rows=len([kind for kind, _ in rows if kind == ""]),
        drafted_at=clock.now(),
        drafted_by_id=by.pk,
    )
    changes = {"清单行数": [None, posting.rows], "内容摘要": [None, posting.digest]}
    record("起草清查结果公示", locked, by=by, place=locked.place, changes=changes)
    jobs.enqueue("assets.tasks.print_listing", f"listing:{posting.pk}", place=locked.place, posting=posting.pk)
    return posting


@transaction.atomic
def correct(
    inventory: Inventory, objection: Objection, line: InventoryLine | None, values: Mapping[str, Any], *, by
) -> InventoryLine:
    """Change a posted line, or enter one that was missing (`line` None), by an upheld objection. Raises Refused.

    The class must be signed again by the agency afterwards.
    """
    locked = held(inventory)
    require_party(by, UNIT, locked)
    _require_upheld(locked, objection)
    if line is None:
        line = InventoryLine(inventory=locked, number=next_line_number(locked))
        before: dict = {}
    else:
        line = InventoryLine.objects.select_for_update().get(pk=line.pk, inventory=locked)
        line.inventory, before = locked, shown(line)
    fill(line, values)
    line.entered_at, line.entered_by_id = clock.now(), by.pk
    line.off_book_verified_at = line.off_book_verified_by = None
    line.save()
    changes = differences(before, shown(line))
    if not changes:
        raise Refused("没有改动任何一项。")
    LineCorrection.objects.create(
        line=line, objection=objection, changes=changes, made_at=clock.now(), made_by_id=by.pk
    )
    record("因异议更正明细", line, by=by, place=locked.place, changes=changes, reason=f"第{objection.number}号异议成立")
    return line


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


def _require_upheld(inventory: Inventory, objection: Objection) -> None:
    posted = inventory.status == Status.POSTING
    if not posted or not InventoryPosting.objects.filter(inventory=inventory, notice=objection.notice_id).exists():
        raise Refused("只有公示期间对本次清查的异议可以更正明细。")
    if objection.result != Objection.Result.UPHELD:
        raise Refused(f"第{objection.number}号异议没有认定成立，不能据此更正；请先在公示中答复。")


def _meeting_faults(row: Confirmation, standing: Standing) -> list[str]:
    end = standing.posting.notice.objection_ends_on if standing.posting else None
    checks = (
        (f"召开日期{row.held_on}晚于今天，请核对。", row.held_on <= clock.today()),
        ("实到不能多于应到，赞成不能多于实到。", row.in_favour <= row.present <= row.entitled),
        ("赞成未过实到的半数，不能登记为确认。", row.in_favour * 2 > row.present),
        (f"会议须在公示异议期（{end}）届满后召开。", end is None or row.held_on > end),
    )
    return [sentence for sentence, holds in checks if not holds]


def _content(standing: Standing, contact: str, telephone: str) -> notices.Content:
    inventory, text = standing.inventory, texts().find(f"general:{PURPOSE}", clock.today())
    sides = {side: standing.tally.side(side) for side in Side}
    owed = [f"{word}{yuan(standing.tally.account(code).verified)}元" for word, code in OWED]
    lines = (
        f"按照农村集体资产清产核资工作要求，{inventory.organisation.name}已完成资产、资金、资源的清查登记和核实。"
        "现将清查结果逐项逐笔公示，请成员监督。",
        f"一、清查基准日：{inventory.base_date}。方式：{inventory.get_kind_display()}。",
        f"二、清查结果：资产总计账面{yuan(sides[Side.ASSET].book)}元、核实{yuan(sides[Side.ASSET].verified)}元；"
        f"负债核实{yuan(sides[Side.LIABILITY].verified)}元；所有者权益核实{yuan(sides[Side.EQUITY].verified)}元；"
        f"资源性资产核实{mu(sides[Side.RESOURCE].verified)}亩。",
        f"三、债权债务情况：{'，'.join(owed)}。",
        f"四、清查明细表共{len(standing.rows)}行，随本公示张贴于公开栏，内容摘要 {standing.digest[:16]}。",
    )
    title = text.title.replace("{place}", inventory.place.name)
    details = {"objection_way": text.details["objection_way"]} if "objection_way" in text.details else {}
    return notices.Content(
        kind=text.kind,
        title=title[:100],
        body="\n".join(lines),
        contact=contact.strip(),
        telephone=telephone.strip(),
        purpose=PURPOSE,
        objection_days=text.objection_days,
        details=details,
    )


OWED = (("应收款项", "receivables"), ("应付款项", "payables"), ("长期借款及应付款", "long_loans"))
