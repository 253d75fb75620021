"""The tone and the words of a state, the same on every page."""

from datetime import date, datetime

from communities.lib import clock
from mergers.rules.transitions import STATUS_LABELS, Status

TONES: dict[str, str] = {
    Status.IDLE: "idle",
    Status.DRAFTING: "going",
    Status.SUBMITTED: "going",
    Status.REVIEWED: "going",
    Status.DONE: "done",
    Status.RETURNED: "late",
    Status.RECHECK: "again",
    Status.WAIVED: "hold",
}


def status_tag(status: str) -> dict[str, str]:
    """`tone` and `word` of a filing's status."""
    return {"tone": TONES[status], "word": STATUS_LABELS[status]}


def day(value: date | None) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


def moment(value: datetime | None) -> str:
    return clock.to_minute(value)


def short_day(value: date | None) -> str:
    """Month and day; the year too where it is not this one."""
    if value is None:
        return ""
    return f"{value:%m-%d}" if value.year == clock.today().year else day(value)
