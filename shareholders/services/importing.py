"""A whole roll from a workbook: households, persons, residences and members in a few statements, one line for all."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.idcards import birth_date
from communities.lib.pinyin import pinyin
from communities.lib.sealed import blind_index, normalise
from communities.models import Household, Organisation, Person, Residence
from communities.rules.households import relation_of
from communities.services import residents
from communities.services.numbering import next_number
from communities.services.permission import require
from communities.services.recording import SEALED, record
from communities.services.residents.facts import sex_of
from shareholders.models import Member, MemberEvent, MemberRoll
from shareholders.rules.categories import NEEDS_DECISION
from shareholders.rules.membership import Event, Status

BATCH = 1_000
VERIFIED = "不再重新确认（农村集体经济组织法第六十六条）"


@dataclass
class Standing:
    """The register as it stands: the cooperative's members, the district's persons and the place's households."""

    organisation: Organisation
    members: dict[int, Member]
    by_index: dict[str, Member]
    by_name: dict[tuple, Member]
    residences: dict = field(default_factory=dict)  # the standing residence by person

    def find(self, row) -> Member | None:
        """The member a row is about: by the identity number, else by household, name and birth."""
        if row["id_number"]:
            return self.by_index.get(blind_index("id", row["id_number"]))
        return self.by_name.get((row["household"], row["name"], row["born_on"]))


def standing(organisation: Organisation) -> Standing:
    members = Member.objects.filter(organisation=organisation).select_related("person", "household")
    found = {member.pk: member for member in members}
    residences = Residence.objects.current().filter(person__memberships__organisation=organisation)
    return Standing(
        organisation,
        found,
        {member.person.id_index: member for member in found.values() if member.person.id_index},
        {(m.household.number, m.person.name, m.person.born_on): m for m in found.values() if not m.person.id_index},
        {each.person_id: each for each in residences.select_related("household")},
    )


def differs(now: Standing, member: Member, row) -> bool:
    """Whether storing the row would change the member, the person or where the person lives."""
    person, residence = member.person, now.residences.get(member.person_id)
    own = residence is not None and residence.household.place_id == now.organisation.place_id
    return (
        person.name != row["name"]
        or member.household.number != row["household"]
        or (own and residence.relation != relation_of(row["relation"]))
        or bool(row["phone"] and (not person.phone or person.phone.reveal() != normalise("phone", row["phone"])))
        or bool(row["remarks"] and member.remarks != row["remarks"])
    )


@transaction.atomic
def import_rows(organisation: Organisation, rows: Iterable, *, by) -> int:
    """Put the checked rows on an open roll; how many rows were taken. The same rows again change nothing.

    A person the district knows already stays one person: known in another community, only the membership is added.
    Categories the village may not settle by itself come in as 待定. Raises Refused.
    """
    place = organisation.place
    require(by, Verb.ROLL, place)
    roll = MemberRoll.objects.select_for_update(no_key=True).filter(organisation=organisation).first()
    if roll is None or roll.locked_at or residents.is_locked(place):
        raise Refused(f"{organisation.name}的成员名册没有建立，或已经锁定，不能导入。")
    now, rows = standing(organisation), list(rows)
    fresh = [row for row in rows if now.find(row) is None]
    households = _households(organisation, rows)
    persons = _persons(organisation, fresh)
    _members(roll, fresh, persons, households, by)
    changed = [(member, row) for row in rows if (member := now.find(row)) and differs(now, member, row)]
    for member, row in changed:
        _update(now, member, row, households)
    changes = {
        "新增": [None, len(fresh)],
        "变化": [None, len(changed)],
        "户": [None, len(households)],
        "身份证号": SEALED,
    }
    record("导入成员名册", roll, by=by, place=place, changes=changes)
    return len(rows)


def _households(organisation: Organisation, rows: list) -> dict[str, Household]:
    place = organisation.place
    known = {each.number: each for each in Household.objects.filter(place=place, closed_on=None)}
    wanted = {row["household"]: row["address"] or "" for row in reversed(rows)}
    new = [
        Household(place=place, number=number, address=address, registered_on=clock.today())
        for number, address in wanted.items()
        if number not in known
    ]
    Household.objects.bulk_create(new, batch_size=BATCH)
    return known | {each.number: each for each in new}


