"""A case opened through the services, with a person for every party."""

from dataclasses import dataclass

from communities.access import Role
from communities.models import Account, LegalBody, Organisation, Place
from mergers.models import MergerCase
from tests import makers


@dataclass(frozen=True)
class People:
    """One person for each party of a case; the street has two, so that filer and reviewer can differ."""

    secretary: Account
    cooperative: Account
    street: Account
    other_street: Account
    office: Account
    leader: Account


def people(place: Place) -> People:
    makers.organisation(place, Organisation.Kind.COOPERATIVE, f"{place.name}股份经济合作社")
    street, district = place.parent, place.district
    return People(
        secretary=makers.account(Role.SECRETARY, place),
        cooperative=makers.account(Role.COOP_CLERK, place),
        street=makers.account(Role.STREET, street),
        other_street=makers.account(Role.STREET, street),
        office=makers.account(Role.OFFICE, district),
        leader=makers.account(Role.LEADER, district),
    )


def opened(
    body: str = LegalBody.RESIDENTS_COMMITTEE, *, reform_done: bool = True, place: Place | None = None
) -> tuple[MergerCase, People]:
    """A case just opened, and its people. Without a place: 大窑 of 云河街道 in 示范区."""
    if place is None:
        place = makers.community(makers.street(makers.district()), body=body)
    case = makers.merger_case(place, reform_done=reform_done)
    return MergerCase.objects.with_places().get(pk=case.pk), people(place)
