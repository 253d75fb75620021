"""The doors a person uses: upload, say which column is which, confirm, cancel."""

import hashlib
from collections.abc import Mapping
from datetime import date

from django.core.files import File
from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.files import clean_name
from communities.lib.intake.reading import refuse_at_sight
from communities.models import HeaderMapping, Intake, Organisation, Place
from communities.rules.intakes import INTAKES
from communities.services import jobs
from communities.services.permission import require
from communities.services.recording import SYSTEM, record

from .keeping import keep, remove
from .register import Register
from .staging import clear


def open_intake(
    register: Register,
    place: Place,
    upload: File,
    *,
    by,
    organisation: Organisation | None = None,
    base_date: date | None = None,
) -> Intake:
    """Keep an uploaded workbook and have it checked in the background. Raises Refused for what it is at first sight."""
    content = _content(register, upload)
    with transaction.atomic():
        intake = make(
            register, place, upload.name or "", content, by=by, organisation=organisation, base_date=base_date
        )
        _ask_for_check(register, intake)
        record("上传工作簿", intake, by=by, place=place, changes=_uploaded(intake))
    return intake


@transaction.atomic
def make(
    register: Register, place: Place, name: str, content: bytes, *, by, organisation=None, base_date=None
) -> Intake:
    """The row of a new intake with its file; the caller has it checked and recorded."""
    require(by, Verb.FILE, place)
    digest = hashlib.sha256(content).hexdigest()
    refuse_stored(register.kind, place, digest)
    intake = Intake(
        kind=register.kind,
        title=register.book.title,
        version=register.book.version,
        place=place,
        organisation=organisation,
        base_date=base_date,
        file_name=clean_name(name, "xlsx"),
        digest=digest,
        uploaded_at=clock.now(),
        uploaded_by=_person(by),
    )
    intake.stored_name = keep(content, intake=intake.pk)
    intake.save(force_insert=True)
    return intake


def refuse_stored(kind: str, place: Place, digest: str) -> None:
    """Raise Refused where this very file is in the register already."""
    earlier = Intake.objects.of(kind).stored().filter(place=place, digest=digest).first()
    if earlier:
        moment = f"{earlier.stored_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
        raise Refused(f"这份工作簿已导入（{moment}），没有再次导入；如内容有变化，请上传修改后的工作簿。")


@transaction.atomic
def name_columns(
    register: Register, intake: Intake, columns: Mapping[str, Mapping[str, str]], source: str, *, by
) -> None:
    """Say which column of a foreign workbook is which (sheet → column key → letter); remembered for its like."""
    require(by, Verb.FILE, intake.place)
    locked = moved(intake, "name")
    for sheet in register.book.sheets:
        chosen = {key: letter for key, letter in columns.get(sheet.key, {}).items() if letter}
        missing = [each.title for each in sheet.columns if each.required and each.key not in chosen]
        if missing and sheet.key in locked.headers:
            raise Refused(f"表“{sheet.title}”还没有对应：{'、'.join(missing)}。")
        if len(set(chosen.values())) != len(chosen):
            raise Refused(f"表“{sheet.title}”有一列被对应了两次，请核对。")
        if sheet.key in locked.headers:
            _remember(locked, sheet.key, chosen, source, by)
    locked.columns = {key: {k: v for k, v in chosen.items() if v} for key, chosen in columns.items()}
    locked.source = source
    locked.save()
    _ask_for_check(register, locked)
    record("对应工作簿的列", locked, by=by, place=locked.place, changes={"表格来源": [None, source]})


@transaction.atomic
def confirm(register: Register, intake: Intake, *, by) -> None:
    """Have a checked workbook stored."""
    require(by, Verb.FILE, intake.place)
    refuse_stored(intake.kind, intake.place, intake.digest)
    locked = moved(intake, "confirm")
    locked.confirmed_at, locked.confirmed_by = clock.now(), _person(by)
    key = f"intake:{locked.pk}:store"
    locked.job = jobs.enqueue(register.store_task, key, place=locked.place, intake=str(locked.pk))
    locked.save()
    record("确认导入工作簿", locked, by=by, place=locked.place, changes={"行数": [None, locked.rows_accepted]})


@transaction.atomic
def cancel(intake: Intake, *, by) -> None:
    """Give an intake up: its rows and its files are forgotten. A worker that has it notices and stops."""
    require(by, Verb.FILE, intake.place)
    locked = moved(intake, "cancel")
    locked.cancelled_at, locked.cancelled_by = clock.now(), _person(by)
    names = (locked.stored_name, locked.marked_name)
    locked.stored_name = locked.marked_name = ""
    locked.save()
    clear(locked)
    record("取消导入工作簿", locked, by=by, place=locked.place)
    transaction.on_commit(lambda: remove(*names))


def moved(intake: Intake, move: str) -> Intake:
    """The intake under a lock, already in the state the move leads to; raises Refused where the table has none."""
    locked = Intake.objects.select_for_update(of=("self",), no_key=True).select_related("place").get(pk=intake.pk)
    locked.state = INTAKES.target(move, locked.state)
    return locked


def _ask_for_check(register: Register, intake: Intake) -> None:
    key = f"intake:{intake.pk}:check:{'named' if intake.columns else 'first'}"
    intake.job = jobs.enqueue(register.check_task, key, place=intake.place, intake=str(intake.pk))
    Intake.objects.filter(pk=intake.pk).update(job=intake.job)


def _remember(intake: Intake, sheet: str, chosen: dict[str, str], source: str, by) -> None:
    HeaderMapping.objects.update_or_create(
        place=intake.place,
        kind=intake.kind,
        sheet=sheet,
        signature=intake.headers[sheet]["signature"],
        defaults={"source": source, "columns": chosen, "saved_at": clock.now(), "saved_by": by},
    )


def _content(register: Register, upload: File) -> bytes:
    content = upload.read(register.book.max_bytes + 1)
    refuse_at_sight(content, register.book.max_bytes)
    return content


def _uploaded(intake: Intake) -> dict:
    return {"文件名": [None, intake.file_name], "SHA-256": [None, intake.digest]}


def _person(by):
    return None if by is SYSTEM else by
