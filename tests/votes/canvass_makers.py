"""A community's canvass: households, two visitors, the street's officer, entries made as the phone makes them."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from communities.access import Role
from communities.lib import clock
from communities.models import Account, Household, Organisation, Place
from tests import makers
from votes import services
from votes.models import Canvass, CanvassHousehold, Visit

TEXT = "拟将本社区并入云河社区，集体资产仍归原合作社，四个不变。"


@dataclass
class Village:
    """One community and its people; `clerk` and `secretary` are its visitors."""

    place: Place
    committee: Organisation
    clerk: Account
    secretary: Account
    officer: Account
    other_officer: Account

    def households(self, count: int, first: int = 1) -> None:
        Household.objects.bulk_create(
            Household(
                place=self.place, number=f"{number:04d}", address=f"大窑{number}号", registered_on=date(2020, 1, 1)
            )
            for number in range(first, first + count)
        )

    def opened(self, days: int = 10, **given) -> Canvass:
        told = {"plan_title": "大窑撤并方案", "plan_text": TEXT, "officer": self.officer} | given
        closes_on = clock.today() + timedelta(days=days)
        return services.open_canvass(self.committee, **told, closes_on=closes_on, by=self.clerk)

    def assigned(self, households: int = 4, **given) -> Canvass:
        """Opened, and everything given to the clerk."""
        self.households(households)
        canvass = self.opened(**given)
        services.assign(canvass, self.clerk, by=self.secretary)
        return canvass

    def entry(self, household: CanvassHousehold, position: str = "agree", *, days_ago: int = 0, **given) -> Visit:
        told = {"signer": "王某", "relation": "head", "reason": "担心租金" if position == "against" else ""}
        told |= {"key": uuid4(), "visited_on": clock.today() - timedelta(days=days_ago), "by": self.clerk} | given
        return services.enter_visit(household, position=position, **told)


def village(street: Place | None = None, name: str = "大窑") -> Village:
    street = street or makers.street(makers.district())
    place = makers.community(street, name)
    committee = makers.organisation(place, Organisation.Kind.RESIDENTS_COMMITTEE, f"{name}居民委员会")
    people = [makers.account(role, place) for role in (Role.CLERK, Role.SECRETARY)]
    officers = [makers.account(Role.STREET, street) for _ in range(2)]
    return Village(place, committee, *people, *officers)


def homes(canvass: Canvass) -> list[CanvassHousehold]:
    return list(canvass.households.order_by("number"))


def now(canvass: Canvass) -> Canvass:
    return Canvass.objects.get(pk=canvass.pk)
