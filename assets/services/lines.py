"""The lines of an inventory: entered, changed, taken out again; off-book items verified."""

from collections.abc import Mapping
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Max

from assets.models import Inventory, InventoryLine
from assets.rules.accounts import shipped
from assets.rules.inventory_moves import STREET, UNIT
from assets.rules.lines import derived, faults
from assets.services.parties import held, is_party, keep, refuse_faults, require_open, require_party
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Document
from communities.services.recording import differences, record

GIVEN = (
    *("account", "name", "use", "book", "increase", "decrease", "original", "depreciation", "land_class"),
    *("book_area", "increase_area", "decrease_area", "disputed", "quantity", "unit", "acquired_on", "location"),
    *("custodian", "certificate", "condition", "counterparty", "due_on", "off_book", "source", "holder", "basis"),
    *("difference", "cause", "remarks"),
)
DERIVED = ("side", "verified", "net", "area")


@transaction.atomic
def add_line(
    inventory: Inventory, values: Mapping[str, Any], *, by, photo: File | None = None, evidence=None
) -> InventoryLine:
    """Enter one line from the fields of GIVEN; the rest follows from them. Raises Refused with every fault."""
    locked = held(inventory)
    require_party(by, UNIT, locked)
    require_open(locked)
    kept = files_of(locked, values, photo=photo, evidence=evidence, by=by)
    line = InventoryLine(
        inventory=locked, number=next_line_number(locked), entered_at=clock.now(), entered_by_id=by.pk, **kept
    )
    fill(line, values)
    line.save(force_insert=True)
    record("登记清查明细", line, by=by, place=locked.place, changes=differences({}, shown(line)))
    return line


@transaction.atomic
def change_line(
    line: InventoryLine, values: Mapping[str, Any], *, by, photo: File | None = None, evidence=None
) -> InventoryLine:
    """Change a line while the inventory is open. A verified off-book item must be verified again. Raises Refused."""
    locked = held(line.inventory)
    require_party(by, UNIT, locked)
    require_open(locked)
    kept = files_of(locked, values, photo=photo, evidence=evidence, by=by)
    line = InventoryLine.objects.select_for_update().get(pk=line.pk)
    line.inventory = locked
    before = shown(line)
    fill(line, values)
    line.photo, line.evidence = kept["photo"] or line.photo, kept["evidence"] or line.evidence
    line.off_book_verified_at = line.off_book_verified_by = None
    line.entered_at, line.entered_by_id = clock.now(), by.pk
    line.save()
    record("修改清查明细", line, by=by, place=locked.place, changes=differences(before, shown(line)))
    return line


@transaction.atomic
def remove_line(line: InventoryLine, reason: str, *, by) -> None:
    """Take out a line entered by mistake, before the street has seen it; a thing that is lost stays, as 盘亏."""
    locked = held(line.inventory)
    require_party(by, UNIT, locked)
    require_open(locked)
    if not reason.strip():
        raise Refused("请写明删除的理由。")
    if line.book or line.book_area:
        raise Refused("账面上有的不能删除：未找到的请登记盘亏，核销须经表决和街道审核。")
    if line.count_items.exists() or hasattr(line, "write_off") or line.corrections.exists():
        raise Refused("该行已有盘点、核销或更正记录，不能删除；请以清查减少登记。")
    if contract := line.contracts.first():
        raise Refused(f"合同“{contract}”的标的是这一行，不能删除；请先在合同中改选清查明细。")
    record("删除清查明细", line, by=by, place=locked.place, changes=differences(shown(line), {}), reason=reason)
    line.delete()


@transaction.atomic
def verify_off_book(line: InventoryLine, *, by) -> InventoryLine:
    """Find an off-book item right; it then enters the totals. Never by the person who entered it."""
    locked = held(line.inventory)
    if not (is_party(by, UNIT, locked) or is_party(by, STREET, locked)):
        require_party(by, STREET, locked)
    if locked.status != Inventory.Status.POSTING:  # corrected by an objection, it is verified anew
        require_open(locked)
    line = InventoryLine.objects.select_for_update().get(pk=line.pk)
    if not line.off_book:
        raise Refused("这一行不是账外资产，不需核实。")
    if line.off_book_verified_at:
        raise Refused("这项账外资产已经核实。")
    if line.entered_by_id == by.pk:
        raise Refused("账外资产须由登记人以外的人员核实。")
    if line.evidence_id is None:
        raise Refused("请先上传来源和计价依据的材料，再核实。")
    line.off_book_verified_at, line.off_book_verified_by_id = clock.now(), by.pk
    line.save(update_fields=["off_book_verified_at", "off_book_verified_by"])
    record("核实账外资产", line, by=by, place=locked.place, changes={"账外核实": [None, line.off_book_verified_at]})
    return line


def fill(line: InventoryLine, values: Mapping[str, Any]) -> None:
    """Put the given fields and what follows from them into the line. Raises Refused with every fault."""
    chart = shipped()
    account = next((each for each in chart.accounts if each.code == values.get("account")), None)
    if account is None:
        raise Refused("请选择类别。")
    given = {name: getattr(line, name) for name in GIVEN} | {key: values[key] for key in GIVEN if key in values}
    complete = derived(account, given)
    if reasons := faults(account, complete, chart):
        raise Refused(*reasons)
    for name in (*GIVEN, *DERIVED):
        setattr(line, name, complete.get(name))
    refuse_faults(line)


def next_line_number(inventory: Inventory) -> int:
    return (inventory.lines.aggregate(last=Max("number"))["last"] or 0) + 1


def shown(line: InventoryLine) -> dict:
    """The line as the record book compares it: what is filled in, by the fields' labels."""
    fields = {field.name: field for field in line._meta.fields}
    words = {"类别": shipped().account(line.account).name}
    for name in (*GIVEN[1:], *DERIVED[1:]):
        value = getattr(line, name)
        if value not in (None, "", False):
            words[fields[name].verbose_name] = getattr(line, f"get_{name}_display", lambda value=value: value)()
    papers = {"依据材料": line.evidence, "照片": line.photo}
    return words | {label: paper.archive_number for label, paper in papers.items() if paper}


def files_of(inventory: Inventory, values: Mapping[str, Any], *, photo, evidence, by) -> dict[str, Document | None]:
    """Keep a line's files: archive numbers are taken before any line of the record book is written."""
    name = (values.get("name") or "明细").strip()
    return {
        "photo": keep(inventory, "资产照片", f"{name}照片", photo, by=by) if photo else None,
        "evidence": keep(inventory, "清查依据", f"{name}清查依据", evidence, by=by) if evidence else None,
    }
