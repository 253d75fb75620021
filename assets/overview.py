"""What the cooperatives of a district own and owe, side by side: one reading in a constant number of statements."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Case, Count, DecimalField, F, Q, Sum, When

from assets.filing import filing_rules
from assets.models import CommitmentRegister, Contract, Disposal, Inventory, InventoryLine
from communities.models import Account, Place

ZERO = Decimal(0)
SUMS = {
    "operating": Q(side="asset", use="operating"),
    "non_operating": Q(side="asset", use="non_operating"),
    "undecided": Q(side="asset", use="undecided"),
    "off_book": Q(side="asset", off_book=True),
    "liabilities": Q(side="liability"),
}


@dataclass
class Figures:
    """Sums of one community or of many: money in yuan, land in 亩; counts of what calls for something."""

    operating: Decimal = ZERO
    non_operating: Decimal = ZERO
    undecided: Decimal = ZERO
    off_book: Decimal = ZERO
    land: Decimal = ZERO
    liabilities: Decimal = ZERO
    contracts: int = 0
    unfiled: int = 0
    changed: int = 0

    @property
    def assets(self) -> Decimal:
        return self.operating + self.non_operating + self.undecided

    def add(self, other: "Figures") -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass
class Unit:
    """One community with its inventories, the locked one of each body, else its newest."""

    place: Place
    inventories: list[Inventory] = field(default_factory=list)
    figures: Figures = field(default_factory=Figures)


@dataclass
class Overview:
    units: list[Unit]
    total: Figures


def read(account: Account, street: Place | None = None) -> Overview:
    """The communities the account may see that have anything in the registers, by street and code."""
    kept = {"organisation__place__parent": street} if street else {}
    inventories = _standing(Inventory.objects.visible_to(account).filter(**kept))
    contracts = Contract.objects.visible_to(account).filter(**kept)
    disposals = Disposal.objects.visible_to(account).filter(**kept)
    registers = CommitmentRegister.objects.visible_to(account).filter(**kept).with_counts().filter(changed_n__gt=0)
    held = filing_rules(_districts(account))
    counted = Counter(dict(_by_place(contracts)))
    unfiled = Counter(dict(_by_place(contracts.unfiled(held.reached())))) + Counter(
        dict(_by_place(disposals.unfiled()))
    )
    changed: Counter[int] = Counter()
    for place, number in registers.values_list("organisation__place", "changed_n"):
        changed[place] += number
    of_place: dict[int, list[Inventory]] = {}
    for inventory in inventories:
        of_place.setdefault(inventory.organisation.place_id, []).append(inventory)
    named = {*of_place, *counted, *unfiled, *changed}
    places = Place.objects.filter(pk__in=named).select_related("parent").order_by("parent__code", "code", "pk")
    units = [Unit(place, of_place.get(place.pk, [])) for place in places]
    _fill(units, _sums(inventories), counted, unfiled, changed)
    total = Figures()
    for unit in units:
        total.add(unit.figures)
    return Overview(units, total)


def _standing(inventories) -> list[Inventory]:
    """Of each body the newest locked inventory, else its newest."""
    rank = Case(When(status=Inventory.Status.LOCKED, then=0), default=1)
    rows = inventories.order_by("organisation_id", rank, "-base_date", "-pk").distinct("organisation_id")
    return list(rows.select_related("organisation"))


def _fill(units: list[Unit], sums: dict[int, dict], contracts: Counter, unfiled: Counter, changed: Counter) -> None:
    for unit in units:
        for inventory in unit.inventories:
            unit.figures.add(Figures(**sums.get(inventory.pk, {})))
        key = unit.place.pk
        unit.figures.add(Figures(contracts=contracts[key], unfiled=unfiled[key], changed=changed[key]))


def _sums(inventories: Iterable[Inventory]) -> dict[int, dict]:
    """By inventory the sums of what counts; an off-book item counts once it has been verified."""
    lines = InventoryLine.objects.filter(inventory__in=[each.pk for each in inventories]).counted_in()
    sums = {name: _sum(condition, "verified") for name, condition in SUMS.items()}
    rows = lines.order_by().values("inventory").annotate(**sums, land=_sum(Q(side="resource"), "area"))
    return {row.pop("inventory"): row for row in rows}


def _sum(condition: Q, field_: str) -> Sum:
    return Sum(Case(When(condition, then=F(field_)), default=ZERO, output_field=DecimalField()), default=ZERO)


def _by_place(rows) -> Iterable[tuple[int, int]]:
    return rows.order_by().values_list("organisation__place").annotate(n=Count("pk"))


def _districts(account: Account) -> set[Place]:
    return {post.place.district_or_self for post in account.posts()}
