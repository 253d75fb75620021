"""Bodies and seats, meetings with frozen rolls, motions, counts, sealed results; and what minutes state."""

from .bodies import DecidingBody, Seat
from .meetings import Meeting, RollEntry
from .motions import Count, Motion, Result
from .statements import MeetingStatement

__all__ = ["Count", "DecidingBody", "Meeting", "MeetingStatement", "Motion", "Result", "RollEntry", "Seat"]
