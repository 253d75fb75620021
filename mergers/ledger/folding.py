"""Laying events over one another: what a case, a step, a notice, an issue is after all of them. No queries."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from assets.models import FilingEvent
from communities.models import Notice, NoticeEvent
from mergers.ledger.units import CaseFact, CaseHistory, OpenIssue, Posted, StepFact, Unit
from mergers.models import CaseEvent
from mergers.rules.lights import Wait

Kind = CaseEvent.Kind
WEEK_WORDS = {
    Kind.OPENED: "启动",
    Kind.SUSPENDED: "暂缓",
    Kind.RESUMED: "恢复办理",
    Kind.COMPLETED: "已完成",
    Kind.REOPENED: "重新办理",
    Kind.MODE_APPROVED: "方式获批准",
}


def case(history: CaseHistory, event: CaseFact, *, day: date, monday: date) -> None:
    """One event of the case, laid over those before it; a status set by hand ends with its last day."""
    history.facts |= event.data
    history.fact_events |= dict.fromkeys(event.data, event.id)
    match event.kind:
        case Kind.OPENED:
            history.opened, history.opened_on, history.removed = event.id, event.occurred_on, False
        case Kind.REMOVED:
            history.removed = True
        case Kind.SUSPENDED:
            history.suspended, history.suspension = event.reason, event.id
        case Kind.RESUMED:
            history.suspended, history.suspension = "", event.id
        case Kind.STATUS_SET if event.data.get("until", "9999") >= day.isoformat():
            history.override, history.override_reason = event.data["status"], event.reason
            history.override_event = event.id
        case Kind.STATUS_SET | Kind.STATUS_CLEARED:
            history.override, history.override_reason, history.override_event = "", "", None
    if event.occurred_on >= monday and event.kind in WEEK_WORDS:
        history.in_week.append((event.id, WEEK_WORDS[event.kind]))


def steps(unit: Unit, events: Iterable[StepFact]) -> None:
    """The unit's step events in the order of their entry; those of the week are kept for 本周变化."""
    for event in events:
        state = unit.steps.get(event.step)
        if state is None:
            continue  # a step that a newer rulebook no longer has
        state.take(event)
        if event.occurred_on >= unit.monday:
            unit.week_events.append(event)


def notice(events: Iterable[NoticeEvent]) -> Posted:
    """One notice's events. An interruption ends the wait on its day; a new run begins another."""
    waits: list[Wait] = []
    for event in events:
        ends = last_day(event)
        if event.kind == NoticeEvent.Kind.STARTED and event.starts_on and ends:
            waits.append(Wait("notice" if event.earliest_meeting_on else "posting", event.starts_on, ends))
        elif event.kind == NoticeEvent.Kind.EXTENDED and waits and ends:
            waits[-1] = Wait(waits[-1].kind, waits[-1].starts, ends)
        elif event.status in (Notice.Status.INTERRUPTED, Notice.Status.WITHDRAWN) and waits:
            waits[-1] = Wait(waits[-1].kind, waits[-1].starts, min(waits[-1].ends, event.occurred_on))
    return Posted(event.pk, event.starts_on, ends, event.display_ends_on, tuple(waits))


def last_day(event: NoticeEvent) -> date | None:
    """The last day that the law makes one wait: before the first lawful meeting day, else the end of the objections."""
    if event.earliest_meeting_on:
        return event.earliest_meeting_on - timedelta(days=1)
    return event.objection_ends_on


def issue(issue: OpenIssue, id: int, kind: str, data: dict[str, Any]) -> None:
    """One event of an issue; `data` may name level, owner (short name) and due_on."""
    issue.events.append(id)
    issue.level = data.get("level", issue.level)
    issue.owner = data.get("owner", issue.owner)
    issue.due_on = data.get("due_on", issue.due_on)
    issue.received = issue.received or kind == "received"
    issue.closed = kind == "closed"


def unfiled(events: Iterable[tuple]) -> dict[int, list[int]]:
    """By place, of every act that lacks its filing number at the end the event that says so.

    `events` in the order of their entry: (id, place, contract, disposal, kind).
    """
    newest: dict[tuple, tuple[int, int] | None] = {}
    for id, place, contract, disposal, kind in events:
        newest[contract, disposal] = (place, id) if kind == FilingEvent.Kind.MISSING else None
    found: dict[int, list[int]] = {}
    for place, id in filter(None, newest.values()):
        found.setdefault(place, []).append(id)
    return found
