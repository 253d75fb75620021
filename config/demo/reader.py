"""Who reads the real registers: their district has no story, only what was published of it."""

from datetime import date

from communities.access import Role
from communities.lib import clock
from communities.models import Account, Organisation, Place
from communities.services import people
from communities.services.organisations import establish
from communities.services.recording import SYSTEM

from .cast import PASSWORD

REGISTERED = "371102"
USERNAME = "mingce"
DESK = "区划名册查阅席（演示）"


def engage(since: date) -> None:
    """An auditor of that district, who sees everything there and changes nothing. Twice is the same as once."""
    if Account.objects.filter(username=USERNAME).exists():
        return
    district = Place.objects.get(code=REGISTERED)
    with clock.set_to(clock.now()):  # the password is as old as the account: its own person has not changed it
        desk = establish(district, Organisation.Kind.OFFICE, DESK, short_name="名册查阅席", starts_on=since, by=SYSTEM)
        person = people.create_account(
            USERNAME, "名册查阅", district=district, password=PASSWORD, must_change=False, by=SYSTEM
        )
        people.appoint(person, Role.AUDITOR, desk, district, starts_on=since, by=SYSTEM)
