"""What the merger asks of the registers of decisions. None means: no such register yet, look at the papers."""

from communities.models import Place
from votes.models import MeetingStatement
from votes.rules import Tally, rule_for, tally


def motion_verdict(place: Place, matter: str) -> Tally | None:
    """The tally of the last counted motion of the matter, from the register of meetings and counts."""
    return None


def household_canvass_complete(place: Place) -> bool | None:
    """Whether every household was asked or attempted, from the canvass register."""
    return None


def stated_verdict(place: Place, matter: str) -> tuple[MeetingStatement, Tally | None] | None:
    """The newest statement on the matter and the tally by the law of that day (None: that body had no rule)."""
    statement = MeetingStatement.objects.filter(place=place, matter=matter).order_by("-stated_at", "-pk").first()
    if statement is None:
        return None
    rule = rule_for(statement.body, statement.held_on, matter)
    if rule is None:
        return statement, None
    return statement, tally(rule, entitled=statement.entitled, present=statement.present, in_favour=statement.in_favour)
