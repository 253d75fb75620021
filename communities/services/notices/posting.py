"""The boards: going up and coming down, each with its proof; an interruption begins everything anew."""

from datetime import datetime

from django.core.files import File
from django.db import transaction

from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Board, Document, Notice, NoticeEvent, Posting
from communities.services import documents
from communities.services.recording import differences, record

from .running import end_if_over, start
from .steps import begin, known_since, tell_event, update_snapshot

PICTURES = ("image/jpeg", "image/png")
PROOFS = {Posting.Proof.PHOTO: PICTURES, Posting.Proof.WITNESS: (*PICTURES, "application/pdf")}


@transaction.atomic
def put_up(notice: Notice, board: Board, at: datetime, proof: File, kind: str, *, by) -> Posting:
    """The paper hangs on one of its boards since `at` (aware); the clock starts when the last board is up.

    `kind` says what the proof is: a photograph, or a witness's signed statement (a scan). Raises Refused.
    """
    locked, _ = begin(notice, "put_up", by=by)
    posting = _posting(locked, board)
    if posting.up_at:
        raise Refused(f"“{board.name}”已登记张贴（{clock.to_minute(posting.up_at)}），不需要重复登记。")
    earliest = _interrupted_at(locked) or known_since(locked)
    if faults := _time_faults(at, earliest, "张贴时间"):
        raise Refused(*faults)
    document = _keep_proof(locked, board, at, proof, kind, "张贴证明", by)
    Posting.objects.filter(pk=posting.pk).update(up_at=at, up_proof=document, up_kind=kind)
    changes = differences({}, {"公开栏": board.name, "张贴时间": at, "张贴证明": document.archive_number})
    record("登记张贴", locked, by=by, place=locked.place, changes=changes)
    if not locked.postings.filter(run=locked.run, up_at=None).exists():
        start(locked, by=by)
    posting.refresh_from_db()
    return posting


@transaction.atomic
def interrupt(notice: Notice, posting: Posting, at: datetime, reason: str, *, by) -> Notice:
    """The paper was torn down or covered on a board before the end: all boards are posted anew and counted anew."""
    locked, status = begin(notice, "interrupt", by=by, reason=reason)
    posting = _of_this_run(locked, posting)
    reasons = _time_faults(at, posting.up_at, "中断时间")
    end = locked.last_day
    if end and locked.status == Notice.Status.RUNNING and at >= clock.end_of_day(end):
        reasons.append(f"张贴期已于 {end} 24:00 届满，其后取下不是中断，请登记期满证明。")
    if reasons:
        raise Refused(*reasons)
    Posting.objects.filter(pk=posting.pk).update(interrupted_at=at, interruption=reason[:200])
    boards = [each.board for each in locked.postings.filter(run=locked.run).select_related("board")]
    locked.run, locked.status = locked.run + 1, status
    locked.save(update_fields=["run", "status"])
    Posting.objects.bulk_create(Posting(notice=locked, board=board, run=locked.run) for board in boards)
    update_snapshot(locked)
    text = f"{posting.board.name}：{reason}"
    tell_event(locked, NoticeEvent.Kind.INTERRUPTED, at.astimezone(clock.SHANGHAI).date(), by=by, text=text)
    changes = {"状态": ["公示中", "已中断"], "第几次张贴": [locked.run - 1, locked.run]}
    record("登记张贴中断", locked, by=by, place=locked.place, changes=changes, reason=text)
    return locked


@transaction.atomic
def take_down(notice: Notice, posting: Posting, at: datetime, proof: File, kind: str, *, by) -> Posting:
    """The proof that a board still showed the paper when its time was over, at `at` (aware). The last one ends it."""
    locked, _ = begin(notice, "take_down", by=by)
    posting = _of_this_run(locked, posting)
    if posting.down_at:
        raise Refused(f"“{posting.board.name}”的期满证明已经登记（{clock.to_minute(posting.down_at)}）。")
    reasons = _time_faults(at, posting.up_at, "期满证明的时间")
    end = locked.last_day
    if end and at < clock.end_of_day(end):
        reasons.append(f"张贴应到 {end} 24:00，在此之前不能取下，也不能登记期满证明；提前取下的请登记中断。")
    if reasons:
        raise Refused(*reasons)
    document = _keep_proof(locked, posting.board, at, proof, kind, "期满证明", by)
    Posting.objects.filter(pk=posting.pk).update(down_at=at, down_proof=document, down_kind=kind)
    changes = differences({}, {"公开栏": posting.board.name, "撤下时间": at, "期满证明": document.archive_number})
    record("登记期满证明", locked, by=by, place=locked.place, changes=changes)
    end_if_over(locked, by=by)
    posting.refresh_from_db()
    return posting


def _posting(notice: Notice, board: Board) -> Posting:
    found = notice.postings.filter(run=notice.run, board=board).first()
    if found is None:
        raise Refused(f"这份公示没有选定“{board.name}”，请核对公开栏。")
    return found


def _of_this_run(notice: Notice, posting: Posting) -> Posting:
    found = notice.postings.select_related("board").filter(pk=posting.pk, run=notice.run).first()
    if found is None or found.up_at is None:
        raise Refused("这块公开栏本次尚未登记张贴，请先登记张贴。")
    return found


def _interrupted_at(notice: Notice) -> datetime | None:
    """The later of the interruptions of the run before this one."""
    before = notice.postings.filter(run=notice.run - 1, interrupted_at__isnull=False)
    return before.order_by("-interrupted_at").values_list("interrupted_at", flat=True).first()


def _time_faults(at: datetime, earliest: datetime, label: str) -> list[str]:
    faults = []
    if at > clock.now():
        faults.append(f"{label} {clock.to_minute(at)} 在当前时间之后，请填实际时间。")
    if at < earliest.replace(second=0, microsecond=0):
        told, since = clock.to_minute(at), clock.to_minute(earliest)
        faults.append(f"{label} {told} 早于 {since}（发布、张贴或上次中断，补录的为实际张贴日），请核对。")
    return faults


def _keep_proof(notice: Notice, board: Board, at: datetime, proof: File, kind: str, word: str, by) -> Document:
    document = documents.store_document(
        place=notice.place,
        kind=word,
        title=f"{notice.number} {board.name}{word}",
        upload=proof,
        written_on=at.astimezone(clock.SHANGHAI).date(),
        by=by,
    )
    if document.latest.media_type not in PROOFS.get(kind, ()):
        raise Refused("照片证明须为 JPG 或 PNG；见证人签字证明须为照片、扫描件或 PDF。请重新选择文件或证明种类。")
    return document
