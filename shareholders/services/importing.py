"""A whole roll from a workbook: households, persons, residences and members by COPY, one line for all of them.

What stands on the roll already is brought in line; the same rows again change nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.bulk import among, copy_rows, next_ids
from communities.lib.errors import Refused
from communities.lib.idcards import birth_date
from communities.lib.intake.schema import Row, Rows
from communities.lib.pinyin import pinyin
from communities.lib.sealed import blind_index, normalise
from communities.models import Household, Organisation, Person, Residence
from communities.rules.households import relation_of
from communities.services import residents
from communities.services.numbering import next_numbers
from communities.services.permission import require
from communities.services.recording import SEALED, record
from communities.services.residents.facts import sex_of
from shareholders.models import Member, MemberEvent, MemberRoll
from shareholders.rules.categories import NEEDS_DECISION
from shareholders.rules.membership import Event, Status
from shareholders.services.standing import Members, Standing, members_of

VERIFIED = "不再重新确认（农村集体经济组织法第六十六条）"
ID_NUMBER, PHONE = Person._meta.get_field("id_number"), Person._meta.get_field("phone")
HOUSEHOLD = ("id", "place", "number", "address", "registered_on", "created_at")
PERSON = (
    "id", "district", "name", "pinyin", "sex", "born_on", "id_number", "id_index", "no_id_reason", "phone",
    "created_at",
)  # fmt: skip
RESIDENCE = ("person", "household", "relation", "valid_from")
MEMBER = (
    "id", "organisation", "person", "household", "number", "status", "category", "entered_as", "since", "remarks",
)  # fmt: skip
EVENT = ("member", "kind", "occurred_on", "at", "by_name", "status", "basis", "text")


@transaction.atomic
def import_rows(organisation: Organisation, rows: Rows, *, by) -> int:
    """Put the checked rows on an open roll; how many rows were taken. The same rows again change nothing.

    A person the district knows already stays one person: known in another community, only the membership is added.
    Categories the village may not settle by itself come in as 待定, and on a roll under 核验 whoever a later workbook
    adds without saying that the reform had confirmed them. Raises Refused.
    """
    place = organisation.place
    require(by, Verb.ROLL, place)
    roll = MemberRoll.objects.select_for_update(no_key=True).filter(organisation=organisation).first()
    if roll is None or roll.locked_at or residents.is_locked(place):
        raise Refused(f"{organisation.name}的成员名册没有建立，或已经锁定，不能导入。")
    now, changed, taken = members_of(organisation), 0, 0
    listing = Listing(roll, by, _numbers_given(organisation, rows, now), presumed=not now.keys)
    for portion in rows.portions("roll"):
        found = [(row, now.find(row)) for row in portion]
        listing.households_of(portion)
        listing.enter([row for row, member in found if member is None])
        for row, member in found:
            if member and member.differs(row):
                _update(member, row, listing.households[row["household"]].pk)
                changed += 1
        taken += len(portion)
    changes = {
        "新增": [None, listing.entered],
        "变化": [None, changed],
        "户": [None, len(listing.households)],
        "身份证号": SEALED,
    }
    record("导入成员名册", roll, by=by, place=place, changes=changes)
    return taken


@dataclass(frozen=True, slots=True)
class House:
    pk: int
    registered_on: date


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person a row is about; `settled` where a residence stands already."""

    pk: UUID
    born_on: date
    settled: bool


