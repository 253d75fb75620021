"""What the merger asks of the canvass. None, or no row: nothing registered, look at the filed figures."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from communities.models import Place
from votes.models import Canvass
from votes.rules.canvass import Opinions, Position, Revisit

FIELDS = (
    "version", "opened_on", "due", *(each.value for each in Position), "last_on", "last_at",
    "organisation", "organisation__place",
)  # fmt: skip
# The standing position of each household on a day, as known before a moment: the last one it took, else 未联系上.
STANDING = """
SELECT canvass_id, position, count(*) FROM (
    SELECT DISTINCT ON (household_id) canvass_id, household_id, position FROM votes_visit
    WHERE canvass_id = ANY(%s) AND visited_on <= %s AND at < %s
    ORDER BY household_id, (position = 'not_met'), visited_on DESC, number DESC
) AS standing GROUP BY canvass_id, position
"""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the households of a place said by a day: the canvass, its plan version, the counts. Names nobody."""

    canvass: int
    version: int
    started_on: date
    opinions: Opinions


@dataclass(frozen=True, slots=True)
class Canvassed:
    """The newest canvass of a place as it stands now. `offered`: opposing households that were offered a 回访."""

    canvass: int
    version: int
    closed: bool
    started_on: date
    opinions: Opinions
    offered: int


def canvassed(place: Place) -> Canvassed | None:
    """The newest canvass of the place's committee, or None."""
    found = Canvass.objects.filter(organisation__place=place).order_by("-opened_at", "-pk").first()
    if found is None:
        return None
    against = found.households.filter(position=Position.AGAINST)
    offered = against.filter(visits__revisit__in=list(Revisit)).distinct().count()
    return Canvassed(found.pk, found.version, not found.is_open, found.opened_on, found.opinions, offered)


def consents_known(district: Place, day: date, known_before: datetime) -> dict[int, Consent]:
    """By community: what its households had said by `day`, of the plan version put to them last, as known then.

    Two queries for any number of units: where nothing was visited or entered later, the counts kept are those of the
    day; for the others the visits are read.
    """
    opened = Canvass.objects.filter(
        Q(opened_on__lte=day, opened_at__lt=known_before), organisation__place__district=district
    )
    newest: dict[int, tuple[int, Canvass]] = {}
    for canvass in opened.only(*FIELDS).select_related("organisation").order_by("opened_at", "pk"):
        newest[canvass.organisation.place_id] = canvass
    later = [each.pk for each in newest.values() if not each.counts_hold_at(day, known_before)]
    counted = _counted(later, day, known_before) if later else {}
    return {
        place: Consent(
            each.pk,
            each.version,
            each.opened_on,
            Opinions(each.due, **counted.get(each.pk, {})) if each.pk in later else each.opinions,
        )
        for place, each in newest.items()
    }


def _counted(canvasses: list[int], day: date, known_before: datetime) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [canvasses, day, known_before])
        for canvass, position, count in cursor.fetchall():
            found.setdefault(canvass, {})[position] = count
    return found
