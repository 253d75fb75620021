"""A person who moves to another household of the place takes the membership along; the shares stay where they stand."""

from datetime import date

from django.db import transaction

from communities.models import Household, Person, Place, ResidentChange
from communities.services import residents
from shareholders.models import Member
from shareholders.rules.membership import MOVES, Event

from .rolls import move_to


@transaction.atomic
def decide_change(ticket: ResidentChange, approve: bool, note: str = "", *, by) -> ResidentChange:
    """Decide a ticket; approved, a member counted with the household left is counted with the new one. Raises Refused.

    The street decides: no right of its own is asked for the roll.
    """
    decided = residents.decide_change(ticket, approve, note, by=by)
    if approve and "household" in decided.changes:
        _follow(decided.person, decided.place, *decided.changes["household"], f"变更单：{decided.reason}", by)
    return decided


@transaction.atomic
def change_person(person: Person, given: dict, reason: str, *, by) -> Person:
    """Correct a person of an open register at once; the membership follows as it does by ticket. Raises Refused."""
    now = person.residences.select_related("household__place").order_by("-valid_from", "-pk").first()
    changed = residents.change_person(person, given, reason, by=by)
    if now and given.get("household"):
        _follow(changed, now.household.place, now.household.number, given["household"], reason.strip(), by)
    return changed


@transaction.atomic
def split_household(person: Person, number: str, on: date, *, address: str = "", by) -> Household:
    """分户 on an open register: the membership goes along as it does by ticket. Raises Refused."""
    now = person.residences.current().select_related("household__place").first()
    house = residents.split_household(person, number, on, address=address, by=by)
    _follow(person, house.place, now.household.number, house.number, "分户", by)
    return house


def _follow(person: Person, place: Place, left: str, entered: str, reason: str, by) -> None:
    """Members counted with another household than the one left are counted so on purpose, and stay."""
    household = place.households.filter(number=entered, closed_on=None).first()
    rows = Member.objects.select_for_update(of=("self",)).filter(
        person=person, organisation__place=place, household__number=left
    )
    for member in rows.select_related("person", "household", "organisation__place__district"):
        movable = any(row.move == Event.CORRECTED for row in MOVES.moves_from(member.status))
        if household and movable and household.pk != member.household_id:
            move_to(member, household, reason, by=by)
