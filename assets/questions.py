"""What the merger asks of the asset registers. None means: no inventory was begun, look at the papers."""

from dataclasses import dataclass

from assets.accounting import Standing
from assets.models import Inventory, InventoryStatement
from assets.rules.accounts import Side
from assets.rules.checks import Check, differences, off_book, yuan
from communities.models import Place


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


def _found(check: Check) -> Finding:
    return _told(list(check.faults), check.detail)


def _told(reasons: list[str], detail: str) -> Finding:
    return Finding(tuple(f"{reason.removesuffix('。')}；在“资产”中办理。" for reason in reasons), detail)
