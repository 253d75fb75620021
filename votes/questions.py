"""What the merger asks of the registers of decisions. None means: no such register yet, look at the papers."""

from communities.models import Place
from votes.models import MeetingStatement
from votes.rules import Verdict, rule_for, verdict


def motion_verdict(place: Place, matter: str) -> Verdict | None:
    """The verdict on the last counted motion of the matter, from the register of meetings and counts."""
    return None


def household_canvass_complete(place: Place) -> bool | None:
    """Whether every household was asked or attempted, from the canvass register."""
    return None


def stated_verdict(place: Place, matter: str) -> tuple[MeetingStatement, Verdict | None] | None:
    """The newest statement on the matter and the verdict of the law of that day (None: that body had no rule)."""
    statement = MeetingStatement.objects.filter(place=place, matter=matter).order_by("-stated_at", "-pk").first()
    if statement is None:
        return None
    rule = rule_for(statement.body, statement.held_on)
    if rule is None:
        return statement, None
    return statement, verdict(
        rule, entitled=statement.entitled, present=statement.present, in_favour=statement.in_favour
    )
