"""The light of a unit this moment: the reading and the rule of the ledger, as if its figures closed now."""

from collections.abc import Iterable
from datetime import timedelta

from communities.lib import clock
from mergers.ledger.reading import Reading
from mergers.models import MergerCase

_LATER = timedelta(microseconds=1)  # what is recorded at this very moment is known


def lights(cases: Iterable[MergerCase]) -> dict[int, str]:
    """The light of each case that is in the plan, by its key; as many queries for many cases as for one.

    Places and their districts must be fetched before.
    """
    by_district: dict = {}
    for case in cases:
        by_district.setdefault(case.place.district, []).append(case.pk)
    return {
        unit.case_id: unit.status
        for district, keys in by_district.items()
        for unit in Reading(district, clock.today(), clock.now() + _LATER, tuple(keys)).units()
    }
