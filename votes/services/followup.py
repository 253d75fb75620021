"""A decision becomes an item with an owner and a day; it shows until it is closed."""

from datetime import date

from django.db import transaction
from django.urls import reverse

from communities.access import acts_for, post_as
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Organisation, Place
from communities.services import messages
from communities.services.recording import record
from communities.services.saving import stored
from votes.models import DecisionEvent, DecisionItem, Result

from .parties import UNIT, require_unit
from .reminding import owner_and_unit, tell_late

Kind = DecisionEvent.Kind


@transaction.atomic
def open_item(result: Result, text: str, owner: Organisation, *, due_on: date, by) -> DecisionItem:
    """Give out what a passed motion asks for. Raises Refused for a motion that failed or a day that is past."""
    place = result.motion.place
    require_unit(by, place)
    checks = (
        ("议题没有通过，没有需要落实的决定。", result.passed),
        (f"期限{due_on}早于今天，请核对。", due_on >= clock.today()),
        (f"{owner.name}不属于{place.district.name}。", owner.place.district_or_self == place.district),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    item = DecisionItem(result=result, text=text.strip(), owner=owner, due_on=due_on)
    item.opened_at, item.opened_by = clock.now(), by
    stored(item, ["text"])
    _event(item, Kind.OPENED, f"交{owner.name}办理", by)
    record("交办决议事项", item, by=by, place=place, changes={"责任单位": [None, owner.name], "期限": [None, due_on]})
    _tell(messages.people_of(owner), item, f"请于{due_on}前办理")
    return item


@transaction.atomic
def report_on(item: DecisionItem, progress: str, *, by) -> DecisionEvent:
    """How far it has come, told by the owner or the unit. Raises Refused."""
    item = _locked(item)
    if not acts_for(by, item.owner) and post_as(by, UNIT, item.place) is None:
        raise Refused(f"进展由{item.owner.name}或本社区、合作社的经办人员登记。")
    event = _event(item, Kind.REPORTED, progress, by)
    record("登记决议落实进展", item, by=by, place=item.place, changes={"进展": [None, event.text]})
    return event


@transaction.atomic
def move_due(item: DecisionItem, *, due_on: date, reason: str, by) -> DecisionItem:
    """Another day, with the reason; the earlier one stays in the history. Raises Refused."""
    item = _locked(item)
    require_unit(by, item.place)
    checks = (
        ("请写明调整期限的原因。", reason.strip()),
        (f"期限{due_on}早于今天，请核对。", due_on >= clock.today()),
        (f"期限就是{due_on}，没有改变。", due_on != item.due_on),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    before, item.due_on = item.due_on, due_on
    stored(item)
    _event(item, Kind.MOVED, f"{before}改为{due_on}：{reason.strip()}", by)
    changes = {"期限": [before, due_on]}
    record("调整决议落实期限", item, by=by, place=item.place, changes=changes, reason=reason.strip())
    _tell(messages.people_of(item.owner), item, f"期限改为{due_on}")
    return item


@transaction.atomic
def close_item(item: DecisionItem, outcome: str, *, by) -> DecisionItem:
    """Done, with what came of it. Raises Refused."""
    item = _locked(item)
    require_unit(by, item.place)
    if not outcome.strip():
        raise Refused("办结须写明办理结果。")
    item.closed_at, item.closed_by, item.outcome = clock.now(), by, outcome.strip()
    stored(item, ["outcome"])
    _event(item, Kind.CLOSED, item.outcome, by)
    record("办结决议事项", item, by=by, place=item.place, changes={"办理结果": [None, item.outcome]})
    return item


@transaction.atomic
def remind_overdue(district: Place) -> int:
    """Tell the owner and the unit of each item past its day, once for each day it was due. How many were told."""
    late = DecisionItem.objects.overdue(clock.today()).with_places()
    late = late.filter(**{f"{DecisionItem.place_path}__district": district})
    told = {"page": "decision_item", "key": "decision", "said": "提醒决议落实超期", "day": "期限"}
    return tell_late(late, owner_and_unit, lambda item: _words(item, f"期限{item.due_on}已过"), **told)


def _locked(item: DecisionItem) -> DecisionItem:
    rows = DecisionItem.objects.select_for_update(no_key=True, of=("self",)).with_places()
    locked = rows.get(pk=item.pk)
    if locked.closed_at:
        raise Refused("这一事项已经办结。")
    return locked


def _event(item: DecisionItem, kind: str, text: str, by) -> DecisionEvent:
    event = DecisionEvent(item=item, kind=kind, text=text.strip(), due_on=item.due_on, at=clock.now(), by_name=by.name)
    return stored(event, ["text"])


def _tell(people, item: DecisionItem, words: str) -> int:
    return messages.tell(people, _words(item, words), reverse("decision_item", args=[item.pk]))


def _words(item: DecisionItem, words: str) -> str:
    return f"{item.place.name}决议事项“{item}”{words}。"
