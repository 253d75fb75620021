"""Tickets of a locked register: somebody enters a household, leaves it, or becomes its head; another decides."""

from datetime import date

from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Household, Person, Place, Residence, ResidentChange
from communities.rules.households import LABELS, Relation
from communities.services.permission import require
from communities.services.recording import record

from .facts import PersonFacts
from .registering import (
    entry_faults,
    head_faults,
    head_of,
    leave_faults,
    put_apart,
    put_head,
    register_person,
    split_faults,
)
from .telling import call_street

# What these tickets name beside the fields of a person; the first one tells which act it is.
ASKED = {
    "since": "入户日期",
    "left_on": "迁出日期",
    "former": "原户主与新户主的关系",
    "head_on": "变更户主日期",
    "split_on": "分户日期",
    "address": "新户住址",
    "registered": "居民登记",
}


NOT_ENROLLED = "入户未获同意，号码已清除"


@transaction.atomic
def ask_enrolment(
    household: Household, facts: PersonFacts, relation: str, since: date, reason: str, *, by
) -> ResidentChange:
    """Enter a new person, who lives in the household once the ticket is approved. Raises Refused.

    Turned down, the ticket keeps whom it was about, and nothing of the person's numbers: see `forget`.
    """
    person = register_person(household.place, facts, by=by)
    return ask_entry(person, household, relation, since, reason, by=by, registered=True)


@transaction.atomic
def ask_entry(
    person: Person, household: Household, relation: str, since: date, reason: str, *, by, registered: bool = False
) -> ResidentChange:
    """Ask that somebody who lives nowhere now may live in the household; `registered` with the ticket, or known before.

    Raises Refused.
    """
    house = _house(household.place, household.number)
    changes = {"household": ["", house.number], "relation": ["", relation], "since": ["", since.isoformat()]}
    if registered:
        changes["registered"] = ["", "随本变更单登记"]
    return _ask(person, house.place, changes, reason, entry_faults(person, house, relation, since, by), by)


@transaction.atomic
def ask_leave(person: Person, on: date, reason: str, *, by) -> ResidentChange:
    """Ask that somebody leaves the household; `on` is the first day away. Raises Refused."""
    residence = _residence(person)
    changes = {"household": [residence.household.number, ""], "left_on": ["", on.isoformat()]}
    return _ask(person, residence.household.place, changes, reason, leave_faults(residence, on, reason), by)


@transaction.atomic
def ask_head(household: Household, person: Person, relation: str, on: date, reason: str, *, by) -> ResidentChange:
    """Ask that somebody of the household becomes its head, the former one standing in a relation. Raises Refused."""
    house = _house(household.place, household.number)
    faults = head_faults(house, person, relation, on)
    now = house.residences.current().filter(person=person).first()
    changes = {
        "relation": [now.relation if now else "", Relation.HEAD.value],
        "former": [Relation.HEAD.value if head_of(house) else "", relation],
        "head_on": ["", on.isoformat()],
    }
    return _ask(person, house.place, changes, reason, faults, by)


@transaction.atomic
def ask_split(person: Person, number: str, on: date, reason: str, *, address: str = "", by) -> ResidentChange:
    """Ask that somebody leaves the household and founds one of their own, as its head. Raises Refused.

    Who goes along follows by tickets of their own, once the new household stands.
    """
    residence, number = _residence(person), number.strip()
    changes = {"household": [residence.household.number, number], "relation": [residence.relation, Relation.HEAD.value]}
    changes["split_on"] = ["", on.isoformat()]
    if address.strip():
        changes["address"] = ["", address.strip()]
    return _ask(person, residence.household.place, changes, reason, split_faults(residence, number, on), by)


def carry_out(ticket: ResidentChange, *, by) -> bool:
    """Do what one of these tickets asks for; False for a ticket of another kind. Raises Refused on new facts.

    A part of deciding: the ticket is held, the right was asked for, the line in the book is the decision's.
    """
    changes, person = ticket.changes, ticket.person
    if "since" in changes:
        house = _house(ticket.place, changes["household"][1])
        relation, since = changes["relation"][1], date.fromisoformat(changes["since"][1])
        _refuse(entry_faults(person, house, relation, since, by))
        Residence.objects.create(person=person, household=house, relation=relation, valid_from=since)
    elif "left_on" in changes:
        residence, on = _residence(person), date.fromisoformat(changes["left_on"][1])
        _refuse(leave_faults(residence, on, ticket.reason))
        residence.valid_to = on
        residence.save(update_fields=["valid_to"])
    elif "head_on" in changes:
        house, on = _residence(person).household, date.fromisoformat(changes["head_on"][1])
        _refuse(head_faults(house, person, changes["former"][1], on))
        put_head(house, person, changes["former"][1], on)
    elif "split_on" in changes:
        residence, on = _residence(person), date.fromisoformat(changes["split_on"][1])
        number, address = changes["household"][1], changes.get("address", ("", ""))[1]
        _refuse(split_faults(residence, number, on))
        put_apart(residence, number, on, address)
    else:
        return False
    return True


def forget(ticket: ResidentChange) -> bool:
    """Of somebody who was registered with an enrolment that is turned down, the numbers go: nobody was let in.

    The ticket and the name it was about stay; the identity number is free to be registered again, here or elsewhere.
    A part of deciding. False where the ticket registered nobody, or where the person lives somewhere after all.
    """
    person = ticket.person
    if "registered" not in ticket.changes or person.residences.exists():
        return False
    person.id_number, person.id_index, person.phone = None, None, ""
    person.no_id_reason = NOT_ENROLLED
    person.save(update_fields=["id_number", "id_index", "phone", "no_id_reason"])
    return True


def _ask(person: Person, place: Place, changes: dict, reason: str, faults: list[str], by) -> ResidentChange:
    require(by, Verb.ROLL, place)
    locked = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    checks = (
        ("请写明变更理由。", reason.strip()),
        (f"{locked.name}已有一张变更单待审批，请等待审批后再提交。", not locked.changes.undecided().exists()),
    )
    _refuse([sentence for sentence, holds in checks if not holds] + faults)
    ticket = ResidentChange.objects.create(
        place=place, person=locked, changes=changes, reason=reason.strip(), asked_at=clock.now(), asked_by_id=by.pk
    )
    told = {ASKED.get(name, name): pair for name, pair in changes.items() if name in ASKED}
    record("提交变更单", locked, by=by, place=place, changes=_in_words(told), reason=reason.strip())
    call_street(ticket)
    return ticket


def _in_words(told: dict) -> dict:
    return {label: [LABELS.get(value, value) for value in pair] for label, pair in told.items()}


def _refuse(reasons: list[str]) -> None:
    if reasons:
        raise Refused(*reasons)


def _house(place: Place, number: str) -> Household:
    found = Household.objects.select_for_update(of=("self",)).select_related("place__district")
    house = found.filter(place=place, number=number, closed_on=None).first()
    if house is None:
        raise Refused(f"{place.name}没有户编号“{number}”，或已经销户。")
    return house


def _residence(person: Person) -> Residence:
    now = Residence.objects.select_for_update(of=("self",)).filter(person=person, valid_to=None)
    residence = now.select_related("household__place__district").first()
    if residence is None:
        raise Refused(f"{person.name}目前没有登记在任何一户。")
    return residence
