"""What every act on a notice shares: the locked row, the move by the table, the event, the public snapshot."""

from datetime import date, datetime, timedelta

from communities.access import GRANTS, Role, Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Notice, NoticeEvent, Organisation, PublishedNotice
from communities.rules.notices import MOVES, Terms
from communities.services.permission import require
from communities.services.recording import SYSTEM

ENDS = ("starts_on", "objection_ends_on", "display_ends_on", "earliest_meeting_on")


def begin(notice: Notice, move: str, *, by, reason: str | None = None) -> tuple[Notice, str]:
    """Lock the notice for a move; it and the status the move leads to. Refused by table, right or missing reason."""
    locked = (
        Notice.objects.select_for_update(of=("self",), no_key=True)
        .select_related("place__district", "issuer__place")
        .get(pk=notice.pk)
    )
    require(by, Verb.POST, locked.place)
    row = MOVES.find(move, locked.status)
    if row.needs_reason and not (reason or "").strip():
        raise Refused(f"{MOVES.labels[move]}须写明原因。")
    return locked, row.target


def require_issuer(by, issuer: Organisation) -> None:
    """A paper goes out under the name of one's own level: the street never signs for a committee."""
    if by is SYSTEM:
        return
    if not any(Verb.POST in GRANTS[Role(post.role)] and post.place_id == issuer.place_id for post in by.posts()):
        raise Refused(f"落款单位“{issuer.name}”不在您任职的地点，请选择您任职地点的单位，或由该单位经办人办理。")


def terms_of(notice: Notice) -> Terms:
    return Terms(notice.objection_days, notice.objection_unit, notice.display_days, notice.notice_days)


def known_since(notice: Notice) -> datetime:
    """The first moment anything may have happened to a published notice; if entered late, its real day of posting."""
    if notice.entered_late:
        return clock.end_of_day(notice.posting_on - timedelta(days=1))
    return notice.published_at


def tell_event(notice: Notice, kind: str, occurred_on: date, *, by, text: str = "") -> NoticeEvent:
    """Append what happened, with the status and ends as they are from now on."""
    return NoticeEvent.objects.create(
        notice=notice,
        kind=kind,
        occurred_on=occurred_on,
        at=clock.now(),
        by_name=by.name,
        status=notice.status,
        run=notice.run,
        text=text[:300],
        **{name: getattr(notice, name) for name in ENDS},
    )


def update_snapshot(notice: Notice, closes_on: date | None = None) -> None:
    """Bring the public page in line with the notice; while a posting is interrupted no period is claimed."""
    running = notice.status in (Notice.Status.RUNNING, Notice.Status.ENDED)
    meeting_on = notice.meeting_at.astimezone(clock.SHANGHAI).date() if notice.meeting_at else None
    closing = max([day for day in (notice.last_day, meeting_on) if day], default=None) if running else None
    PublishedNotice.objects.filter(notice_id=notice.pk).update(
        starts_on=notice.starts_on if running else None,
        objection_ends_on=notice.objection_ends_on if running else None,
        display_ends_on=notice.display_ends_on if running else None,
        withdrawn=notice.status == Notice.Status.WITHDRAWN,
        closes_on=closes_on or closing,
    )
