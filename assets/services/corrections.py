"""Objections to a posted list: they name a line, and one that is upheld corrects it in the same act."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from assets.listing import sentence_of
from assets.models import Inventory, InventoryLine, InventoryPosting, LineCorrection
from assets.rules.inventory_moves import UNIT, Status
from assets.services.lines import files_of, fill, next_line_number, shown
from assets.services.parties import held, require_party
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Objection
from communities.services import notices
from communities.services.recording import differences, record

LEFT_OUT = "漏列"  # the key of an objection to what the list does not name
CORRECTING = (Objection.Result.UPHELD, Objection.Result.VOTE)


def object_to_line(
    posting: InventoryPosting,
    number: int | None,
    *,
    about: str,
    claimed: str,
    objector: str,
    text: str,
    received_at: datetime,
    contact: str = "",
    by,
) -> Objection:
    """Take in an objection to a line of a posted list; without a number, to what it leaves out. Raises Refused."""
    if not about.strip() or not claimed.strip():
        raise Refused("请写明所涉事项，以及异议人认为应当登记的内容。")
    row = _row(posting, number, about.strip(), claimed.strip())
    return notices.receive_objection(posting.notice, objector, text, received_at, contact=contact, row=row, by=by)


@transaction.atomic
def uphold(
    inventory: Inventory,
    objection: Objection,
    line: InventoryLine | None,
    values: Mapping[str, Any],
    answer: str,
    *,
    by,
    evidence=None,
    photo=None,
) -> InventoryLine:
    """Answer an objection to a line as upheld and correct the line it names (`line` None: enter the one left out).

    The agency signs the class again, then the line is posted again, and no other. Raises Refused.
    """
    locked = held(inventory)
    require_party(by, UNIT, locked)
    _require_posted(locked, objection)
    if objection.answered_at:
        raise Refused(f"第{objection.number}号异议已经答复，答复不能改动。")
    if objection.row_key != (LEFT_OUT if line is None else str(line.number)):
        raise Refused(f"第{objection.number}号异议针对“{objection.row_label}”，请更正这一行。")
    corrected = _corrected(locked, objection, line, values, {"evidence": evidence, "photo": photo}, by)
    told = "；".join(f"{label}：{was or '空'} → {now or '空'}" for label, (was, now) in _newest(corrected).items())
    words = f"{corrected}{'补登' if line is None else '更正'}：{told}"
    notices.answer_objection(objection, answer, Objection.Result.UPHELD, corrected=words, by=by)
    return corrected


@transaction.atomic
def correct(
    inventory: Inventory,
    objection: Objection,
    line: InventoryLine | None,
    values: Mapping[str, Any],
    *,
    by,
    evidence=None,
    photo=None,
) -> InventoryLine:
    """Change a posted line, or enter one left out (`line` None), by an objection upheld already. Raises Refused.

    For whatever else an upheld objection brings with it, as the equity beside a thing found; a meeting to which an
    objection was put may have it corrected, too.
    """
    locked = held(inventory)
    require_party(by, UNIT, locked)
    _require_posted(locked, objection)
    if objection.result not in CORRECTING:
        raise Refused(f"第{objection.number}号异议没有认定成立，不能据此更正；请先在公示中答复。")
    return _corrected(locked, objection, line, values, {"evidence": evidence, "photo": photo}, by)


def _corrected(
    inventory: Inventory, objection: Objection, line: InventoryLine | None, values: Mapping[str, Any], files: dict, by
) -> InventoryLine:
    kept = files_of(inventory, values, **files, by=by)
    if line is None:
        line, before = InventoryLine(inventory=inventory, number=next_line_number(inventory)), {}
    else:
        line = InventoryLine.objects.select_for_update().get(pk=line.pk, inventory=inventory)
        line.inventory, before = inventory, shown(line)
    fill(line, values)
    line.photo, line.evidence = kept["photo"] or line.photo, kept["evidence"] or line.evidence
    line.entered_at, line.entered_by_id = clock.now(), by.pk
    line.off_book_verified_at = line.off_book_verified_by = None
    line.save()
    changes = differences(before, shown(line))
    if not changes:
        raise Refused("没有改动任何一项。")
    LineCorrection.objects.create(
        line=line, objection=objection, changes=changes, made_at=clock.now(), made_by_id=by.pk
    )
    reason = f"第{objection.number}号异议{objection.get_result_display() or '成立'}"
    record("因异议更正明细", line, by=by, place=inventory.place, changes=changes, reason=reason)
    return line


def _row(posting: InventoryPosting, number: int | None, about: str, claimed: str) -> notices.Row:
    if number is None:
        return notices.Row(LEFT_OUT, f"{LEFT_OUT}：{about}"[:120], "清单未列", claimed[:300])
    line = posting.posted_rows.filter(kind="", number=number).first()
    if line is None:
        raise Refused(f"{posting}的清单上没有{number}号，请核对行号；清单漏列的不填行号。")
    return notices.Row(
        row_key=str(number),
        row_label=f"{number}号 {line.cells[1]}：{about}"[:120],
        original=sentence_of(line.cells)[:300],
        claimed=claimed[:300],
    )


def _require_posted(inventory: Inventory, objection: Objection) -> None:
    posted = inventory.status == Status.POSTING
    if not posted or not InventoryPosting.objects.filter(inventory=inventory, notice=objection.notice_id).exists():
        raise Refused("只有公示期间对本次清查的异议可以更正明细。")


def _newest(line: InventoryLine) -> dict:
    return line.corrections.latest("made_at", "pk").changes
