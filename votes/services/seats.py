"""Seats by the hundred: taken from the registers as they stand on a day, or from lines somebody pasted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.leaks import find_personal_numbers
from communities.models import Household, Residence
from communities.services.recording import record
from shareholders.models import Member
from votes.models import DecidingBody, Seat
from votes.rules.holders import ADULTS, FULL_AGE, HOUSEHOLDS, SOURCES, TAKEN_FROM, by_household

from .parties import require_unit

MOST_LINES = 500
MEMBER_STATUSES = ("member", "retained", "lost", "left")  # since and until say on which days they were members


@dataclass(frozen=True, slots=True)
class Line:
    """One pasted person; `household` is a number (户编号) or empty."""

    name: str
    is_woman: bool = False
    household: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What following a register changes: seats to give, seats to end, households nobody of age heads."""

    new: tuple[Seat, ...]
    gone: tuple[Seat, ...]
    headless: int = 0


def register_changes(body: DecidingBody, source: str, on: date) -> Changes:
    """What differs between the seats and the register on a day; reads only. Raises Refused for another body's source.

    Seats entered by hand stay, and so does a household's own choice of who speaks for it, as long as that one lives
    there.
    """
    if source not in TAKEN_FROM.get(body.body, ()):
        raise Refused(f"{body.get_body_display()}的名册不从“{SOURCES.get(source, source)}”取得，请手工登记。")
    if on > clock.today():
        raise Refused(f"日期{on}晚于今天，登记簿只反映到今天。")
    if source == HOUSEHOLDS:
        return _by_household(body, on)
    people = _adults(body, on) if source == ADULTS else _members(body, on)
    seated = {seat.person_id: seat for seat in body.seats.on(on).exclude(person=None)}
    taken = set(body.seats.lasting_beyond(on).exclude(person=None).values_list("person_id"))
    new = [_seat(body, on, person, home) for person, home in people.values() if (person.pk,) not in taken]
    return Changes(tuple(new), tuple(seat for key, seat in seated.items() if key not in people))


@transaction.atomic
def follow_register(body: DecidingBody, source: str, *, on: date, by) -> Changes:
    """Give a seat to everybody the register newly names, end the seats of those it no longer does. Raises Refused."""
    body = _held(body, by)
    found = register_changes(body, source, on)
    if not found.new and not found.gone:
        raise Refused(f"名册与“{SOURCES[source]}”一致，没有需要增减的。")
    for seat in found.new:
        seat.added_at, seat.added_by = clock.now(), by
    Seat.objects.bulk_create(found.new, batch_size=1000)
    Seat.objects.filter(pk__in=[seat.pk for seat in found.gone]).update(valid_to=on)
    changes = {"新增": [None, len(found.new)], "终止": [None, len(found.gone)], "日期": [None, on]}
    record("按登记簿取得表决资格", body, by=by, place=body.place, changes=changes, reason=SOURCES[source])
    return found


@transaction.atomic
def give_seats(body: DecidingBody, lines: Iterable[Line], *, valid_from: date, by) -> list[Seat]:
    """Give seats to people named one by one, all or none. Raises Refused, each reason with the line it is about."""
    body, lines = _held(body, by), list(lines)
    homes = {home.number: home for home in body.place.households.filter(closed_on=None)}
    standing = body.seats.lasting_beyond(valid_from)
    seen = {(name, number or "") for name, number in standing.values_list("name", "household__number")}
    spoken_for = set(standing.exclude(household=None).values_list("household__number", flat=True))
    reasons = [] if lines else ["没有可以登记的人，请每人一行填写。"]
    if len(lines) > MOST_LINES:
        reasons.append(f"一次最多登记{MOST_LINES}人，请分几次。")
    for number, line in enumerate(lines, 1):
        taken = spoken_for if by_household(body.body) else set()
        reasons += [f"第{number}行：{fault}" for fault in _faults(body, line, homes, seen, taken)]
        seen.add((line.name, line.household))
        spoken_for.add(line.household)
    if reasons:
        raise Refused(*reasons)
    living = _people_of(body, valid_from)
    seats = [
        Seat(
            body=body,
            name=line.name,
            person_id=living.get((line.household, line.name)),
            household=homes.get(line.household),
            is_woman=line.is_woman,
            valid_from=valid_from,
            added_at=clock.now(),
            added_by=by,
        )
        for line in lines
    ]
    Seat.objects.bulk_create(seats)
    changes = {"新增": [None, len(seats)], "自": [None, valid_from]}
    record("成批登记表决资格", body, by=by, place=body.place, changes=changes)
    return seats


