"""Bodies and seats, meetings with frozen rolls, motions, counts, sealed results; what minutes state; canvasses."""

from .bodies import DecidingBody, Seat
from .canvass import Canvass, CanvassHousehold, SheetBatch, Visit
from .meetings import Meeting, RollEntry
from .motions import Count, Motion, Result
from .statements import MeetingStatement

__all__ = [
    "Canvass",
    "CanvassHousehold",
    "Count",
    "DecidingBody",
    "Meeting",
    "MeetingStatement",
    "Motion",
    "Result",
    "RollEntry",
    "Seat",
    "SheetBatch",
    "Visit",
]
