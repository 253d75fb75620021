"""Posting who holds what: the list is frozen as the ledger stands, drafted as a notice, printed; changes again."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from communities.access import Verb
from communities.lib import clock
from communities.lib.bulk import copy_rows
from communities.lib.errors import Refused
from communities.models import Board, Job, Notice
from communities.rules.notices import personal_numbers
from communities.services import jobs, notices
from communities.services.long_papers import LongPaper
from communities.services.notices.publishing import short_digest
from communities.services.permission import require
from communities.services.recording import SYSTEM, record
from shareholders import papers
from shareholders.models import ShareBoard, ShareBoardLine, SharePlan
from shareholders.rules.ledger import plain
from shareholders.share_board_rows import Line, changed_lines, digest_of

from . import lists
from .plans import locked_plan

PURPOSE = "posting.shares"
State = SharePlan.Status
COLUMNS = (
    "board_id", "household_id", "number", "certificate", "head", "holders", "people", "total", "sheet", "position",
    "digest",
)  # fmt: skip


@transaction.atomic
def post_share_board(plan: SharePlan, as_on: date, *, boards: Iterable[Board], by, **terms) -> ShareBoard:
    """Freeze who holds what at the end of a day and draft its notice: everybody first, then the changed households.

    `terms` of the notice as in `post_board`. The notice is published and hung as every notice; its clock is the
    list's. Raises Refused without shares, where nothing has changed, and for a name that holds a number.
    """
    plan = locked_plan(plan, State.DECIDED, State.LOCKED)
    require(by, Verb.POST, plan.place)
    lines = changed_lines(plan, as_on) if as_on <= clock.today() else []
    if reasons := _faults(plan, as_on, lines):
        raise Refused(*reasons)
    sheets = lists.sheets_of([max(len(line.holders), 1) for line in lines])
    board = ShareBoard(
        plan=plan, part=plan.boards.count() + 1, as_on=as_on, households=sum(line.number != "" for line in lines),
        people=sum(line.people for line in lines), shares=sum((line.total for line in lines), Decimal(0)),
        sheets=sheets[-1], digest=digest_of(lines), made_at=clock.now(), made_by_id=by.pk,
    )  # fmt: skip
    text = lists.content(plan.organisation, PURPOSE, board.label, _sections(board), **terms)
    board.notice = notices.draft(plan.place, plan.organisation, text, boards, by=by)
    board.save(force_insert=True)
    notices.lay_beside(board.notice, reverse("share_board", args=[board.pk]))
    copy_rows(ShareBoardLine, COLUMNS, _rows(board, lines, sheets))
    changes = {"户数": [None, board.households], "股数": [None, plain(board.shares)], "校验码": [None, board.digest]}
    record(f"制作{board.label}名单", board, by=by, place=plan.place, changes=changes)
    jobs.enqueue("shareholders.tasks.print_share_board", key_of(board), place=plan.place, board=board.pk)
    return board


@transaction.atomic
def discard_share_board(board: ShareBoard, *, by) -> None:
    """Throw a list away whose notice is a draft still. Raises Refused once it is published."""
    lists.discard(board, paper_of, board.label, by=by)


def print_share_board(board: ShareBoard, job: Job | None = None, *, by=SYSTEM) -> ShareBoard:
    """Make the list as PDF, once; a second call makes nothing. Raises Refused when it cannot be laid out."""
    found = ShareBoard.objects.select_related("plan__organisation__place", "notice__place").get(pk=board.pk)
    return lists.print_once(found, paper_of, str(found), job, by=by)


def paper_of(board: ShareBoard) -> LongPaper:
    """The list's parts for the printer; the rows are frozen, so the name is the content's."""
    name = f"share-board-{board.pk}-{board.digest[:16]}"
    return LongPaper(name, board.sheets, lambda number: papers.share_list(board, number))


def key_of(board: ShareBoard) -> str:
    return f"share-board:{board.pk}"


def _faults(plan: SharePlan, as_on: date, lines: Sequence[Line]) -> list[str]:
    if as_on > clock.today():
        return ["持股截至日期不能晚于今天。"]
    if unpublished := plan.boards.filter(notice__status=Notice.Status.DRAFT).first():
        return [f"{unpublished.label}的公示还是草稿，请先发布或删除它。"]
    if not lines and plan.boards.exists():
        return ["上次股权公示以来持股没有变化，不需要补榜。"]
    if not lines:
        return [f"{as_on}还没有人持股，请先登记发行。"]
    texts = [(f"{line.number}号户", line.head + "、".join(each["name"] for each in line.holders)) for line in lines]
    return personal_numbers(texts)


def _sections(board: ShareBoard) -> dict[str, str]:
    plan = board.plan
    decided = f"{plan.get_body_display()}{plan.motion_on}“{plan.motion}”"
    counted = f"列入名单{board.households}户、{board.people}人，合计{plain(board.shares)}股"
    rest = lists.REST if board.part > 1 else ""
    return {
        "一、基准日和依据": f"一、基准日和依据：基准日{plan.reference_on}，{decided}。",
        "二、持股情况": f"二、持股情况：持股截至{board.as_on}，{counted}，名单校验码{short_digest(board.digest)}。",
        "三、榜次": f"三、榜次：{board.label}。{rest}",
    }


def _rows(board: ShareBoard, lines: Sequence[Line], sheets: Sequence[int]) -> Iterable[tuple]:
    for position, (line, sheet) in enumerate(zip(lines, sheets, strict=True), start=1):
        yield (
            board.pk, line.household, line.number, line.certificate, line.head,
            json.dumps(line.holders, ensure_ascii=False), line.people, line.total, sheet, position, line.digest,
        )  # fmt: skip
