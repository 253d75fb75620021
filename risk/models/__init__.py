from .assessments import Assessment, AssessmentEvent, Finding, RiskQuerySet, SchemeVersion, SideOpinion
from .petitions import Petition, PetitionEvent
from .points import Measure, MeasureEvent, OpinionEntry, RiskPoint
from .slips import PublicTry, PublishedSlip, Slip, SlipEvent
from .statements import AssessmentStatement

__all__ = [
    "Assessment",
    "AssessmentEvent",
    "AssessmentStatement",
    "Finding",
    "Measure",
    "MeasureEvent",
    "OpinionEntry",
    "Petition",
    "PetitionEvent",
    "PublicTry",
    "PublishedSlip",
    "RiskPoint",
    "RiskQuerySet",
    "SchemeVersion",
    "SideOpinion",
    "Slip",
    "SlipEvent",
]
