"""The village office: places, organisations, people, the record book, documents, the notice board, jobs, settings."""

from .accounts import Account, Appointment, FormReceipt
from .counters import Counter
from .documents import Document, DocumentVersion
from .holidays import HolidayDay, HolidayTable
from .intakes import HeaderMapping, Intake, IntakeBlock
from .jobs import Heartbeat, Job
from .messages import Message
from .notices import Board, Notice, NoticeEvent, Posting, PublishedNotice
from .objections import Objection
from .organisations import Organisation
from .places import LegalBody, Place, PlaceFigures, PlaceVersion, Succession, SuccessionSide
from .records import Anchor, ChainHead, RecordEntry
from .registers import RegisterImport, RegisterRow
from .residents import Household, HouseholdRegister, Person, Residence, ResidentChange, Reveal
from .settings import OfficeSetting

__all__ = [
    "Account",
    "Anchor",
    "Appointment",
    "Board",
    "ChainHead",
    "Counter",
    "Document",
    "DocumentVersion",
    "FormReceipt",
    "HeaderMapping",
    "Heartbeat",
    "HolidayDay",
    "HolidayTable",
    "Household",
    "HouseholdRegister",
    "Intake",
    "IntakeBlock",
    "Job",
    "LegalBody",
    "Message",
    "Notice",
    "NoticeEvent",
    "Objection",
    "OfficeSetting",
    "Organisation",
    "Person",
    "Place",
    "PlaceFigures",
    "PlaceVersion",
    "Posting",
    "PublishedNotice",
    "RecordEntry",
    "RegisterImport",
    "RegisterRow",
    "Residence",
    "ResidentChange",
    "Reveal",
    "Succession",
    "SuccessionSide",
]
