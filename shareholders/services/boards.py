"""The three postings: a list is frozen as it stands, drafted as a notice, printed; changed rows are posted again."""

from collections.abc import Iterable, Sequence
from math import ceil

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from communities import papers
from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.pdf.long_lists import ROWS_PER_PART
from communities.lib.pdf.renderer import Rendered
from communities.models import Board, Job, Organisation
from communities.rules.notices import personal_numbers
from communities.services import jobs, notices
from communities.services.long_papers import LongPaper
from communities.services.notices.publishing import short_digest
from communities.services.permission import require
from communities.services.recording import SYSTEM, record
from shareholders.board_rows import Line, changed_lines, digest_of, round_faults, words
from shareholders.models import BoardLine, MemberRoll, RollBoard
from shareholders.rules.reference import in_words

from . import lists

PURPOSE = "posting.roll"
COLUMNS = (
    {"label": "户编号", "width": 14},
    {"label": "户主", "width": 16},
    {"label": "成员姓名（与户主关系）", "width": 60},
    {"label": "人数", "width": 10},
)
NOTE = "本名单不列证件号码；未满十四周岁的成员列为“户内成员若干人”；同名的以成员编号区分。"


@transaction.atomic
def post_board(organisation: Organisation, round_: int, *, boards: Iterable[Board], by, **terms) -> RollBoard:
    """Freeze the list of a round and draft its notice: the whole list first, afterwards the changed rows only.

    `terms` of the notice: contact, telephone and, where they are not the usual ones, objection_days, objection_unit,
    posting_on. The notice is then published and hung as every notice; its clock is the round's. Raises Refused while
    the round before is not over, where nothing has changed, and for a name that holds a number.
    """
    require(by, Verb.POST, organisation.place)
    roll = MemberRoll.objects.select_for_update(no_key=True).filter(organisation=organisation).first()
    lines = changed_lines(organisation, round_) if roll and round_ in RollBoard.ROUNDS else []
    if reasons := _faults(organisation, roll, round_, lines):
        raise Refused(*reasons)
    earlier = RollBoard.objects.filter(organisation=organisation, round=round_).aggregate(last=Max("part"))["last"]
    board = RollBoard(
        organisation=organisation,
        round=round_,
        part=(earlier or 0) + 1,
        households=len(lines),
        people=sum(line.people for line in lines),
        digest=digest_of(lines),
        made_at=clock.now(),
        made_by_id=by.pk,
    )
    text = lists.content(organisation, PURPOSE, board.label, _sections(board, roll), **terms)
    board.notice = notices.draft(organisation.place, organisation, text, boards, by=by)
    board.save(force_insert=True)
    notices.lay_beside(board.notice, reverse("roll_board", args=[board.pk]))
    BoardLine.objects.bulk_create(_row(board, line) for line in lines)
    changes = {"户数": [None, board.households], "人数": [None, board.people], "校验码": [None, board.digest]}
    record(f"制作{board.label}", board, by=by, place=organisation.place, changes=changes)
    jobs.enqueue("shareholders.tasks.print_board", key_of(board), place=organisation.place, board=board.pk)
    return board


@transaction.atomic
def discard_board(board: RollBoard, *, by) -> None:
    """Throw a list away whose notice is a draft still. Raises Refused once it is published."""
    lists.discard(board, paper_of, f"{board.label}的公示", by=by)


def print_board(board: RollBoard, job: Job | None = None, *, by=SYSTEM) -> RollBoard:
    """Make the list as PDF, once; a second call makes nothing. Raises Refused when it cannot be laid out."""
    found = RollBoard.objects.select_related("organisation__place", "notice__place").get(pk=board.pk)
    return lists.print_once(found, paper_of, f"{found.organisation.name}成员名册{found.label}", job, by=by)


def paper_of(board: RollBoard) -> LongPaper:
    """The list's parts for the printer; the rows are frozen, so the name is the content's."""
    parts = max(ceil(board.households / ROWS_PER_PART), 1)

    def one(number: int) -> Rendered:
        lines = board.lines.all()[(number - 1) * ROWS_PER_PART : number * ROWS_PER_PART]
        rows = [_cells(line) for line in lines]
        return papers.render_posted_list(COLUMNS, rows, first=number == 1, last=number == parts, **_head(board))

    return LongPaper(f"roll-board-{board.pk}-{board.digest[:16]}", parts, one)


def key_of(board: RollBoard) -> str:
    return f"board:{board.pk}"


def _faults(organisation: Organisation, roll: MemberRoll | None, round_: int, lines: Sequence[Line]) -> list[str]:
    if roll is None:
        return [f"{organisation.name}还没有建立成员名册。"]
    if round_ not in RollBoard.ROUNDS:
        return ["名册公示分三榜，请选择第一、第二或第三榜。"]
    if round_ > 1 and (reasons := round_faults(organisation, round_ - 1)):
        return reasons
    if not lines:
        return [f"{RollBoard.ROUNDS[round_]}公示以来登记没有变化，不需要补榜。"]
    texts = [(f"{line.household.number}号户", f"{line.head} {line.text}") for line in lines]
    return personal_numbers(texts)


def _sections(board: RollBoard, roll: MemberRoll) -> dict[str, str]:
    return {
        "一、基准日": f"一、基准日：{in_words(roll.reference_at.astimezone(clock.SHANGHAI))}。",
        "二、认定情况": f"二、认定情况：{_counted(board)}",
        "三、榜次": f"三、榜次：{board.label}。{_rest(board)}",
    }


def _counted(board: RollBoard) -> str:
    return f"列入名单{board.households}户、{board.people}人，名单校验码{short_digest(board.digest)}。"


def _rest(board: RollBoard) -> str:
    return lists.REST if board.part > 1 else ""


def _row(board: RollBoard, line: Line) -> BoardLine:
    return BoardLine(
        board=board,
        household=line.household,
        number=line.household.number,
        head=line.head,
        names=line.names,
        children=line.children,
        digest=line.digest,
    )


def _cells(line: BoardLine) -> tuple:
    return line.number, line.head, words(line.names, line.children), len(line.names) + line.children


def _head(board: RollBoard) -> dict:
    return {
        "title": f"{board.organisation.name}成员名册",
        "subtitle": f"{board.label}　共{board.households}户、{board.people}人",
        "notes": [NOTE, *([_rest(board)] if board.part > 1 else [])],
        "digest": short_digest(board.digest),
        "office": board.organisation.name,
        "date": lists.day_of(board.notice),
    }
