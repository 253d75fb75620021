"""Finding a person by the identity number, and saying where somebody is known without telling too much."""

from collections.abc import Iterable

from communities.lib.bulk import among
from communities.lib.sealed import blind_index
from communities.models import Person, Place

ELSEWHERE = "本区其他社区"


def known_person(district: Place, id_number: str) -> Person | None:
    """The person of the district with this number, however it is written; whichever community knows of them."""
    if not id_number.strip():
        return None
    return Person.objects.with_id(district, blind_index("id", id_number)).first()


def known_persons(district: Place, id_numbers: Iterable[str]) -> dict[str, Person]:
    """The persons with these numbers, by blind index; one query for as many as a portion of a workbook has."""
    found = {blind_index("id", number) for number in id_numbers if number.strip()}
    persons = Person.objects.filter(district=district, id_index__in=among(found))
    return {person.id_index: person for person in persons.prefetch_related("residences__household__place")}


def whereabouts(person: Person, account) -> str:
    """“大窑12号户”, or 本区其他社区 where the viewer may not see that community; empty where no household is known."""
    residence = person.residence
    if residence is None:
        return ""
    place = residence.household.place
    if Place.objects.visible_to(account).filter(pk=place.pk).exists():
        return f"{place.name}{residence.household.number}号户"
    return ELSEWHERE
