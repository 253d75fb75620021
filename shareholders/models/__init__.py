"""Who belongs to a cooperative and what they hold. The member roll moves with the law, the share ledger stays."""

from .members import Member, MemberEvent, MemberRoll
from .statements import RollStatement

__all__ = ["Member", "MemberEvent", "MemberRoll", "RollStatement"]
