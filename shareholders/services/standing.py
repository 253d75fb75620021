"""The roll as a workbook meets it: the members as they stand, which row is about whom, what differs."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from communities.lib.sealed import Sealed, blind_index, normalise
from communities.models import Organisation, Residence
from communities.rules.households import relation_of
from shareholders.models import Member

NAMES = (
    "pk", "number", "remarks", "household__number", "person", "person__name", "person__born_on", "person__phone",
    "person__id_index",
)  # fmt: skip


class Standing(NamedTuple):
    """A member as the register has it. `relation` is that of the residence, None where the person lives elsewhere."""

    pk: int
    number: str
    remarks: str
    household: str
    person: UUID
    name: str
    born_on: date
    phone: Sealed | str
    index: str | None
    relation: str | None

    def differs(self, row) -> bool:
        """Whether storing the row would change the member, the person or where the person lives."""
        return (
            self.name != row["name"]
            or self.household != row["household"]
            or (self.relation is not None and self.relation != relation_of(row["relation"]))
            or bool(row["phone"] and not self._has_phone(row["phone"]))
            or bool(row["remarks"] and self.remarks != row["remarks"])
        )

    def _has_phone(self, phone: str) -> bool:
        return bool(self.phone) and self.phone.at(self.person).reveal() == normalise("phone", phone)


@dataclass
class Members:
    """The members of one cooperative, found by the identity number, else by household, name and birth."""

    keys: frozenset[int]
    by_index: dict[str, Standing]
    by_facts: dict[tuple, Standing]

    def find(self, row) -> Standing | None:
        """The member a row is about."""
        if row["id_number"]:
            return self.by_index.get(blind_index("id", row["id_number"])) if self.by_index else None
        return self.by_facts.get((row["household"], row["name"], row["born_on"]))


def members_of(organisation: Organisation) -> Members:
    residences = Residence.objects.current().filter(
        person__memberships__organisation=organisation, household__place=organisation.place
    )
    relations = dict(residences.values_list("person", "relation"))
    found = Member.objects.filter(organisation=organisation).values_list(*NAMES)
    members = [Standing(*each, relations.get(each[4])) for each in found.iterator()]
    return Members(
        frozenset(each.pk for each in members),
        {each.index: each for each in members if each.index},
        {(each.household, each.name, each.born_on): each for each in members if not each.index},
    )
