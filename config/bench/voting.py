"""Eight people enter attendance while meetings are closed and sealed: nothing lost, double, or after the close."""

import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

from django.db import connection

from communities.access import Role
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Account, Organisation, Place
from communities.services import people
from communities.services.organisations import establish
from communities.services.recording import SYSTEM
from config.bench.line import Line
from votes import services
from votes.models import Meeting, RollEntry
from votes.recounting import recount_all
from votes.services.seats import Line as Person

PEOPLE, MEETINGS, ROLL = 8, 6, 300
PAUSE = 0.02  # seconds between two entries of one person: far faster than a hand


@dataclass
class Rush:
    """What was acknowledged, and what stands in the end."""

    acknowledged: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    entries: int = 0
    refused: int = 0
    lost: int = 0
    double: int = 0
    after: int = 0
    differing: int = 0

    @property
    def told(self) -> str:
        return (
            f"{self.entries}次登记，结束后被拒{self.refused}次；丢失{self.lost}，重复{self.double}，"
            f"结束后写入{self.after}，重新清点不符{self.differing}"
        )


def measure(district: Place, seconds: float) -> Line:
    """The whole rush in one place of the district."""
    found = rush(district.all_places.filter(level="community").first(), seconds)
    what = f"{PEOPLE}人同时登记{seconds:.0f}秒，其间{MEETINGS}次会议结束、封存"
    return Line(what, found.told, "丢失0、重复0、结束后写入0")


def rush(place: Place, seconds: float) -> Rush:
    """Let them enter for so many seconds; every `seconds` ÷ meetings one more meeting is closed and sealed."""
    staff, found = _staff(place), Rush()
    meetings = _meetings(staff[0])
    end = time.monotonic() + seconds
    lock = threading.Lock()
    workers = [
        threading.Thread(target=_enter, args=(each, nth, meetings, end, found, lock)) for nth, each in enumerate(staff)
    ]
    for worker in workers:
        worker.start()
    for number, meeting in enumerate(meetings, 1):
        time.sleep(max(end - seconds * (1 - number / (len(meetings) + 1)) - time.monotonic(), 0))
        _close(meeting, staff[:2])
    for worker in workers:
        worker.join()
    return _judged(meetings, found)


def _enter(by: Account, seed: int, meetings, end: float, found: Rush, lock) -> None:
    """One person: anybody of any meeting, open or closed, one after another."""
    chance = Random(seed)  # noqa: S311 any order will do
    keys = {meeting.pk: list(meeting.roll.values_list("pk", flat=True)) for meeting in meetings}
    while time.monotonic() < end:
        meeting = chance.choice(meetings)
        key = chance.choice(keys[meeting.pk])
        try:
            services.attend_many(meeting, [key], "on_site", by=by)
        except Refused:
            with lock:
                found.refused += 1
        else:
            with lock:
                found.entries += 1
                found.acknowledged[meeting.pk].add(key)
        time.sleep(PAUSE)
    connection.close()


def _close(meeting: Meeting, counters: list[Account]) -> None:
    meeting = services.close(meeting, by=counters[0])
    motion, came = meeting.motions.get(), meeting.roll.filter(voted=True).count()
    for by in counters:
        services.enter_count(motion, in_favour=came, against=0, abstained=0, invalid=0, by=by)
    services.seal(motion, by=counters[0])


def _judged(meetings: list[Meeting], found: Rush) -> Rush:
    for meeting in meetings:
        came = set(RollEntry.objects.filter(meeting=meeting).in_person().values_list("pk", flat=True))
        sealed = meeting.motions.get().result.figures["present"]
        told = found.acknowledged[meeting.pk]
        found.lost += len(told - came)
        found.after += len(came - told) + max(len(came) - sealed, 0)
        found.double += max(sealed - len(came), 0)
    found.differing = sum(bool(each.differences) for each in recount_all())
    return found


def _staff(place: Place) -> list[Account]:
    since = clock.today()
    committee = establish(
        place, Organisation.Kind.RESIDENTS_COMMITTEE, f"{place.name}测量居委会", starts_on=since, by=SYSTEM
    )
    staff = []
    for nth in range(PEOPLE):
        name = f"经办{nth}"
        person = people.create_account(
            f"clerk{place.code}{nth}", name, district=place.district, password="", must_change=False, by=SYSTEM
        )
        people.appoint(person, Role.CLERK, committee, place, starts_on=since, by=SYSTEM)
        staff.append(person)
    return staff


def _meetings(by: Account) -> list[Meeting]:
    """Called for today, each with the whole roll."""
    committee = by.posts()[0].organisation
    body = services.set_up_body(committee, "residents_meeting", on=clock.today(), by=by)
    services.give_seats(body, [Person(f"居民{nth}") for nth in range(ROLL)], valid_from=clock.today(), by=by)
    return [_called(body, nth, by) for nth in range(MEETINGS)]


def _called(body, nth: int, by: Account) -> Meeting:
    meeting = services.prepare(body, f"会议{nth}", held_on=clock.today(), reform_done=True, by=by)
    services.put(meeting, "general", f"议题{nth}", by=by)
    return services.call(meeting, notice_on=clock.today(), by=by)
