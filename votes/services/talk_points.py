"""Points of a talk that were not answered on the spot: answered by whom they were given to, moved, reminded of."""

from datetime import date

from django.db import transaction
from django.urls import reverse

from communities.access import acts_for, post_as
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Place
from communities.services import messages
from communities.services.recording import record
from communities.services.saving import stored
from votes.models import TalkPoint
from votes.rules.talks import MOVES

from .nameless import require_nameless
from .parties import UNIT, require_unit
from .reminding import owner_and_unit, tell_late


@transaction.atomic
def answer_talk_point(point: TalkPoint, answer: str, *, by) -> TalkPoint:
    """Answer a point, once, by the owner's people or the unit's. Raises Refused."""
    point = _waiting(point)
    if not acts_for(by, point.owner) and post_as(by, UNIT, point.place) is None:
        raise Refused(f"由{point.owner.name}或本社区、合作社的经办人员答复。")
    if not answer.strip():
        raise Refused("请写明答复。")
    require_nameless(point.place, answer, by=by)
    point.answer, point.answered_at, point.answered_by = answer.strip(), clock.now(), by
    stored(point, ["answer"])
    record("答复座谈意见", point, by=by, place=point.place)
    return point


@transaction.atomic
def move_talk_point(point: TalkPoint, *, due_on: date, reason: str, by) -> TalkPoint:
    """Another day, with the reason. Raises Refused."""
    point = _waiting(point)
    require_unit(by, point.place)
    checks = (
        ("请写明调整期限的原因。", reason.strip()),
        (f"期限{due_on}早于今天，请核对。", due_on >= clock.today()),
        (f"期限就是{due_on}，没有改变。", due_on != point.due_on),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    before, point.due_on = point.due_on, due_on
    stored(point)
    changes = {"答复期限": [before, due_on]}
    record("调整座谈意见答复期限", point, by=by, place=point.place, changes=changes, reason=reason.strip())
    _tell(messages.people_of(point.owner), point, f"答复期限改为{due_on}")
    return point


@transaction.atomic
def remind_points(district: Place) -> int:
    """Tell the owner and the unit of each point past its day, once for each day it was due. How many were told."""
    late = TalkPoint.objects.overdue(clock.today()).with_places()
    late = late.filter(**{f"{TalkPoint.place_path}__district": district})
    told = {"page": "talk_point", "key": "talk_point", "said": "提醒座谈意见超期", "day": "答复期限"}
    return tell_late(late, owner_and_unit, lambda point: _words(point, f"答复期限{point.due_on}已过"), **told)


def _waiting(point: TalkPoint) -> TalkPoint:
    rows = TalkPoint.objects.select_for_update(no_key=True, of=("self",)).with_places()
    locked = rows.get(pk=point.pk)
    MOVES.find("follow", locked.talk.status)
    if locked.answered_at:
        raise Refused("这条意见已经答复。")
    return locked


def _tell(people, point: TalkPoint, words: str) -> int:
    return messages.tell(people, _words(point, words), reverse("talk_point", args=[point.pk]))


def _words(point: TalkPoint, words: str) -> str:
    return f"{point.place.name}座谈中的意见“{point.text}”{words}。"
