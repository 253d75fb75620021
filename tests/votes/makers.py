"""A community's bodies, seats and meetings, made through the services by its own people."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.base import ContentFile

from communities.access import Role
from communities.lib import clock
from communities.models import Account, Document, Household, Organisation, Place
from communities.services import documents, residents
from tests import makers
from tests.communities.notice_makers import photo as picture
from votes import services
from votes.models import DecidingBody, Meeting, Motion, RollEntry

SINCE = date(2026, 1, 1)
Kind = Organisation.Kind


@dataclass
class Hall:
    """Where a community meets: two of its people, and a stranger from the next one."""

    place: Place
    clerk: Account
    secretary: Account
    stranger: Account

    def body(self, body: str, seats: int = 0, kind: str = Kind.RESIDENTS_COMMITTEE, women: int = 0) -> DecidingBody:
        found = services.set_up_body(makers.organisation(self.place, kind), body, on=SINCE, by=self.clerk)
        for number in range(seats):
            self.seat(found, f"代表{number + 1}", is_woman=number < women)
        return found

    def seat(self, body: DecidingBody, name: str, **given):
        return services.give_seat(body, name, **{"valid_from": SINCE} | given, by=self.clerk)

    def household(self, number: str) -> Household:
        return residents.open_household(self.place, number, registered_on=date(2020, 1, 1), by=self.clerk)

    def document(self, title: str) -> Document:
        upload = ContentFile(picture().read(), name=f"{title}.png")
        return documents.store_document(
            place=self.place, kind="决议", title=title, upload=upload, written_on=SINCE, by=self.clerk
        )

    def meeting(self, body: DecidingBody, days_ago: int = 1, **given) -> Meeting:
        held_on = clock.today() - timedelta(days=days_ago)
        return services.prepare(body, "会议", **{"held_on": held_on, "reform_done": True} | given, by=self.clerk)

    def called(self, meeting: Meeting, notice_days: int = 10) -> Meeting:
        return services.call(meeting, notice_on=meeting.held_on - timedelta(days=notice_days + 1), by=self.clerk)

    def put(self, meeting: Meeting, matter: str = "abolish_committee", **given) -> Motion:
        return services.put(meeting, matter, "撤销本居民委员会", **given, by=self.clerk)

    def sat(self, body: DecidingBody, came: int, matter: str = "abolish_committee", **given) -> Motion:
        """The motion of a meeting that was called in time and closed with the first `came` of the roll present."""
        previous = given.pop("previous", None)
        notice_days = given.pop("notice_days", 10)
        meeting = self.meeting(body, **given)
        motion = self.put(meeting, matter, previous=previous)
        self.called(meeting, notice_days)
        for entry in meeting.roll.all()[:came]:
            services.attend(entry, "on_site", by=self.clerk)
        services.close(meeting, by=self.clerk)
        return Motion.objects.get(pk=motion.pk)

    def counted(self, motion: Motion, in_favour: int, against: int = 0, abstained: int = 0, invalid: int = 0):
        """Counted alike by two people and sealed."""
        figures = {"in_favour": in_favour, "against": against, "abstained": abstained, "invalid": invalid}
        for person in (self.clerk, self.secretary):
            services.enter_count(motion, **figures, by=person)
        return services.seal(motion, by=self.secretary)


def hall() -> Hall:
    street = makers.street(makers.district())
    place, other = makers.community(street), makers.community(street, "小窑")
    people = makers.account(Role.CLERK, place), makers.account(Role.SECRETARY, place)
    return Hall(place, *people, makers.account(Role.CLERK, other))


def entry(meeting: Meeting, name: str) -> RollEntry:
    return meeting.roll.get(name=name)