def _persons(organisation: Organisation, rows: list) -> list[Person]:
    """A person for each row, in its order: the known one by number, else a new one."""
    district = organisation.place.district_or_self
    known = residents.known_persons(district, [row["id_number"] or "" for row in rows])
    found, new = [], []
    for row in rows:
        person = known.get(blind_index("id", row["id_number"])) if row["id_number"] else None
        if person is None:
            person = _person(district, row)
            new.append(person)
        found.append(person)
    Person.objects.bulk_create(new, batch_size=BATCH)
    return found


def _person(district, row) -> Person:
    number = row["id_number"] or ""
    person = Person(
        district=district,
        name=row["name"],
        pinyin=pinyin(row["name"]),
        sex=sex_of(number) if number else row["sex"],
        born_on=birth_date(number) if number else row["born_on"],
        no_id_reason="" if number else row["no_id_reason"],
        id_index=blind_index("id", number) if number else None,
        created_at=clock.now(),
    )
    person.id_number = normalise("id", number) if number else None
    person.phone = normalise("phone", row["phone"] or "")
    return person


def _members(roll: MemberRoll, rows: list, persons: list[Person], households: dict[str, Household], by) -> None:
    """Residences of those who live nowhere yet, members with their numbers, the event of each."""
    since = clock.today()
    living = Residence.objects.current().filter(person__in=[person.pk for person in persons])
    residing = set(living.values_list("person", flat=True))
    residences = [
        Residence(
            person=person,
            household=households[row["household"]],
            relation=relation_of(row["relation"]),
            valid_from=max(person.born_on, households[row["household"]].registered_on),
        )
        for row, person in zip(rows, persons, strict=True)
        if person.pk not in residing
    ]
    Residence.objects.bulk_create(residences, batch_size=BATCH)
    numbers = _numbers(roll.organisation, rows)
    members = [
        _member(roll, row, person, households[row["household"]], number)
        for row, person, number in zip(rows, persons, numbers, strict=True)
    ]
    Member.objects.bulk_create(members, batch_size=BATCH)
    MemberEvent.objects.bulk_create(
        (_listed(roll, member, row, since, by) for member, row in zip(members, rows, strict=True)), batch_size=BATCH
    )


def _member(roll: MemberRoll, row, person: Person, household: Household, number: str) -> Member:
    category = row["category"] or "ordinary"
    verify = roll.mode == MemberRoll.Mode.VERIFY and row["confirmed"] != "no" and category not in NEEDS_DECISION
    return Member(
        organisation=roll.organisation,
        person=person,
        household=household,
        number=number,
        status=Status.MEMBER if verify else Status.PENDING,
        category=category,
        since=roll.confirmed_on if verify else None,
        remarks=row["remarks"] or "",
    )


def _listed(roll: MemberRoll, member: Member, row, today: date, by) -> MemberEvent:
    verified = f"原改革于 {roll.confirmed_on} 确认，{VERIFIED}" if member.since else ""
    return MemberEvent(
        member=member,
        kind=Event.LISTED,
        occurred_on=member.since or today,
        at=clock.now(),
        by_name=by.name,
        status=member.status,
        basis="；".join(filter(None, [row["basis"], verified]))[:300],
        text="按工作簿导入",
    )


def _numbers(organisation: Organisation, rows: list) -> list[str]:
    """The workbook's own numbers, and free ones for the rest. Raises Refused for one in use."""
    taken = set(Member.objects.filter(organisation=organisation).values_list("number", flat=True))
    given = {row["number"] for row in rows if row["number"]}
    if double := sorted(given & taken):
        raise Refused(f"成员编号“{double[0]}”已经使用，请核对工作簿。")
    taken |= given
    found = []
    for row in rows:
        number = row["number"]
        while not number or (number in taken and number != row["number"]):
            number = f"{next_number(f'member:{organisation.pk}'):05d}"
        taken.add(number)
        found.append(number)
    return found


def _update(now: Standing, member: Member, row, households: dict[str, Household]) -> None:
    person, residence = member.person, now.residences.get(member.person_id)
    person.name, person.pinyin = row["name"], pinyin(row["name"])
    if row["phone"]:
        person.phone = normalise("phone", row["phone"])
    person.save(update_fields=["name", "pinyin", "phone"])
    member.household, member.remarks = households[row["household"]], row["remarks"] or member.remarks
    member.save(update_fields=["household", "remarks"])
    if residence and residence.household.place_id == now.organisation.place_id:
        residence.household, residence.relation = member.household, relation_of(row["relation"])
        residence.save(update_fields=["household", "relation"])