def _held(body: DecidingBody, by) -> DecidingBody:
    rows = DecidingBody.objects.select_for_update(no_key=True, of=("self",))
    locked = rows.select_related("organisation__place__district").get(pk=body.pk)
    require_unit(by, locked.place)
    return locked


def _faults(body: DecidingBody, line: Line, homes: dict, seen: set, spoken_for: set) -> list[str]:
    number = line.household
    checks = (
        ("请写姓名。", line.name),
        ("姓名不超过40字。", len(line.name) <= 40),
        ("姓名中不能有证件号、手机号。", not find_personal_numbers(line.name)),
        (f"{line.name}已有表决资格；确为同名的，请写明户编号。", (line.name, number) not in seen),
        (f"没有户编号为“{number}”的在册户。", not number or number in homes),
        (f"{body.get_body_display()}按户参加，请写明户编号。", number or not by_household(body.body)),
        (f"{number}号户已有代表，一户只能有一名。", number not in spoken_for or not number),
    )
    return [sentence for sentence, holds in checks if not holds]


def _people_of(body: DecidingBody, on: date) -> dict[tuple[str, str], str]:
    """(household number, name) → person, where nobody else of the household has the name and no seat is taken."""
    taken = set(body.seats.lasting_beyond(on).exclude(person=None).values_list("person_id"))
    found: dict[tuple[str, str], list] = {}
    rows = Residence.objects.on(on).filter(household__place=body.place, person__died_on=None)
    for number, name, key in rows.values_list("household__number", "person__name", "person_id"):
        found.setdefault((number, name), []).append(key)
    return {pair: keys[0] for pair, keys in found.items() if len(keys) == 1 and (keys[0],) not in taken}


def _seat(body: DecidingBody, on: date, person, household: Household | None) -> Seat:
    woman = person.sex == person.Sex.FEMALE
    return Seat(body=body, name=person.name, person=person, household=household, is_woman=woman, valid_from=on)


def _living(body: DecidingBody, on: date):
    rows = Residence.objects.on(on).filter(household__place=body.place)
    rows = rows.filter(Q(person__died_on=None) | Q(person__died_on__gt=on))
    return rows.select_related("person", "household")


def _adults(body: DecidingBody, on: date) -> dict:
    return {
        each.person_id: (each.person, each.household)
        for each in _living(body, on)
        if each.person.age_on(on) >= FULL_AGE
    }


def _members(body: DecidingBody, on: date) -> dict:
    rows = Member.objects.filter(organisation=body.organisation, status__in=MEMBER_STATUSES, since__lte=on)
    rows = rows.filter(Q(until=None) | Q(until__gt=on)).select_related("person", "household")
    return {
        each.person_id: (each.person, each.household)
        for each in rows
        if each.person.age_on(on) >= FULL_AGE and (each.person.died_on is None or each.person.died_on > on)
    }


def _by_household(body: DecidingBody, on: date) -> Changes:
    homes = body.place.households.on(on)
    living = {(each.person_id, each.household_id): each for each in _living(body, on)}
    heads = {each.household_id: each for each in living.values() if each.relation == "head"}
    opened = {home.pk: home for home in homes}
    stay, gone = set(), []
    for seat in body.seats.on(on).select_related("person"):
        lives_there = seat.person_id is None or (seat.person_id, seat.household_id) in living
        if seat.household_id is None and seat.person_id is None:
            continue
        if seat.household_id in opened and lives_there and seat.household_id not in stay:
            stay.add(seat.household_id)
        else:
            gone.append(seat)
    later = Q(household__in=opened) & Q(valid_from__gt=on)
    stay |= set(body.seats.filter(later).values_list("household_id", flat=True))
    wanted = [home for key, home in opened.items() if key not in stay]
    named = [home for home in wanted if home.pk in heads and heads[home.pk].person.age_on(on) >= FULL_AGE]
    new = [_seat(body, on, heads[home.pk].person, home) for home in named]
    return Changes(tuple(new), tuple(gone), len(wanted) - len(named))
