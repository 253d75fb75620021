"""Opening an inventory: prefilled from the last locked one, moved along its table, locked with its bound register."""

from datetime import date

from django.db import transaction
from django.urls import reverse

from assets.accounting import Standing
from assets.models import Contract, Inventory, InventoryEvent, InventoryLine
from assets.rules.checks import faults_of
from assets.rules.inventory_moves import MOVE_LABELS, MOVES, STATUS_LABELS, UNIT, Status
from assets.services import filings
from assets.services.parties import held, person_of, refuse_faults, require_open, require_party
from assets.services.registers import bind
from communities.access import FILERS, Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Organisation
from communities.services import messages
from communities.services.recording import record

# What a line takes over from the last inventory; its last 核实数 becomes this 账面数.
CARRIED = (
    *("number", "account", "side", "name", "use", "original", "depreciation", "net", "land_class", "disputed"),
    *("quantity", "unit", "acquired_on", "location", "custodian", "certificate", "condition", "counterparty", "due_on"),
    *("photo_id", "remarks"),
)
# Whom a move calls upon, and to do what.
CALLS = {
    "file": ((Role.STREET,), "已提交，请核实"),
    "return": (FILERS, "已退回清查"),
    "approve": (FILERS, "已核实通过，请起草逐项公示"),
    "confirm": ((Role.STREET,), "已由成员（代表）大会确认，请审核备案并锁定"),
    "lock": (FILERS, "已锁定并登记造册"),
}


@transaction.atomic
def open_inventory(
    organisation: Organisation, base_date: date, *, by, kind: str = Inventory.Kind.FULL, group: str = ""
) -> Inventory:
    """Begin an inventory as at `base_date`; the last locked one before it becomes its books. Raises Refused."""
    if base_date > clock.today():
        raise Refused(f"登记时点{base_date}晚于今天，请核对。")
    earlier = Inventory.objects.filter(organisation=organisation, status=Status.LOCKED, base_date__lt=base_date)
    inventory = Inventory(
        organisation=organisation,
        base_date=base_date,
        kind=kind,
        group=group.strip(),
        previous=earlier.first(),
        opened_at=clock.now(),
        opened_by_id=person_of(by),
    )
    require_party(by, UNIT, inventory)
    if Inventory.objects.filter(organisation=organisation, base_date=base_date).exists():
        raise Refused(f"{organisation.name}在{base_date}已经有一次清查，请打开原有的清查。")
    refuse_faults(inventory)
    inventory.save(force_insert=True)
    carried = _carry(inventory, by)
    _tell(inventory, "open", "", by=by)
    changes = {"登记时点": [None, base_date], "方式": [None, inventory.get_kind_display()], "结转明细": [None, carried]}
    record("开始清产核资", inventory, by=by, place=inventory.place, changes=changes)
    return inventory


@transaction.atomic
def explain_no_agency(inventory: Inventory, reason: str, *, by) -> None:
    """State why no third-party agency is engaged; a paper that the street reads before it lets the inventory on."""
    locked = held(inventory)
    require_party(by, UNIT, locked)
    require_open(locked)
    if hasattr(locked, "engagement"):
        raise Refused("已经登记受托机构，不能再写不委托的理由。")
    if not reason.strip():
        raise Refused("请写明不委托第三方机构的理由。")
    before, locked.no_agency_reason = locked.no_agency_reason, reason.strip()
    refuse_faults(locked)
    locked.save(update_fields=["no_agency_reason"])
    changes = {"未委托第三方机构的理由": [before, locked.no_agency_reason]}
    record("说明未委托机构", locked, by=by, place=locked.place, changes=changes)


@transaction.atomic
def move(inventory: Inventory, name: str, *, by, reason: str = "") -> Inventory:
    """Make one move of the table for its party, when every check of it holds. Raises Refused with all reasons."""
    locked = held(inventory)
    facts = {"unposted"} if Standing(locked).posting is None else set()
    row = MOVES.find(name, locked.status, facts)
    require_party(by, row.party, locked)
    if row.needs_reason and not reason.strip():
        raise Refused(f"{MOVE_LABELS[name]}须写明理由。")
    if name == "approve" and locked.filed_by_id == by.pk:
        raise Refused("提交核实的本人不能核实，请由街道的其他人员办理。")
    if row.checks_gates and (reasons := faults_of(Standing(locked).checks_for(name))):
        raise Refused(*reasons)
    source, locked.status = locked.status, row.target
    _stamp(locked, name, by)
    if name == "lock":
        bind(locked, by=by)
    locked.save()
    if name == "lock":
        filings.watch_body(locked.organisation, by=by)
    _tell(locked, name, source, by=by, reason=reason)
    _call_upon(locked, name, by=by, reason=reason)
    changes = {"状态": [STATUS_LABELS[source], STATUS_LABELS[row.target]]}
    record(f"清查{MOVE_LABELS[name]}", locked, by=by, place=locked.place, changes=changes, reason=reason)
    return locked


def _stamp(inventory: Inventory, name: str, by) -> None:
    match name:
        case "file":
            inventory.filed_at, inventory.filed_by_id = clock.now(), by.pk
        case "approve":
            inventory.reviewed_at, inventory.reviewed_by_id = clock.now(), by.pk
        case "return":
            inventory.filed_at = inventory.filed_by = inventory.reviewed_at = inventory.reviewed_by = None
        case "lock":
            inventory.locked_at, inventory.locked_by_id = clock.now(), by.pk


def _carry(inventory: Inventory, by) -> int:
    """Take over the lines that the last inventory ended with; how many."""
    if inventory.previous is None:
        return 0
    rows = [
        _carried(inventory, line, by) for line in inventory.previous.lines.counted_in() if line.verified or line.area
    ]
    InventoryLine.objects.bulk_create(rows)
    _follow(inventory.previous, {row.number: row for row in rows})
    return len(rows)


def _follow(previous: Inventory, carried: dict[int, InventoryLine]) -> None:
    """Contracts go on with the things they are about: a line keeps its number from one inventory to the next."""
    contracts = list(Contract.objects.filter(line__inventory=previous, line__number__in=carried).select_related("line"))
    for contract in contracts:
        contract.line = carried[contract.line.number]
    Contract.objects.bulk_update(contracts, ["line"])


def _carried(inventory: Inventory, line: InventoryLine, by) -> InventoryLine:
    kept = {name: getattr(line, name) for name in CARRIED}
    nothing = None if line.verified is None else 0
    no_area = None if line.area is None else 0
    amounts = {"book": line.verified, "verified": line.verified, "increase": nothing, "decrease": nothing}
    areas = {"book_area": line.area, "area": line.area, "increase_area": no_area, "decrease_area": no_area}
    return InventoryLine(
        inventory=inventory, entered_at=clock.now(), entered_by_id=person_of(by), **kept, **amounts, **areas
    )


def _tell(inventory: Inventory, move: str, source: str, *, by, reason: str = "") -> None:
    InventoryEvent.objects.create(
        inventory=inventory,
        move=move,
        source=source,
        target=inventory.status,
        at=clock.now(),
        by_id=person_of(by),
        by_post=by.post_label[:120],
        reason=reason.strip()[:500],
    )


def _call_upon(inventory: Inventory, move: str, *, by, reason: str) -> None:
    roles, words = CALLS[move]
    others = [person for person in messages.holders(roles, inventory.place) if person.pk != person_of(by)]
    why = f"：{reason.strip()}" if reason.strip() else ""
    messages.tell(others, f"{inventory}{words}{why}。", reverse("inventory", args=[inventory.pk]))
