"""防范化解措施: each with its owner and day; one that is late moves up a tier by itself, each move in its history."""

from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse

from communities.access import Role, Verb, acts_for, may
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Organisation, Place
from communities.services import messages, settings
from communities.services.permission import require
from communities.services.recording import SYSTEM, record
from communities.services.saving import stored
from risk.models import Measure, MeasureEvent, RiskPoint
from risk.rules import assessments as rules

Kind = MeasureEvent.Kind
# Who is told when a measure comes to a tier, beside the owner.
WATCHERS = {
    "street": (Role.STREET,),
    "district": (Role.STREET, Role.OFFICE),
    "leaders": (Role.STREET, Role.OFFICE, Role.LEADER),
}


@transaction.atomic
def set_measure(point: RiskPoint, *, text: str, owner: Organisation, due_on: date, by) -> Measure:
    """Give a measure to the body that carries it out, at any time before the assessment is void. Raises Refused."""
    place = point.assessment.place
    require(by, Verb.ASSESS, place)
    if point.assessment.status == rules.VOID:
        raise Refused("这份评估已经作废，不再登记措施。")
    if due_on < clock.today():
        raise Refused("完成时限不能早于今天。")
    if owner.place_id not in (place.pk, place.parent_id, place.district_id):
        raise Refused(f"责任单位须是{place.name}、所属街道或者区里的单位。")
    measure = stored(Measure(point=point, text=text.strip(), owner=owner, due_on=due_on), ("text",))
    _event(measure, Kind.SET, by=by, text=measure.text)
    record("登记防范化解措施", measure, by=by, place=place, changes={"责任单位": [None, owner.name]})
    _tell(messages.people_of(owner), measure, f"由你单位负责，{due_on}前完成")
    return measure


@transaction.atomic
def extend(measure: Measure, *, due_on: date, reason: str, by) -> Measure:
    """Another day, with its reason; in time again, it is the owner's once more. Raises Refused."""
    measure = _locked(measure)
    require(by, Verb.ASSESS, measure.place)
    if not reason.strip():
        raise Refused("调整时限须写明理由。")
    if due_on <= max(measure.due_on, clock.today()):
        raise Refused("新的时限应晚于原时限和今天。")
    before = str(measure.due_on)
    measure.due_on, measure.tier = due_on, rules.LADDER[0]
    stored(measure)
    _event(measure, Kind.EXTENDED, by=by, text=reason.strip())
    told = {"完成时限": [before, str(due_on)]}
    record("调整措施时限", measure, by=by, place=measure.place, changes=told, reason=reason.strip())
    return measure


@transaction.atomic
def finish(measure: Measure, *, done_on: date, result: str, by) -> Measure:
    """Carried out, by its owner or the street, with what was done. Raises Refused."""
    measure = _locked(measure)
    if not acts_for(by, measure.owner) and not may(by, Verb.ASSESS, measure.place):
        raise Refused(f"这项措施由{measure.owner.name}负责，由该单位或者街道登记落实情况。")
    if not result.strip():
        raise Refused("请写明落实情况。")
    if done_on > clock.today():
        raise Refused("完成日期不能晚于今天。")
    measure.done_on, measure.done_by_id, measure.result = done_on, by.pk, result.strip()
    stored(measure, ("result",))
    _event(measure, Kind.DONE, by=by, text=measure.result)
    record("登记措施落实", measure, by=by, place=measure.place, changes={"完成日期": [None, str(done_on)]})
    return measure


def watch(district: Place) -> tuple[int, int]:
    """(moves up, people reminded); the daily look at a district."""
    return move_up_overdue(district), remind(district)


def move_up_overdue(district: Place) -> int:
    """Move late measures to the tier they have come to, each tier once; how many moves. Late or twice is the same."""
    late = Measure.objects.in_district(district).overdue(clock.today())
    return sum(_move_up(pk) for pk in late.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _move_up(pk: int) -> int:
    measure = Measure.objects.select_for_update(of=("self",)).with_places().overdue(clock.today()).filter(pk=pk).first()
    if measure is None:
        return 0
    place, today = measure.place, clock.today()
    every = settings.value("risk.escalate_days", place.district)
    climbed = rules.steps_up(measure.tier, rules.tier_on(measure.due_on, today, every))
    days = (today - measure.due_on).days
    for tier in climbed:
        before, measure.tier = measure.get_tier_display(), tier
        stored(measure)
        _event(measure, Kind.MOVED_UP, by=SYSTEM, text=f"时限{measure.due_on}已过{days}日，提请{rules.TIERS[tier]}督促")
        told = {"督促层级": [before, measure.get_tier_display()]}
        record("措施逾期提级", measure, by=SYSTEM, place=place, changes=told)
    if climbed:
        people = {each.pk: each for each in messages.holders(WATCHERS[measure.tier], place)}
        people |= {each.pk: each for each in messages.people_of(measure.owner)}
        _tell(people.values(), measure, f"逾期{days}日，已提请{measure.get_tier_display()}督促")
    return len(climbed)


def remind(district: Place) -> int:
    """Tell the owners of measures that end soon (risk.measure_reminder_days), once for each day set; how many."""
    today = clock.today()
    until = today + timedelta(days=settings.value("risk.measure_reminder_days", district))
    near = Measure.objects.in_district(district).filter(due_on__range=(today, until))
    told = 0
    for measure in near.open().with_places():
        key = f"measure:{measure.pk}:{measure.due_on}"
        told += _tell(messages.people_of(measure.owner), measure, f"{measure.due_on}到期，请抓紧落实", key)
    return told


def _event(measure: Measure, kind: str, *, by, text: str) -> None:
    stands = {"tier": measure.tier, "due_on": measure.due_on}
    MeasureEvent.objects.create(
        measure=measure, kind=kind, occurred_on=clock.today(), by_name=by.name, text=text, **stands
    )


def _tell(people, measure: Measure, words: str, key: str = "") -> int:
    text = f"{measure.place.name}风险防范措施“{measure}”{words}。"
    return messages.tell(people, text, reverse("measure", args=[measure.pk]), key)


def _locked(measure: Measure) -> Measure:
    """Held till the end; what is done is done. Raises Refused."""
    measure = Measure.objects.select_for_update(of=("self",)).with_places().get(pk=measure.pk)
    if measure.done_on:
        raise Refused("这项措施已经完成。")
    return measure
