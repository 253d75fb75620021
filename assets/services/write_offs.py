"""Taking a shortage, a scrapped thing, a bad debt off the books: the motion stated, then the street's review."""

from datetime import date

from django.core.files import File
from django.db import transaction

from assets.models import Inventory, InventoryLine, WriteOff
from assets.rules.checks import NEEDS_MOTION
from assets.rules.inventory_moves import STREET, UNIT
from assets.services.parties import held, keep, refuse_faults, require_party
from communities.lib import clock
from communities.lib.errors import Refused
from communities.services.recording import record


@transaction.atomic
def state_write_off(
    line: InventoryLine, *, responsible: str, body: str, decided_on: date, resolution: File, by
) -> WriteOff:
    """State the motion that takes a shortage, scrapped thing or bad debt off the books; the street reviews it."""
    if line.difference not in NEEDS_MOTION or not (line.decrease or line.decrease_area):
        raise Refused("只有盘亏、报废毁损、坏账且有清查减少的行才办理核销。")
    if hasattr(line, "write_off"):
        raise Refused("这一行的核销已经登记。")
    if decided_on > clock.today():
        raise Refused("表决日期晚于今天，请核对。")
    locked = held(line.inventory)
    require_party(by, UNIT, locked)
    _require_unlocked(locked)
    paper = keep(locked, "核销决议", f"{line.name}核销决议", resolution, decided_on, by=by)
    row = WriteOff(line=line, responsible=responsible.strip(), body=body, decided_on=decided_on, resolution=paper)
    row.stated_at, row.stated_by_id = clock.now(), by.pk
    refuse_faults(row)
    row.save(force_insert=True)
    changes = {"表决机构": [None, row.get_body_display()], "表决日期": [None, decided_on]}
    record("登记核销", line, by=by, place=locked.place, changes=changes)
    return row


@transaction.atomic
def review_write_off(row: WriteOff, *, by) -> WriteOff:
    """The street's review of a write-off, by another person than who stated it."""
    locked = held(row.line.inventory)
    require_party(by, STREET, locked)
    _require_unlocked(locked)
    row = WriteOff.objects.select_for_update(of=("self",)).select_related("line").get(pk=row.pk)
    if row.reviewed_at:
        raise Refused("这项核销已经审核。")
    if row.stated_by_id == by.pk:
        raise Refused("登记核销的本人不能审核。")
    row.reviewed_at, row.reviewed_by_id = clock.now(), by.pk
    row.save(update_fields=["reviewed_at", "reviewed_by"])
    record("审核核销", row.line, by=by, place=locked.place, changes={"街道审核": [None, row.reviewed_at]})
    return row


def _require_unlocked(inventory: Inventory) -> None:
    if inventory.status == Inventory.Status.LOCKED:
        raise Refused("清查已经锁定，核销须在锁定前办理。")
