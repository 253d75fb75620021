"""An intake in one go, for commands of the server and for seeding: what the pages do in steps, in one transaction."""

from django.db import transaction

from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Intake, Place
from communities.rules.intakes import State
from communities.services.recording import record

from .keeping import remove
from .opening import make, moved
from .register import Register
from .working import check_intake, store_intake


def take(
    register: Register,
    place: Place,
    name: str,
    content: bytes,
    *,
    by,
    organisation=None,
    base_date=None,
    dry_run: bool = False,
) -> Intake:
    """Check a workbook and, where nothing is wrong, store it; the intake says which. With `dry_run` nothing is kept.

    Raises Refused for what cannot be an intake: no right, imported already, headers that a person must explain.
    """
    with transaction.atomic():
        intake = make(register, place, name, content, by=by, organisation=organisation, base_date=base_date)
        check_intake(register, intake, say=_silent)
        intake.refresh_from_db()
        if intake.state == State.COLUMNS:
            remove(intake.stored_name)
            raise Refused("表头与模板不同，需要有人对应各列；请在网页上传这份工作簿，对应一次后即可直接导入。")
        if intake.state == State.READY and not dry_run:
            _confirm(intake, by=by)
            store_intake(register, intake, say=_silent, by=by)
        if dry_run:
            transaction.set_rollback(True)
    if dry_run:
        remove(intake.stored_name, intake.marked_name)
    return intake


def _confirm(intake: Intake, *, by) -> None:
    held = moved(intake, "confirm")
    held.confirmed_at, held.confirmed_by = clock.now(), intake.uploaded_by
    held.save()
    record("确认导入工作簿", held, by=by, place=held.place, changes={"行数": [None, held.rows_accepted]})
    intake.refresh_from_db()


def _silent(percent: int, note: str) -> None:
    """Nobody watches."""
