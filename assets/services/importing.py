"""Lines that come by workbook: new ones entered, known ones changed, in one act with one line in the record book."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from assets.models import Inventory, InventoryLine
from assets.rules.accounts import shipped
from assets.rules.inventory_moves import UNIT
from assets.rules.lines import derived, faults
from assets.services.inventories import open_inventory
from assets.services.lines import DERIVED, GIVEN, next_line_number
from assets.services.parties import held, person_of, require_open, require_party
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Organisation
from communities.services.recording import record

KNOWN_BY = ("account", "name", "location", "counterparty")
STORED = (*GIVEN, *DERIVED, "entered_at", "entered_by", "off_book_verified_at", "off_book_verified_by")


def identity(values: Mapping[str, Any]) -> tuple:
    """What tells one line from another: class, name, place, other party."""
    return tuple((values.get(name) or "").strip() for name in KNOWN_BY)


def differing(line: InventoryLine, values: Mapping[str, Any]) -> list[str]:
    """The labels of the fields in which the row differs from the line."""
    complete = derived(shipped().account(values["account"]), values)
    labels = {field.name: str(field.verbose_name) for field in line._meta.fields}
    return [labels[name] for name in (*GIVEN, *DERIVED) if name in complete and getattr(line, name) != complete[name]]


@transaction.atomic
def import_lines(
    organisation: Organisation, base_date: date, rows: Iterable[Mapping[str, Any]], *, source: str, by
) -> Inventory:
    """Write rows into the inventory of that organisation and base date, which is opened where there is none.

    A line that the rows do not name stays as it is: what is gone is a 盘亏, never a deletion. Raises Refused.
    """
    found = Inventory.objects.filter(organisation=organisation, base_date=base_date).first()
    inventory = held(found or open_inventory(organisation, base_date, by=by))
    require_party(by, UNIT, inventory)
    require_open(inventory)
    known = {identity(vars(line)): line for line in inventory.lines.all()}
    new, changed, number = [], [], next_line_number(inventory)
    for values in rows:
        line = known.get(identity(values))
        if line is None:
            line = InventoryLine(inventory=inventory, number=number)
            number += 1
            new.append(_filled(line, values, by))
        elif differing(line, values):
            changed.append(_filled(line, values, by))
    InventoryLine.objects.bulk_create(new, batch_size=500)
    InventoryLine.objects.bulk_update(changed, STORED, batch_size=200)
    counts = {"新增明细": [None, len(new)], "更新明细": [None, len(changed)], "工作簿": [None, source]}
    record("导入清查明细", inventory, by=by, place=inventory.place, changes=counts)
    return inventory


def _filled(line: InventoryLine, values: Mapping[str, Any], by) -> InventoryLine:
    account = shipped().account(values["account"])
    complete = derived(account, values)
    if reasons := faults(account, complete, shipped()):
        raise Refused(*(f"{complete.get('name')}：{reason}" for reason in reasons))
    for name in (*GIVEN, *DERIVED):
        if name in complete:
            setattr(line, name, complete[name])
    line.entered_at, line.entered_by_id = clock.now(), person_of(by)
    line.off_book_verified_at = line.off_book_verified_by = None
    return line
