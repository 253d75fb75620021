"""What the posted lists of members, of shares and of dividends have in common: their notice's text, their paper."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from django.core.files import File
from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.pdf.long_lists import ROWS_PER_PART
from communities.models import Job, Notice, Organisation
from communities.rules.notice_texts import shipped
from communities.services import documents, notices
from communities.services.long_papers import LongPaper, printed, throw_away
from communities.services.permission import require
from communities.services.recording import SYSTEM, record
from shareholders.models import DividendBoard, RollBoard, ShareBoard

Board = RollBoard | ShareBoard | DividendBoard
MOST_PAGES = 10_000  # our own paper, not an upload: 68,000 holders fill some two or three thousand
REST = "本次只公示登记有变化的户，异议期自本次张贴重新起算；其余各户仍以前次公示为准。"


def content(organisation: Organisation, purpose: str, label: str, sections: dict[str, str], **terms) -> notices.Content:
    """The notice of a list from its default text: the free sections filled in, the days as given or by the law."""
    text, place = shipped().find(f"general:{purpose}", clock.today()), organisation.place
    body = "\n".join(sections.get(line.strip(), line) for line in text.body.splitlines())
    given = {name: value for name, value in terms.items() if value is not None}
    details = {key: value.replace("{place}", place.name) for key, value in text.details.items()}
    return notices.Content(
        **{
            "kind": Notice.Kind.GENERAL.value,
            "purpose": purpose,
            "title": f"{text.title.replace('{place}', place.name)}（{label}）",
            "body": body.replace("{place}", place.name),
            "basis": text.days_basis,
            "details": details,
            "objection_days": text.objection_days,
            "posting_on": clock.today(),
            **given,
        }
    )


def print_once(
    found: Board, paper_of: Callable[[Board], LongPaper], title: str, job: Job | None, *, by=SYSTEM
) -> Board:
    """Make the list as PDF; a second call makes nothing. Raises Refused when it cannot be laid out."""
    if found.paper_id:
        return found
    with printed(paper_of(found), job) as file:
        return keep_paper(found, title, file, by=by)


@transaction.atomic
def keep_paper(board: Board, title: str, file: Path, *, by=SYSTEM) -> Board:
    """Keep the printed list as a document, once; whoever comes second finds it kept."""
    found = type(board).objects.select_for_update(of=("self",)).select_related("made_by").get(pk=board.pk)
    if found.paper_id:
        return found
    place = board.notice.place
    with file.open("rb") as stream:
        found.paper = documents.store_document(
            place=place,
            kind="公示名单",
            title=title,
            upload=File(stream, name=f"{title}.pdf"),
            written_on=clock.today(),
            most_pages=MOST_PAGES,
            by=found.made_by,
        )
    found.save(update_fields=["paper"])
    record(f"生成{found.label}名单", found, by=by, place=place)
    return found


@transaction.atomic
def discard(board: Board, paper_of: Callable[[Board], LongPaper], called: str, *, by) -> None:
    """Throw a list away whose notice is a draft still, with its notice and its parts. Raises Refused once published."""
    locked = type(board).objects.select_for_update(of=("self",)).select_related("notice__place")
    found = locked.get(pk=board.pk)
    notice, place = found.notice, found.notice.place
    require(by, Verb.POST, place)
    if notice.status != Notice.Status.DRAFT:
        raise Refused(f"{called}已经发布，不能删除；需要更正的，请撤下公示或补榜。")
    record(f"删除{found.label}草稿", found, by=by, place=place)
    throw_away(paper_of(found))
    found.delete()
    notices.discard(notice, by=by)


def sheets_of(heights: Iterable[int]) -> list[int]:
    """The part of the paper for each household of so many rows: at most 120 rows a part, no household cut in two."""
    sheets, rows = [], 0
    for height in heights:
        rows += height
        if not sheets:
            sheets.append(1)
        elif rows > ROWS_PER_PART:
            sheets.append(sheets[-1] + 1)
            rows = height
        else:
            sheets.append(sheets[-1])
    return sheets


def day_of(notice: Notice) -> date:
    """The day at the list's end: when it is meant to go up."""
    return notice.posting_on or clock.today()
