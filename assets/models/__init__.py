"""What a cooperative owns and owes: inventories with their lines, and what reports state of them."""

from .inventories import Inventory, InventoryEvent
from .statements import InventoryStatement

__all__ = ["Inventory", "InventoryEvent", "InventoryStatement"]
