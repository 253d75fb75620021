"""Bodies and seats: who may vote in which body, from when to when."""

from datetime import date

from django.db import transaction

from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Household, Organisation, Person
from communities.services.recording import record
from communities.services.saving import stored
from votes.models import DecidingBody, Seat
from votes.rules.holders import HOLDERS, by_household

from .parties import require_unit


@transaction.atomic
def set_up_body(organisation: Organisation, body: str, *, on: date, by) -> DecidingBody:
    """Register a body of an organisation, once. Raises Refused."""
    require_unit(by, organisation.place)
    if organisation.kind not in HOLDERS.get(body, ()):
        raise Refused(f"{organisation.name}（{organisation.get_kind_display()}）没有这种会议，请选择有权的机构。")
    if on > clock.today():
        raise Refused(f"成立日期{on}晚于今天，请核对。")
    found = stored(
        DecidingBody(organisation=organisation, body=body, set_up_on=on, set_up_at=clock.now(), set_up_by=by)
    )
    record("登记会议", found, by=by, place=organisation.place, changes={"成立日期": [None, on]})
    return found


@transaction.atomic
def give_seat(
    body: DecidingBody, name: str, *, valid_from: date, person: Person | None = None,
    household: Household | None = None, is_woman: bool = False, by,
) -> Seat:  # fmt: skip
    """Give a person a right to vote in the body from a day on. Raises Refused for a second seat at one time."""
    DecidingBody.objects.select_for_update(no_key=True).get(pk=body.pk)
    require_unit(by, body.organisation.place)
    if by_household(body.body):
        if household is None:
            raise Refused(f"{body.get_body_display()}按户参加，请写明所代表的户。")
        if body.seats.on(valid_from).filter(household=household).exists():
            raise Refused(f"{household}在{valid_from}已有代表，一户只能有一名。")
    seat = Seat(body=body, name=name.strip(), person=person, household=household, is_woman=is_woman)
    seat.valid_from, seat.added_at, seat.added_by = valid_from, clock.now(), by
    stored(seat, ["name"])
    record("登记表决资格", seat, by=by, place=body.organisation.place, changes={"自": [None, valid_from]})
    return seat


@transaction.atomic
def end_seat(seat: Seat, *, on: date, reason: str, by) -> Seat:
    """End a right to vote on a day; rolls already frozen keep it. Raises Refused."""
    seat = (
        Seat.objects.select_for_update(no_key=True, of=("self",))
        .select_related("body__organisation__place")
        .get(pk=seat.pk)
    )
    require_unit(by, seat.body.organisation.place)
    if seat.valid_to is not None:
        raise Refused(f"{seat.name}的表决资格已于{seat.valid_to}终止。")
    if not reason.strip():
        raise Refused("请写明终止表决资格的原因。")
    if on < seat.valid_from:
        raise Refused(f"终止日期{on}早于取得资格的{seat.valid_from}，请核对。")
    seat.valid_to = on
    stored(seat)
    changes = {"至（不含）": [None, on]}
    record("终止表决资格", seat, by=by, place=seat.body.organisation.place, changes=changes, reason=reason.strip())
    return seat
