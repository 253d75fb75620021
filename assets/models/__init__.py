"""What a cooperative owns and owes: inventories with their lines, and what reports state of them."""

from .agencies import ClassSignature, Engagement
from .counts import CountItem, CountSession
from .inventories import Inventory, InventoryEvent
from .lines import InventoryLine, LineCorrection, WriteOff
from .registers import BoundRegister, Confirmation, InventoryPosting
from .statements import InventoryStatement

__all__ = [
    "BoundRegister",
    "ClassSignature",
    "Confirmation",
    "CountItem",
    "CountSession",
    "Engagement",
    "Inventory",
    "InventoryEvent",
    "InventoryLine",
    "InventoryPosting",
    "InventoryStatement",
    "LineCorrection",
    "WriteOff",
]
