"""What the merger asks of the asset registers. None means: no such register yet, look at the papers."""

from communities.models import Place

from .models import InventoryStatement


def inventory_ties(place: Place) -> bool | None:
    """Whether every class of the locked inventory ties with its totals."""
    return None


def inventory_posted(place: Place) -> bool | None:
    """Whether the inventory was posted item by item and its objections closed."""
    return None


def agency_signed(place: Place) -> bool | None:
    """Whether a qualified agency has signed every class."""
    return None


def stated_inventory(place: Place) -> InventoryStatement | None:
    """The newest statement for the place's bodies."""
    return InventoryStatement.objects.filter(organisation__place=place).order_by("-stated_at", "-pk").first()
