"""What the merger asks of the registers of decisions. None means: nothing registered, look at the papers."""

from dataclasses import dataclass

from communities.models import Place
from votes.models import MeetingStatement, Result
from votes.rules import Tally, rule_for, tally


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a motion: whether it passed, and what stood against it."""

    passed: bool
    reasons: tuple[str, ...]


def motion_verdict(place: Place, matter: str) -> Decided | None:
    """The sealed result of the last motion on the matter, from the register of meetings and counts."""
    sealed = Result.objects.filter(motion__meeting__body__organisation__place=place, motion__matter=matter)
    result = sealed.order_by("-motion__meeting__held_on", "-sealed_at").first()
    if result is None:
        return None
    return Decided(result.passed, (*result.verdict["reasons"], *result.verdict["unstated"]))


def stated_verdict(place: Place, matter: str) -> tuple[MeetingStatement, Tally | None] | None:
    """The newest statement on the matter and the tally by the law of that day (None: that body had no rule)."""
    statement = MeetingStatement.objects.filter(place=place, matter=matter).order_by("-stated_at", "-pk").first()
    if statement is None:
        return None
    rule = rule_for(statement.body, statement.held_on, matter)
    if rule is None:
        return statement, None
    return statement, tally(rule, entitled=statement.entitled, present=statement.present, in_favour=statement.in_favour)
