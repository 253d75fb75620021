"""What is known of a notice: pure reads for gates and ledgers, by business day and by the time of entry."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from communities.lib import clock
from communities.models import Notice, NoticeEvent
from communities.rules.notices import PostingState


def posting_states(
    notices: Iterable[Notice | UUID], on: date, known_at: datetime | None = None
) -> dict[UUID, PostingState]:
    """The state of each published notice at the end of day `on`, as recorded by `known_at`; one query for all."""
    keys = [notice.pk if isinstance(notice, Notice) else notice for notice in notices]
    events = NoticeEvent.objects.filter(notice__in=keys, occurred_on__lte=on, at__lte=known_at or clock.now())
    return {event.notice_id: _state(event) for event in events.order_by("at", "pk")}


def posting_state(notice: Notice | UUID, on: date, known_at: datetime | None = None) -> PostingState | None:
    """The state of one notice; None while it is a draft."""
    key = notice.pk if isinstance(notice, Notice) else notice
    return posting_states([key], on, known_at).get(key)


def is_waiting(notice: Notice | UUID, on: date, known_at: datetime | None = None) -> bool:
    """Whether a running objection, display or notice period makes one wait on `on` (法定等待)."""
    state = posting_state(notice, on, known_at)
    return state is not None and state.waiting(on)


def _state(event: NoticeEvent) -> PostingState:
    return PostingState(
        status=event.status,
        run=event.run,
        starts_on=event.starts_on,
        objection_ends_on=event.objection_ends_on,
        display_ends_on=event.display_ends_on,
        earliest_meeting_on=event.earliest_meeting_on,
    )
