"""A contract's end comes in sight: who entered it is told in good time, once for each of the office's two figures."""

from datetime import timedelta

from django.db.models import F
from django.urls import reverse

from assets.models import Contract
from communities.access import FILERS
from communities.lib import clock
from communities.models import Place
from communities.services import messages, settings

from . import filings

SETTINGS = ("contract.first_reminder_days", "contract.last_reminder_days")


def look(district: Place) -> int:
    """The daily look at a district's registers: what lacks its filing number by now, what ends soon; how many told."""
    filings.watch_district(district)
    return remind(district)


def remind(district: Place) -> int:
    """Tell the filers of each place of its contracts that end soon; how many were told.

    Whatever has not been told yet is told, however late the day: the nearest figure passed gives the reminder. What had
    ended before it was entered is history and calls for none.
    """
    today = clock.today()
    steps = sorted({settings.value(key, district) for key in SETTINGS})
    contracts = Contract.objects.filter(
        organisation__place__district=district,
        terminated_on=None,
        ends_on__lte=today + timedelta(days=steps[-1]),
        ends_on__gte=F("entered_at__date"),
    ).with_places()
    people, told = {}, 0
    for contract in contracts.filter(recovered_on=None):
        left = (contract.ends_on - today).days
        step = 0 if left < 0 else next(days for days in steps if left <= days)
        place = contract.place
        if place.pk not in people:
            people[place.pk] = messages.holders(sorted(FILERS), place)
        key = f"contract:{contract.pk}:{contract.ends_on}:{step}"
        told += messages.tell(people[place.pk], _text(contract, left), reverse("contract", args=[contract.pk]), key)
    return told


def _text(contract: Contract, left: int) -> str:
    name = f"{contract.organisation.name}合同“{contract}”"
    if left < 0:
        return f"{name}已于{contract.ends_on}到期，请登记收回或续签。"
    return f"{name}将于{contract.ends_on}到期，还有{left}日，请提前研究收回或续签。"
