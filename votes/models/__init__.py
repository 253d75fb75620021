"""Bodies and seats, meetings with frozen rolls, motions, results; what minutes state; canvasses; talks; answers."""

from .answers import PolicyQuestion, PublishedAnswer
from .bodies import DecidingBody, Seat
from .canvass import Canvass, CanvassHousehold, SheetBatch, Visit
from .charters import CharterRule
from .followup import DecisionEvent, DecisionItem, DissentPoint
from .meetings import Meeting, RollEntry
from .motions import Count, Motion, Result
from .publicity import AnswerSheet, HandOut, Letter, LetterDelivery, Questionnaire
from .statements import MeetingStatement
from .talks import Talk, TalkAmendment, TalkPoint

__all__ = [
    "AnswerSheet",
    "Canvass",
    "CanvassHousehold",
    "CharterRule",
    "Count",
    "DecidingBody",
    "DecisionEvent",
    "DecisionItem",
    "DissentPoint",
    "HandOut",
    "Letter",
    "LetterDelivery",
    "Meeting",
    "MeetingStatement",
    "Motion",
    "PolicyQuestion",
    "PublishedAnswer",
    "Questionnaire",
    "Result",
    "RollEntry",
    "Seat",
    "SheetBatch",
    "Talk",
    "TalkAmendment",
    "TalkPoint",
    "Visit",
]
