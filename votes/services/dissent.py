"""不同意见归纳: what was said against, without names, each point answered. Ballots are never asked who cast them."""

from django.db import transaction
from django.db.models import Max

from communities.lib import clock
from communities.lib.errors import Refused
from communities.services.recording import record
from communities.services.saving import stored
from votes.models import DissentPoint, Meeting
from votes.rules.meetings import Status

from .parties import require_unit

SHORTEST_NAME = 2  # characters; a shorter one is no name but any word


@transaction.atomic
def gather(meeting: Meeting, text: str, *, by) -> DissentPoint:
    """Write down a point made against a motion, as it was said by nobody. Raises Refused for a name of the roll."""
    meeting = Meeting.objects.select_for_update(no_key=True, of=("self",)).get(pk=meeting.pk)
    require_unit(by, meeting.place)
    if meeting.status not in (Status.CALLED, Status.CLOSED):
        raise Refused("会议通知发出以后、会议期间和会后归纳不同意见。")
    _require_nameless(meeting, text)
    number = (meeting.dissent.aggregate(last=Max("number"))["last"] or 0) + 1
    point = DissentPoint(meeting=meeting, number=number, text=text.strip(), gathered_at=clock.now(), gathered_by=by)
    stored(point, ["text"])
    record("归纳不同意见", point, by=by, place=meeting.place)
    return point


@transaction.atomic
def answer_point(point: DissentPoint, answer: str, *, by) -> DissentPoint:
    """Answer a point; once. Raises Refused."""
    rows = DissentPoint.objects.select_for_update(no_key=True, of=("self",))
    point = rows.select_related("meeting__body__organisation__place__district").get(pk=point.pk)
    require_unit(by, point.place)
    if point.answered_at:
        raise Refused("这条不同意见已经答复。")
    if not answer.strip():
        raise Refused("请写明解释说明。")
    _require_nameless(point.meeting, answer)
    point.answer, point.answered_at, point.answered_by = answer.strip(), clock.now(), by
    stored(point, ["answer"])
    record("答复不同意见", point, by=by, place=point.place)
    return point


def _require_nameless(meeting: Meeting, text: str) -> None:
    names = set(meeting.roll.values_list("name", flat=True))
    if any(len(name) >= SHORTEST_NAME and name in text for name in names):
        raise Refused("不同意见归纳不写姓名，请改成不指向个人的说法。")
