"""Who belongs to a cooperative and what they hold. The member roll moves with the law, the share ledger stays."""

from .boards import BoardLine, RollBoard
from .certificates import Certificate, CertificateBatch, CertificatePrint
from .dividends import Dividend, DividendBoard, DividendLine
from .findings import Decision, EligibilityRule, Finding, RuleClause
from .members import Member, MemberEvent, MemberRoll
from .officers import Candidate, OfficerTerm
from .plans import ShareAllotment, ShareClaim, ShareClass, SharePlan
from .share_boards import ShareBoard, ShareBoardLine
from .shares import ShareAccount, ShareEntry, ShareTransaction
from .statements import RollStatement
from .tickets import ShareTicket, ShareTicketLine

__all__ = [
    "BoardLine",
    "Candidate",
    "Certificate",
    "CertificateBatch",
    "CertificatePrint",
    "Decision",
    "Dividend",
    "DividendBoard",
    "DividendLine",
    "EligibilityRule",
    "Finding",
    "Member",
    "MemberEvent",
    "MemberRoll",
    "OfficerTerm",
    "RollBoard",
    "RollStatement",
    "RuleClause",
    "ShareAccount",
    "ShareAllotment",
    "ShareBoard",
    "ShareBoardLine",
    "ShareClaim",
    "ShareClass",
    "ShareEntry",
    "SharePlan",
    "ShareTicket",
    "ShareTicketLine",
    "ShareTransaction",
]
