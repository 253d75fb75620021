"""What a cooperative owns and owes: inventories, contracts, promises, disposals, and what reports state of them."""

from .agencies import ClassSignature, Engagement
from .commitments import CommitmentCheck, CommitmentFinding, CommitmentItem, CommitmentRegister
from .contracts import Contract
from .counts import CountItem, CountSession
from .disposals import Disposal
from .filings import FilingEvent
from .inventories import Inventory, InventoryEvent
from .lines import InventoryLine, LineCorrection, WriteOff
from .registers import BoundRegister, Confirmation, InventoryPosting, PostedRow
from .statements import InventoryStatement

__all__ = [
    "BoundRegister",
    "ClassSignature",
    "CommitmentCheck",
    "CommitmentFinding",
    "CommitmentItem",
    "CommitmentRegister",
    "Confirmation",
    "Contract",
    "CountItem",
    "CountSession",
    "Disposal",
    "Engagement",
    "FilingEvent",
    "Inventory",
    "InventoryEvent",
    "InventoryLine",
    "InventoryPosting",
    "InventoryStatement",
    "LineCorrection",
    "PostedRow",
    "WriteOff",
]
