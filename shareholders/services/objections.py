"""Objections to a posted list: they name a row, and one that is upheld changes the register in the same act."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from communities.lib.errors import Refused
from communities.models import Objection
from communities.rules.households import LABELS
from communities.services import notices, residents
from shareholders.board_rows import words
from shareholders.models import BoardLine, Member, RollBoard, RuleClause
from shareholders.rules import categories
from shareholders.rules.membership import UNDECIDED, Status

from .findings import find, reopen
from .moving import change_person
from .rolls import regroup

ACTIONS = {
    "name": "更正姓名",
    "relation": "更正与户主关系",
    "household": "改列另一户",
    "include": "改为认定",
    "exclude": "改为不认定",
    "pending": "改为待定，另行表决",
}
OF_REGISTER = ("name", "relation", "household")  # what the household register says; the rest is the roll's own


@dataclass(frozen=True)
class Correction:
    """What an upheld objection changes: of which member, and to what. Outcomes cite a category and a clause."""

    action: str
    member: Member
    value: str = ""
    category: str = ""
    clause: RuleClause | None = None


def object_to_row(
    board: RollBoard,
    household_number: str,
    *,
    about: str,
    claimed: str,
    objector: str,
    text: str,
    received_at: datetime,
    contact: str = "",
    by,
) -> Objection:
    """Take in an objection to a household's row of a posted list. Raises Refused where the list has no such row."""
    line = BoardLine.objects.filter(board=board, number=household_number.strip()).first()
    if line is None:
        raise Refused(f"{board.label}的名单上没有户编号“{household_number.strip()}”，请核对户编号。")
    if not about.strip() or not claimed.strip():
        raise Refused("请写明所涉人员或事项，以及异议人认为应当登记的内容。")
    row = notices.Row(
        row_key=line.number,
        row_label=f"{line.number}号户：{about.strip()}"[:120],
        original=words(line.names, line.children)[:300],
        claimed=claimed.strip()[:300],
    )
    return notices.receive_objection(board.notice, objector, text, received_at, contact=contact, row=row, by=by)


@transaction.atomic
def answer_row_objection(
    objection: Objection, answer: str, result: str, correction: Correction | None = None, *, by
) -> Objection:
    """Answer an objection to a row; upheld, carry out its correction at once. Raises Refused.

    The changed household is then posted again with a period of its own; the other rows keep theirs.
    """
    upheld = result == Objection.Result.UPHELD
    if upheld and correction is None:
        raise Refused("异议成立的，请选择要更正的成员和更正内容。")
    to_vote = result == Objection.Result.VOTE and correction is not None and correction.action == "pending"
    if correction is not None and not upheld and not to_vote:
        raise Refused("只有异议成立时才更正登记（提交表决的可以改为待定），请核对处理结果。")
    corrected = ""
    if correction is not None:
        board = RollBoard.objects.filter(notice=objection.notice).first()
        if board is None or correction.member.organisation_id != board.organisation_id:
            raise Refused("请选择本社名册上的成员。")
        corrected = correct(correction, f"公示异议第{objection.number}号成立", by=by)
    return notices.answer_objection(objection, answer, result, corrected=corrected, by=by)


def correct(asked: Correction, reason: str, *, by) -> str:
    """Carry out the correction and tell it in words; of a locked register, ask for it by a ticket (B29)."""
    member, value = asked.member, asked.value.strip()
    locked = asked.action in OF_REGISTER and residents.is_locked(member.organisation.place)
    if locked:
        residents.ask_change(member.person, {asked.action: value}, reason, by=by)
    told = LABELS.get(value, value) if locked else _carried_out(asked, value, reason, by)
    told = "" if asked.action == "name" and member.person.is_child() else told
    later = "（已提交变更单，街道审批后更改）" if locked else ""
    return f"{member}{ACTIONS[asked.action]}{f'：{told}' if told else ''}{later}"


def _carried_out(asked: Correction, value: str, reason: str, by) -> str:
    member = asked.member
    match asked.action:
        case "name" | "relation":
            residents.change_person(member.person, {asked.action: value}, reason, by=by)
            return LABELS.get(value, value)
        case "household":
            household = member.organisation.place.households.filter(number=value, closed_on=None).first()
            if household is None:
                raise Refused(f"{member.organisation.place.name}没有户编号“{value}”。")
            change_person(member.person, {"household": value}, reason, by=by)
            member.refresh_from_db()
            if member.household_id != household.pk:
                regroup(member, household, reason, by=by)
            return f"{value}号户"
        case "include" | "exclude" | "pending":
            return _judge_anew(asked, reason, by)
    raise Refused("请选择更正内容。")


def _judge_anew(asked: Correction, reason: str, by) -> str:
    member = asked.member
    if member.status not in UNDECIDED:
        raise Refused(f"{member.person.name}的成员身份已经确认或终止，不能经公示异议改变。")
    if member.status != Status.PENDING:
        member = reopen(member, reason, by=by)
    if asked.action == "pending":
        return ""
    if asked.clause is None:
        raise Refused("改变认定意见须选择类别和依据条款。")
    find(member, category=asked.category, outcome=asked.action, clause=asked.clause, text=reason, by=by)
    return f"{categories.LABELS[asked.category]}，{asked.clause.number}"
