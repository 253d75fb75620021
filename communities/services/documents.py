"""The private store of documents: every version kept, an archive number that finds the paper, nothing deleted."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files import File
from django.db import transaction

from communities.access import Verb, may
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.files import Accepted, Store, inspect
from communities.lib.files.papers import MAX_PAGES
from communities.models import Document, DocumentVersion, Place
from communities.rules.documents import date_faults

from .numbering import next_number
from .permission import require
from .public_use import PublicUse
from .recording import differences, record

# Whoever may act on a place's papers may file a newer version of one; readers may not.
VERSION_VERBS = (Verb.FILE, Verb.REVIEW, Verb.CONFIRM, Verb.POST)
SCANS = ("application/pdf", "image/jpeg", "image/png")


def store_document(
    *,
    place: Place,
    kind: str,
    title: str,
    upload: File,
    written_on: date,
    effective_on: date | None = None,
    shared: bool = False,
    restricted: bool = False,
    retention: str = Document.Retention.PERMANENT,
    most_pages: int = MAX_PAGES,
    by,
) -> Document:
    """Keep a new paper of a place under the next archive number of its district and year of writing.

    `upload` is an open file with a name, such as `ContentFile(content, name)`. The caller decides whether `by` may;
    with `shared` everyone below the place may read it, `restricted` keeps it off every list. Call it before writing
    lines of the record book in the same transaction. Raises Refused for a file or a date that cannot be.
    """
    if faults := date_faults(written_on, clock.today()):
        raise Refused(*faults)
    accepted = inspect(upload, upload.name or "", most_pages=most_pages)
    stored_name = store().put(accepted.content)  # before its row: a row without its file must never be
    with transaction.atomic():
        document = Document.objects.create(
            place=place,
            shared=shared,
            restricted=restricted,
            archive_number=_archive_number(place, written_on.year),
            kind=kind[:60],
            title=title[:120],
            written_on=written_on,
            effective_on=effective_on,
            retention=retention,
            created_at=clock.now(),
        )
        _add(document, 1, accepted, stored_name, "", by)
        record("存入材料", document, by=by, place=place, changes=_stored(document.archive_number, 1, accepted))
    return document


def add_version(document: Document, upload: File, note: str, *, by) -> DocumentVersion:
    """Keep a newer file of the same paper beside its earlier ones. `note` says what has changed."""
    if faults := version_faults(document, by):
        raise Refused(*faults)
    if not note.strip():
        raise Refused("请写明这一版与上一版的区别，便于日后查对。")
    accepted = inspect(upload, upload.name or "")
    if accepted.media_type not in SCANS and PublicUse.of(document):
        raise Refused("公示文稿和张贴证明的新版本须为照片、扫描件或 PDF，请重新选择文件。")
    if accepted.sha256 == document.latest.sha256:
        raise Refused("所选文件与现有最新版本完全相同，没有存入；请选择修改后的文件。")
    stored_name = store().put(accepted.content)
    with transaction.atomic():
        locked = Document.objects.select_for_update(no_key=True).get(pk=document.pk)
        version = _add(locked, locked.versions.count() + 1, accepted, stored_name, note, by)
        changes = _stored(locked.archive_number, version.number, accepted)
        record("更换材料版本", locked, by=by, place=locked.place, changes=changes, reason=note)
    return version


def version_faults(document: Document, by) -> list[str]:
    """Why this person may not file a newer version; empty if they may. The page shows the same before anyone tries.

    The paper of a notice and the proofs of its postings are records of what hung on the board. While the posting goes
    on, a sealed scan or a better photograph may be put beside them, by whoever may post there. Once it is over they
    are sealed like any closed file: an archivist adds to such a file with a paper of its own number, and never lets
    the newest version of a proof be younger than the fact it proves.
    """
    if use := PublicUse.of(document):
        return use.faults(by)
    if any(may(by, verb, document.place) for verb in VERSION_VERBS):
        return []
    return [f"您的任职不包含更换“{document.place.name}”的材料，请由该地点的填报或审核人员办理。"]


@transaction.atomic
def set_hold(document: Document, hold: bool, reason: str, *, by) -> None:
    """Suspend or resume the running-out of the paper's retention (a dispute, an audit); needs the district office."""
    require(by, Verb.OFFICE, document.place)
    if not reason.strip():
        raise Refused("请写明暂停或恢复销毁的理由。")
    locked = Document.objects.select_for_update(no_key=True).get(pk=document.pk)
    if locked.legal_hold == hold:
        return
    before = {"暂停销毁": locked.legal_hold}
    Document.objects.filter(pk=locked.pk).update(legal_hold=hold)
    record(
        "暂停销毁" if hold else "恢复销毁期限",
        locked,
        by=by,
        place=locked.place,
        changes=differences(before, {"暂停销毁": hold}),
        reason=reason,
    )


def open_version(version: DocumentVersion) -> BinaryIO:
    """The stored bytes; raises FileNotFoundError where the file is missing (the nightly check names it)."""
    return store().open(version.stored_name)


def store() -> Store:
    """The store of this process's settings."""
    return _store(settings.DOCUMENT_ROOT)


@cache
def _store(root: Path) -> Store:
    return Store(root)


def _archive_number(place: Place, year: int) -> str:
    """`<district code>-<year>-<four digits or more>`, gapless in each district and year."""
    prefix = f"{place.district_or_self.code}-{year}"
    return f"{prefix}-{next_number(f'archive:{prefix}'):04d}"


def _add(document: Document, number: int, accepted: Accepted, stored_name: str, note: str, by) -> DocumentVersion:
    return DocumentVersion.objects.create(
        document=document,
        number=number,
        stored_name=stored_name,
        original_name=accepted.name,
        media_type=accepted.media_type,
        sha256=accepted.sha256,
        size=accepted.size,
        uploaded_at=clock.now(),
        uploaded_by=by,
        note=note[:200],
    )


def _stored(archive_number: str, number: int, accepted: Accepted) -> dict:
    return {
        "档号": [None, archive_number],
        "版本": [number - 1 or None, number],
        "文件名": [None, accepted.name],
        "SHA-256": [None, accepted.sha256],
    }
