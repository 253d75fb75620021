"""Who runs a meeting: the community or the cooperative whose body it is."""

from communities.access import post_as
from communities.lib.errors import Refused
from communities.models import Place
from votes.models import Meeting
from votes.rules.meetings import MOVES

UNIT = ("community", "cooperative")


def require_unit(by, place: Place) -> None:
    """Raise Refused unless the person holds a post of the community or its cooperative."""
    if post_as(by, UNIT, place) is None:
        raise Refused("会议由该社区或其合作社的经办人员登记，您的任职不包含此项。")


def held(meeting: Meeting, move: str, *, by) -> Meeting:
    """The meeting with its row locked, for a move that its status allows and the person may make. Raises Refused."""
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("body__organisation__place__parent").get(pk=meeting.pk)
    require_unit(by, locked.place)
    MOVES.find(move, locked.status)
    return locked
