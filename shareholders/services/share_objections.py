"""Objections to a posted list of shares: they name a household, and one that is upheld cites what corrected it."""

from datetime import datetime

from django.db import transaction

from communities.lib.errors import Refused
from communities.models import Objection
from communities.services import notices
from shareholders.models import ShareBoard, ShareBoardLine, ShareTransaction
from shareholders.share_board_rows import words

from .objections import Correction, correct

OF_PERSONS = ("name", "relation")


def object_to_shares(
    board: ShareBoard, household_number: str, *,
    about: str, claimed: str, objector: str, text: str, received_at: datetime, contact: str = "", by,
) -> Objection:  # fmt: skip
    """Take in an objection to a household's row of a posted list. Raises Refused where the list has no such row."""
    line = ShareBoardLine.objects.filter(board=board, number=household_number.strip()).exclude(household=None).first()
    if line is None:
        raise Refused(f"{board.label}的名单上没有户编号“{household_number.strip()}”，请核对户编号。")
    if not about.strip() or not claimed.strip():
        raise Refused("请写明所涉人员或事项，以及异议人认为应当登记的内容。")
    row = notices.Row(
        row_key=line.number,
        row_label=f"{line.number}号户持股：{about.strip()}"[:120],
        original=words(line)[:300],
        claimed=claimed.strip()[:300],
    )
    return notices.receive_objection(board.notice, objector, text, received_at, contact=contact, row=row, by=by)


@transaction.atomic
def answer_share_objection(
    objection: Objection,
    answer: str,
    result: str,
    *,
    posted: ShareTransaction | None = None,
    correction: Correction | None = None,
    by,
) -> Objection:
    """Answer an objection to a row. Upheld, it cites the ledger's act that corrected the shares (`posted`, entered
    after the objection and moving this household), or corrects a name or relation in the same act; of a locked register
    it asks the street for that by a ticket.

    The changed household is then posted again with a period of its own. Raises Refused.
    """
    board = ShareBoard.objects.filter(notice=objection.notice).select_related("plan__organisation__place").first()
    if board is None:
        raise Refused("这件异议不是针对股权公示名单的，请到原公示中答复。")
    upheld = result == Objection.Result.UPHELD
    if upheld == (posted is None and correction is None):
        raise Refused(
            "异议成立的，请选择更正持股的台账业务，或填写要更正的姓名、关系。"
            if upheld
            else "只有异议成立时才更正登记，请核对处理结果。"
        )
    told = [_cited(board, objection, posted)] if posted else []
    if correction:
        told.append(_corrected(board, objection, correction, by))
    return notices.answer_objection(objection, answer, result, corrected="；".join(told), by=by)


def corrections(board: ShareBoard, objection: Objection):
    """The ledger's acts that can have corrected the objection's row: entered after it, moving that household."""
    after = ShareTransaction.objects.filter(plan=board.plan, at__gte=objection.received_at, cancelled_by=None)
    return after.filter(entries__account__household__number=objection.row_key).distinct()


def _cited(board: ShareBoard, objection: Objection, posted: ShareTransaction) -> str:
    if not corrections(board, objection).filter(pk=posted.pk).exists():
        raise Refused(
            f"所选业务不是收到异议以后对{objection.row_key}号户持股的更正，请先在台账办理调整、冲销或变更单，再来答复。"
        )
    return f"台账第{posted.number}号（{posted.get_kind_display()}，{posted.occurred_on}）：{posted.reason}"[:200]


def _corrected(board: ShareBoard, objection: Objection, asked: Correction, by) -> str:
    of_row = asked.member.organisation_id == board.plan.organisation_id
    if asked.action not in OF_PERSONS or not of_row or asked.member.household.number != objection.row_key:
        raise Refused("只能更正这一户成员的姓名或与户主关系。")
    return correct(asked, f"股权公示异议第{objection.number}号成立", by=by)
