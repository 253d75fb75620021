"""The lock on a community's household register: from then on it changes through approved tickets only."""

from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import HouseholdRegister, Place
from communities.services.permission import require
from communities.services.recording import record


def is_locked(place: Place) -> bool:
    return HouseholdRegister.objects.filter(place=place).exists()


def refuse_if_locked(place: Place) -> None:
    if is_locked(place):
        raise Refused(f"{place.name}的户册已经锁定，请提交变更单，由街道审批后更改。")


@transaction.atomic
def lock_register(place: Place, reason: str, *, by) -> HouseholdRegister:
    """Lock a community's household register; locked already, nothing happens."""
    require(by, (Verb.ROLL, Verb.REVIEW), place)
    Place.objects.select_for_update(no_key=True).get(pk=place.pk)
    found = HouseholdRegister.objects.filter(place=place).first()
    if found:
        return found
    register = HouseholdRegister.objects.create(
        place=place, locked_at=clock.now(), locked_by_id=by.pk, reason=reason.strip()[:200]
    )
    record("锁定户册", register, by=by, place=place, reason=reason.strip())
    return register
