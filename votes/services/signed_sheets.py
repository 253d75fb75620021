"""Signed sheets of one day entered together by their visitor, each of a household nobody had visited before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from communities.lib import clock
from communities.lib.errors import Refused
from communities.services.recording import record
from votes.models import Canvass, Visit
from votes.rules.canvass import Position

from .canvass import locked
from .visits import faults_of, fill, keep_counts


@dataclass(frozen=True, slots=True)
class SignedSheet:
    """What one household's sheet says; `household` is the key of the household to be asked."""

    household: UUID
    position: str
    signer: str = ""
    relation: str = ""
    reason: str = ""


@transaction.atomic
def enter_sheets(canvass: Canvass, sheets: Sequence[SignedSheet], visited_on: date, *, by) -> int:
    """Keep them all or none; how many. Raises Refused with the number of each household whose sheet cannot be."""
    canvass = locked(canvass.pk)
    homes = {home.pk: home for home in canvass.households.filter(pk__in=[each.household for each in sheets])}
    if len(homes) < len(sheets):
        raise Refused("同一户只能有一张表，且须在这次应征求的户内，请核对。")
    visits = []
    for each in sheets:
        home = homes[each.household]
        told = {"position": each.position, "signer": each.signer, "relation": each.relation, "reason": each.reason}
        faults = faults_of(canvass, home, visited_on, told, None, by)
        if home.position:
            faults.append("已经入户，请逐户登记。")
        if faults:
            raise Refused(*(f"{home.number}号户：{fault}" for fault in faults))
        visit = Visit(canvass=canvass, household=home, number=1)
        visits.append(fill(visit, visited_on, told, by))
    Visit.objects.bulk_create(visits, batch_size=1000)
    for position in Position:
        keys = [each.household_id for each in visits if each.position == position]
        canvass.households.filter(pk__in=keys).update(position=position)
        setattr(canvass, position, getattr(canvass, position) + len(keys))
    keep_counts(canvass, visited_on, clock.now())
    changes = {"入户日期": [None, visited_on], "户数": [None, len(visits)]}
    record("登记入户（签字表）", canvass, by=by, place=canvass.place, changes=changes)
    return len(visits)