@dataclass
class Listing:
    """Writes the rows of those who are new on the roll. `numbers` are taken: members' and the workbook's own.

    `presumed`: the roll was empty, so that who is listed without a word was confirmed by the reform.
    """

    roll: MemberRoll
    by: object
    numbers: set[str]
    presumed: bool
    entered: int = 0
    households: dict[str, House] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.organisation = self.roll.organisation
        self.place, self.today, self.moment = self.organisation.place, clock.today(), clock.now()
        self.district = self.place.district_or_self
        known = Household.objects.filter(place=self.place, closed_on=None)
        self.households = {number: House(*told) for number, *told in known.values_list("number", "pk", "registered_on")}

    def households_of(self, rows: list[Row]) -> None:
        """Enter the households that are not known yet, each with the address of its first row."""
        new: dict[str, str] = {}
        for row in rows:
            if row["household"] not in self.households:
                new.setdefault(row["household"], row["address"] or "")
        keys = next_ids(Household, len(new))
        lines = [
            (key, self.place.pk, *told, self.today, self.moment) for key, told in zip(keys, new.items(), strict=True)
        ]
        copy_rows(Household, HOUSEHOLD, lines)
        self.households |= {number: House(key, self.today) for number, key in zip(new, keys, strict=True)}

    def enter(self, rows: list[Row]) -> None:
        """Persons where they are new, residences of those who live nowhere yet, members, the event of each."""
        persons = self._persons(rows)
        residences = [
            (person.pk, house.pk, relation_of(row["relation"]).value, max(person.born_on, house.registered_on))
            for row, person in zip(rows, persons, strict=True)
            if not person.settled and (house := self.households[row["household"]])
        ]
        copy_rows(Residence, RESIDENCE, residences)
        members, events = [], []
        told = zip(next_ids(Member, len(rows)), rows, persons, self._numbers(rows), strict=True)
        for key, row, person, number in told:
            category = row["category"] or "ordinary"
            verified = stands_confirmed(self.roll, row, presumed=self.presumed)
            status, since = (Status.MEMBER, self.roll.confirmed_on) if verified else (Status.PENDING, None)
            household = self.households[row["household"]].pk
            facts = (number, status.value, category, Event.LISTED.value, since, row["remarks"] or "")
            members.append((key, self.organisation.pk, person.pk, household, *facts))
            events.append(self._listed(key, status, since, row))
        copy_rows(Member, MEMBER, members)
        copy_rows(MemberEvent, EVENT, events)
        self.entered += len(rows)

    def _listed(self, key: int, status: Status, since: date | None, row: Row) -> tuple:
        verified = f"原改革于 {self.roll.confirmed_on} 确认，{VERIFIED}" if since else ""
        basis = "；".join(filter(None, [row["basis"], verified]))[:300]
        days = since or self.today, self.moment
        return key, Event.LISTED.value, *days, self.by.name, status.value, basis, "按工作簿导入"

    def _persons(self, rows: list[Row]) -> list[Somebody]:
        """A person for each row, in its order: the known one by number, else a new one."""
        indexes = [blind_index("id", row["id_number"]) if row["id_number"] else None for row in rows]
        known, found = self._known([index for index in indexes if index]), []

        def new() -> Iterator[tuple]:  # made while the database takes the ones before: sealing is most of the work
            for row, index in zip(rows, indexes, strict=True):
                somebody = known.get(index)
                if somebody is None:
                    line = self._person(row, index)
                    yield line
                    somebody = Somebody(line[0], line[5], settled=False)
                found.append(somebody)

        copy_rows(Person, PERSON, new())
        return found

    def _known(self, indexes: list[str]) -> dict[str, Somebody]:
        persons = Person.objects.filter(district=self.district, id_index__in=among(indexes))
        settled = set(Residence.objects.current().filter(person__in=persons).values_list("person", flat=True))
        told = persons.values_list("id_index", "pk", "born_on")
        return {index: Somebody(pk, born_on, pk in settled) for index, pk, born_on in told}

    def _person(self, row: Row, index: str | None) -> tuple:
        pk, number = uuid4(), normalise("id", row["id_number"] or "")
        name, phone = row["name"], normalise("phone", row["phone"] or "")
        facts = (sex_of(number), birth_date(number)) if number else (row["sex"], row["born_on"])
        identity = (ID_NUMBER.sealed_for(pk, number), index, "") if number else (None, None, row["no_id_reason"])
        told = pk, self.district.pk, name, pinyin(name), *facts, *identity
        return *told, PHONE.sealed_for(pk, phone), self.moment

    def _numbers(self, rows: list[Row]) -> Iterator[str]:
        """The workbook's own numbers, and free ones for the rest."""
        series, free = f"member:{self.organisation.pk}", []
        wanted = sum(1 for row in rows if not row["number"])
        while len(free) < wanted:
            drawn = (f"{number:05d}" for number in next_numbers(series, wanted - len(free)))
            free += [number for number in drawn if number not in self.numbers]
        self.numbers.update(free)
        supply = iter(free)
        return (row["number"] or next(supply) for row in rows)


def stands_confirmed(roll: MemberRoll, row: Row, *, presumed: bool) -> bool:
    """Whether somebody new on the roll comes in as a member whom the reform had confirmed, and not as 待定."""
    settled = (row["category"] or "ordinary") not in NEEDS_DECISION
    told = row["confirmed"] or ("yes" if presumed else "no")
    return roll.mode == MemberRoll.Mode.VERIFY and told == "yes" and settled


def _numbers_given(organisation: Organisation, rows: Rows, now: Members) -> set[str]:
    """The numbers in use and those the workbook brings. Raises Refused for one that is both."""
    taken = set(Member.objects.filter(organisation=organisation).values_list("number", flat=True))
    given = {number for block in rows.blocks("roll") for number in block.column("number")} - {None}
    if given & taken:
        double = (row["number"] for row in rows.of("roll") if row["number"] in taken and now.find(row) is None)
        if number := next(double, None):
            raise Refused(f"成员编号“{number}”已经使用，请核对工作簿。")
    return taken | given


def _update(member: Standing, row: Row, household: int) -> None:
    person = Person.objects.get(pk=member.person)
    person.name, person.pinyin = row["name"], pinyin(row["name"])
    if row["phone"]:
        person.phone = normalise("phone", row["phone"])
    person.save(update_fields=["name", "pinyin", "phone"])
    Member.objects.filter(pk=member.pk).update(household=household, remarks=row["remarks"] or member.remarks)
    if member.relation is not None:
        residence = Residence.objects.current().filter(person=member.person)
        residence.update(household=household, relation=relation_of(row["relation"]))
