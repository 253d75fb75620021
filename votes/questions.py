"""What the merger asks of the registers of decisions. None means: nothing registered, look at the papers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from communities.models import Place
from votes.models import MeetingStatement, Motion, Result
from votes.rules import Tally, rule_for, tally


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a motion of a meeting on a day: whether it passed, and what stood against it."""

    held_on: date
    passed: bool
    reasons: tuple[str, ...]


def motion_verdict(place: Place, matter: str, bodies: Collection[str] = ()) -> Decided | None:
    """The sealed result of the last motion on the matter, of one of the `bodies` where some are named."""
    result = _sealed(place, matter, bodies).first()
    if result is None:
        return None
    reasons = (*result.verdict["reasons"], *result.verdict["unstated"])
    return Decided(result.motion.meeting.held_on, result.passed, reasons)


def _sealed(place: Place, matter: str, bodies: Collection[str] = ()):
    """The results on the matter, that of the last meeting first."""
    found = Result.objects.filter(motion__meeting__body__organisation__place=place, motion__matter=matter)
    if bodies:
        found = found.filter(motion__meeting__body__body__in=bodies)
    return found.select_related("motion__meeting").order_by("-motion__meeting__held_on", "-sealed_at")


@dataclass(frozen=True, slots=True)
class LastPut:
    """The motion last put on a matter: its page, what became of it (None: not sealed), the figures of the minutes."""

    motion: int
    label: str
    passed: bool | None
    figures: dict


def last_put(place: Place, matter: str, bodies: Collection[str] = ()) -> LastPut | None:
    """The newest motion on the matter that was not cancelled with its meeting; None where none was put."""
    put = Motion.objects.filter(meeting__body__organisation__place=place, matter=matter)
    if bodies:
        put = put.filter(meeting__body__body__in=bodies)
    put = put.exclude(meeting__status="cancelled").select_related("meeting__body__organisation", "result")
    found = put.order_by("-meeting__held_on", "-pk").first()
    if found is None:
        return None
    result = getattr(found, "result", None)
    return LastPut(
        found.pk, str(found.meeting), result.passed if result else None, _minutes(found, result) if result else {}
    )


def _minutes(motion: Motion, result: Result) -> dict:
    """The figures under the names of a step's form; who is represented counts among those present."""
    meeting, told = motion.meeting, result.figures
    return {
        "held_on": meeting.held_on.isoformat(),
        "body": meeting.body.body,
        "notice_posted_on": meeting.notice_on.isoformat(),
        "entitled": told["entitled"],
        "present": told["present"] + told["proxies"],
        "in_favour": told["in_favour"],
        "against": told["against"],
        "abstain": told["abstained"],
        "invalid": told["invalid"],
    }


def dissent_reasons(place: Place, matter: str) -> tuple[str, ...]:
    """What of the dissent at the last sealed motion on the matter still has to be gathered or answered."""
    result = _sealed(place, matter).first()
    if result is None:
        return ()
    points = result.motion.meeting.dissent.all()
    if waiting := points.unanswered().count():
        return (f"不同意见归纳有{waiting}条还没有答复，请在“会议和表决”中答复。",)
    against = result.figures["against"]
    if against and not points.exists():
        return (f"有反对票{against}张，请在“会议和表决”中归纳不同意见（不记名）并答复。",)
    return ()


def stated_verdict(place: Place, matter: str) -> tuple[MeetingStatement, Tally | None] | None:
    """The newest statement on the matter and the tally by the law of that day (None: that body had no rule)."""
    statement = MeetingStatement.objects.filter(place=place, matter=matter).order_by("-stated_at", "-pk").first()
    if statement is None:
        return None
    rule = rule_for(statement.body, statement.held_on, matter)
    if rule is None:
        return statement, None
    return statement, tally(rule, entitled=statement.entitled, present=statement.present, in_favour=statement.in_favour)
