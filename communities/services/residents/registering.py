"""Households opened and closed, persons entered, moved in and out. A residence is never rewritten: it ends."""

from datetime import date

from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.pinyin import pinyin
from communities.lib.sealed import blind_index, normalise
from communities.models import Household, Person, Place, Residence
from communities.rules.households import LABELS, Relation
from communities.services.permission import require
from communities.services.recording import SEALED, record

from .facts import PersonFacts, checked
from .finding import known_person, whereabouts
from .locking import refuse_if_locked


@transaction.atomic
def open_household(place: Place, number: str, *, registered_on: date, address: str = "", by) -> Household:
    """Enter a household of a community under its number. Raises Refused for a number in use or a day to come."""
    require(by, Verb.ROLL, place)
    refuse_if_locked(place)
    number = number.strip()
    checks = (
        ("户只能登记在社区（村）。", place.level == Place.Level.COMMUNITY),
        ("请填写户编号。", number),
        (f"立户日期 {registered_on} 晚于今天，请核对。", registered_on <= clock.today()),
        (f"{place.name}已有户编号“{number}”。", not place.households.filter(number=number).exists()),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    household = Household.objects.create(
        place=place, number=number, address=address.strip(), registered_on=registered_on
    )
    record("登记户", household, by=by, place=place, changes={"户编号": [None, number]})
    return household


@transaction.atomic
def close_household(household: Household, closed_on: date, reason: str, *, by) -> Household:
    """End a household nobody lives in any more. Raises Refused while somebody does."""
    locked = Household.objects.select_for_update(of=("self",)).select_related("place").get(pk=household.pk)
    require(by, Verb.ROLL, locked.place)
    refuse_if_locked(locked.place)
    checks = (
        (f"{locked}已于 {locked.closed_on} 销户。", locked.closed_on is None),
        (f"{locked}还有在户人员，请先逐人办理迁出。", not locked.residences.current().exists()),
        ("请写明销户原因。", reason.strip()),
        ("销户日期应在立户之后、今天之前。", locked.registered_on <= closed_on <= clock.today()),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    locked.closed_on = closed_on
    locked.save(update_fields=["closed_on"])
    record("销户", locked, by=by, place=locked.place, changes={"销户日期": [None, closed_on]}, reason=reason.strip())
    return locked


@transaction.atomic
def register_person(place: Place, facts: PersonFacts, *, by) -> Person:
    """Enter a person nobody of the district knows yet. Raises Refused for faults and for a number already known."""
    require(by, Verb.ROLL, place)
    told, district = checked(facts), place.district_or_self
    if known := known_person(district, told.id_number):
        where = whereabouts(known, by)
        raise Refused(f"{told.name}的身份证号已经登记{f'在{where}' if where else ''}，请先核实是否为同一人。")
    person = Person(
        district=district,
        name=told.name,
        pinyin=pinyin(told.name),
        sex=told.sex,
        born_on=told.born_on,
        no_id_reason=told.no_id_reason,
        id_index=blind_index("id", told.id_number) if told.id_number else None,
    )
    person.id_number = told.id_number or None
    person.phone = normalise("phone", told.phone)
    person.save(force_insert=True)
    changes = {"姓名": [None, str(person)], "身份证号": SEALED if told.id_number else [None, told.no_id_reason]}
    record("登记居民", person, by=by, place=place, changes=changes)
    return person


@transaction.atomic
def move_in(person: Person, household: Household, relation: str, since: date, *, by) -> Residence:
    """Let a person live in a household from a day on. Raises Refused while the person lives elsewhere."""
    house = Household.objects.select_for_update(of=("self",)).select_related("place__district").get(pk=household.pk)
    require(by, Verb.ROLL, house.place)
    refuse_if_locked(house.place)
    if reasons := entry_faults(person, house, relation, since, by):
        raise Refused(*reasons)
    residence = Residence.objects.create(person=person, household=house, relation=relation, valid_from=since)
    changes = {"户": [None, str(house)], "与户主关系": [None, LABELS[relation]], "自": [None, since]}
    record("登记入户", person, by=by, place=house.place, changes=changes)
    return residence


@transaction.atomic
def move_out(person: Person, on: date, reason: str, *, by) -> Residence:
    """End where the person lives; `on` is the first day away. A member who moves out stays a member."""
    now = Residence.objects.select_for_update(of=("self",)).filter(person=person, valid_to=None)
    residence = now.select_related("household__place__district").first()
    if residence is None:
        raise Refused(f"{person.name}目前没有登记在任何一户。")
    place = residence.household.place
    require(by, Verb.ROLL, place)
    refuse_if_locked(place)
    if reasons := leave_faults(residence, on, reason):
        raise Refused(*reasons)
    residence.valid_to = on
    residence.save(update_fields=["valid_to"])
    changes = {"户": [str(residence.household), None], "迁出日期": [None, on]}
    record("登记迁出", person, by=by, place=place, changes=changes, reason=reason.strip())
    return residence


@transaction.atomic
def enrol(household: Household, facts: PersonFacts, relation: str, since: date, *, by) -> Person:
    """Enter a new person straight into a household."""
    person = register_person(household.place, facts, by=by)
    move_in(person, household, relation, since, by=by)
    return person


@transaction.atomic
def replace_head(household: Household, person: Person, relation: str, on: date, *, by) -> None:
    """Make somebody of the household its head from a day on; the former head gets `relation` to the new one."""
    house = Household.objects.select_for_update(of=("self",)).select_related("place__district").get(pk=household.pk)
    require(by, Verb.ROLL, house.place)
    refuse_if_locked(house.place)
    if reasons := head_faults(house, person, relation, on):
        raise Refused(*reasons)
    old = head_of(house)
    put_head(house, person, relation, on)
    changes = {"户主": [str(old.person) if old else None, str(person)], "自": [None, on]}
    record("变更户主", house, by=by, place=house.place, changes=changes)


@transaction.atomic
def split_household(person: Person, number: str, on: date, *, address: str = "", by) -> Household:
    """分户: somebody leaves the household and founds one of their own, as its head. Raises Refused."""
    now = Residence.objects.select_for_update(of=("self",)).filter(person=person, valid_to=None)
    residence = now.select_related("household__place__district").first()
    if residence is None:
        raise Refused(f"{person.name}目前没有登记在任何一户。")
    old = residence.household
    require(by, Verb.ROLL, old.place)
    refuse_if_locked(old.place)
    if reasons := split_faults(residence, number.strip(), on):
        raise Refused(*reasons)
    house = put_apart(residence, number.strip(), on, address.strip())
    changes = {"户": [str(old), str(house)], "户主": [None, str(person)], "自": [None, on]}
    record("分户", house, by=by, place=old.place, changes=changes)
    return house


def entry_faults(person: Person, house: Household, relation: str, since: date, by) -> list[str]:
    """Why a person may not live in the household from the day on."""
    now = person.residences.current().select_related("household__place").first()
    checks = (
        (f"{person.name}不是{house.place.district_or_self.name}登记的居民。", _same_district(person, house)),
        (f"{house}已经销户。", house.closed_on is None),
        (f"入户日期 {since} 应在出生之后、今天之前，请核对。", person.born_on <= since <= clock.today()),
        (f"{person.name}现登记在{_where(now, by)}，请先在该处办理迁出。", now is None),
        (f"{house}已有户主，请先变更户主。", relation != Relation.HEAD or not head_of(house)),
        ("请选择与户主关系。", relation in LABELS),
        (f"{person.name}在 {since} 仍登记在另一户，请改用离户之后的日期。", not _overlaps(person, since)),
    )
    return [sentence for sentence, holds in checks if not holds]


def leave_faults(residence: Residence, on: date, reason: str) -> list[str]:
    checks = (
        ("请写明迁出原因。", reason.strip()),
        ("迁出日期应在入户之后、今天之前。", residence.valid_from <= on <= clock.today()),
    )
    return [sentence for sentence, holds in checks if not holds]


def head_faults(house: Household, person: Person, relation: str, on: date) -> list[str]:
    """Why somebody may not become the household's head on the day."""
    residing = {each.person_id: each for each in house.residences.current()}
    new = residing.get(person.pk)
    if new is None or new.relation == Relation.HEAD:
        return [f"{person.name}不在{house}，或已是户主，不能变更为户主。"]
    if relation not in LABELS or relation == Relation.HEAD:
        return ["请选择原户主与新户主的关系。"]
    if not max(each.valid_from for each in residing.values()) <= on <= clock.today():
        return ["变更日期应在各人入户之后、今天之前。"]
    return []


def split_faults(residence: Residence, number: str, on: date) -> list[str]:
    """Why somebody may not found a household of that number on the day."""
    place = residence.household.place
    checks = (
        ("户主不能分出，请先变更户主。", residence.relation != Relation.HEAD),
        ("请填写新户的户编号。", number),
        (f"{place.name}已有户编号“{number}”。", not place.households.filter(number=number).exists()),
        ("分户日期应在入户之后、今天之前。", residence.valid_from < on <= clock.today()),
    )
    return [sentence for sentence, holds in checks if not holds]


def put_apart(residence: Residence, number: str, on: date, address: str) -> Household:
    """The new household, and its head living there from the day on. A part of the services that asked for faults."""
    place = residence.household.place
    house = Household.objects.create(place=place, number=number, address=address, registered_on=on)
    residence.valid_to = on
    residence.save(update_fields=["valid_to"])
    Residence.objects.create(
        person_id=residence.person_id, household=house, relation=Relation.HEAD.value, valid_from=on
    )
    return house


def put_head(house: Household, person: Person, relation: str, on: date) -> None:
    """Make somebody the head; the former one gets the relation. A part of the services that have asked for faults."""
    old, new = head_of(house), house.residences.current().get(person=person)
    for each, word in ((old, relation), (new, Relation.HEAD.value)):
        if each is not None:
            _renew(each, word, on)


def _renew(residence: Residence, relation: str, on: date) -> None:
    """The same household under another relation; on its own first day the row is corrected, else it ends."""
    if residence.valid_from == on:
        residence.relation = relation
        residence.save(update_fields=["relation"])
        return
    residence.valid_to = on
    residence.save(update_fields=["valid_to"])
    Residence.objects.create(
        person_id=residence.person_id, household_id=residence.household_id, relation=relation, valid_from=on
    )


def head_of(house: Household) -> Residence | None:
    return house.residences.current().filter(relation=Relation.HEAD).select_related("person").first()


def _same_district(person: Person, house: Household) -> bool:
    return person.district_id == house.place.district_or_self.pk


def _overlaps(person: Person, since: date) -> bool:
    return person.residences.filter(valid_to__gt=since).exists()


def _where(residence: Residence | None, by) -> str:
    return whereabouts(residence.person, by) if residence else ""
