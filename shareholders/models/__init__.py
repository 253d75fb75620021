"""Who belongs to a cooperative and what they hold. The member roll moves with the law, the share ledger stays."""

from .boards import BoardLine, RollBoard
from .findings import Decision, EligibilityRule, Finding, RuleClause
from .members import Member, MemberEvent, MemberRoll
from .statements import RollStatement

__all__ = [
    "BoardLine",
    "Decision",
    "EligibilityRule",
    "Finding",
    "Member",
    "MemberEvent",
    "MemberRoll",
    "RollBoard",
    "RollStatement",
    "RuleClause",
]
