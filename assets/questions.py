"""What the merger asks of the asset registers. None means: no inventory was begun, look at the papers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from assets.accounting import Standing
from assets.filing import filing_rules
from assets.models import CommitmentRegister, Contract, Disposal, Inventory, InventoryStatement
from assets.rules.accounts import Side
from assets.rules.checks import Check, differences, off_book, yuan
from communities.models import Organisation, Place


@dataclass(frozen=True)
class Finding:
    """An answer from the register: reasons in Chinese when it does not hold, else what was found."""

    reasons: tuple[str, ...] = ()
    detail: str = ""

    @property
    def ok(self) -> bool:
        return not self.reasons


def inventory_of(place: Place) -> Inventory | None:
    """The newest inventory of the bodies of a place."""
    return Inventory.objects.filter(organisation__place=place).select_related("organisation__place").first()


def inventory_ties(place: Place) -> Finding | None:
    """Whether the inventory has been filed, every class ties with the balance sheet and nothing in it is open."""
    inventory = inventory_of(place)
    if inventory is None:
        return None
    standing = Standing(inventory)
    asked = [*standing.identities, differences(standing.lines), standing.counted(), off_book(standing.lines)]
    reasons = [fault for check in asked for fault in check.faults]
    if inventory.status == Inventory.Status.COUNTING:
        reasons.append(f"{inventory}尚未提交核实。")
    assets, owed, own = (standing.tally.side(side).verified for side in (Side.ASSET, Side.LIABILITY, Side.EQUITY))
    detail = f"资产总计{yuan(assets)}元＝负债{yuan(owed)}元＋权益{yuan(own)}元（{inventory.base_date}，核实数）"
    return _told(reasons, detail)


def inventory_figures(place: Place) -> dict[str, Any] | None:
    """What a report of the inventory states, taken from the register: the fields of InventoryStatement, and the agency.

    None while no inventory was begun, or while it has no lines.
    """
    inventory = inventory_of(place)
    if inventory is None or not inventory.lines.exists():
        return None
    standing = Standing(inventory)
    off_books = (line.verified for line in standing.lines if line.off_book and line.counts and line.use)
    found: dict[str, Any] = {
        "base_date": inventory.base_date,
        "total_assets": standing.tally.side(Side.ASSET).verified,
        "total_liabilities": standing.tally.side(Side.LIABILITY).verified,
        "total_equity": standing.tally.side(Side.EQUITY).verified,
        "operating_assets": standing.tally.use("operating").verified,
        "off_book_assets": sum(off_books, Decimal(0)),
        "land_mu": standing.tally.side(Side.RESOURCE).verified,
    }
    if standing.engagement:
        told = standing.engagement
        found |= {"agency_name": told.agency.name, "agency_valid_to": told.qualified_until}
    return found


def agency_signed(place: Place) -> Finding | None:
    """Whether a qualified agency has signed every class as it stands, or it was told why none was engaged."""
    inventory = inventory_of(place)
    return None if inventory is None else _found(Standing(inventory).signed())


def inventory_posted(place: Place) -> Finding | None:
    """Whether the inventory was posted item by item, its objections answered and acted on."""
    inventory = inventory_of(place)
    return None if inventory is None else _found(Standing(inventory).posted())


def stated_inventory(place: Place) -> InventoryStatement | None:
    """The newest statement for the place's bodies."""
    return InventoryStatement.objects.filter(organisation__place=place).order_by("-stated_at", "-pk").first()


@dataclass(frozen=True)
class NetAssets:
    """What a locked inventory says of 经营性净资产: yuan, its 登记时点, the SHA-256 of its lines."""

    base_date: date
    operating: Decimal
    owed: Decimal
    digest: str

    @property
    def amount(self) -> Decimal:
        """All that is owed is taken from what is used for business: 默认, a report may divide it otherwise."""
        return self.operating - self.owed


def operating_net_assets(organisation: Organisation) -> NetAssets | None:
    """The figures of an organisation's newest locked inventory; None while none is locked."""
    inventory = Inventory.objects.filter(organisation=organisation, status=Inventory.Status.LOCKED).first()
    if inventory is None:
        return None
    standing = Standing(inventory)
    operating, owed = standing.tally.use("operating").verified, standing.tally.side(Side.LIABILITY).verified
    return NetAssets(inventory.base_date, operating, owed, standing.digest)


@dataclass(frozen=True)
class Promises:
    """四个不变 of a place: how many registers and items are frozen, how many checks closed, what the newest found."""

    registers: int
    frozen: int
    items: int
    checked: int
    changed: int


def promises(place: Place) -> Promises | None:
    """The four registers of the place's bodies; None while none was begun."""
    rows = list(CommitmentRegister.objects.filter(organisation__place=place).with_counts())
    if not rows:
        return None
    frozen, checked = [row for row in rows if row.frozen_at], [row for row in rows if row.checked_on]
    items, changed = sum(row.items_n for row in frozen), sum(row.changed_n for row in checked)
    return Promises(len(rows), len(frozen), items, len(checked), changed)


@dataclass(frozen=True)
class Contracts:
    """The contract register of a place in numbers; `unfiled` counts disposals after the lock as well."""

    contracts: int
    to_review: int
    unfiled: int


def contracts(place: Place) -> Contracts | None:
    """What is entered, waits for the street, lacks its filing number; None while nothing was entered."""
    rows = Contract.objects.filter(organisation__place=place)
    acts = Disposal.objects.filter(organisation__place=place)
    entered, unfiled = rows.count(), acts.unfiled().count()
    if not entered and not unfiled:
        return None
    unfiled += rows.unfiled(filing_rules([place.district_id]).reached()).count()
    return Contracts(entered, rows.to_review().count(), unfiled)


def _found(check: Check) -> Finding:
    return _told(list(check.faults), check.detail)


def _told(reasons: list[str], detail: str) -> Finding:
    return Finding(tuple(f"{reason.removesuffix('。')}；在“资产”中办理。" for reason in reasons), detail)
