"""How many communities a district or street had on a date, read from registers and recorded events."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from communities.models import Place, PlaceVersion, RegisterImport, RegisterRow, Succession, SuccessionSide
from communities.rules.register import CountEvent, Exact, Range, Snapshot, add_counts, count_between


def count_at(place: Place, at: date) -> Exact | Range | None:
    """Communities of a district or street at the end of a day; None where nothing is known of so early a day.

    A place without a register is counted by the dated rows of its communities, which then are all there is.
    """
    registers = list(RegisterImport.objects.filter(district=place.district_or_self).order_by("as_at"))
    if not registers:
        return _count_versions(place, at)
    units = _units(registers)
    events = _events(place.district_or_self)
    codes = sorted(set().union(*units.values())) if place.level == Place.Level.DISTRICT else [place.code]
    return add_counts(
        count_between(
            [Snapshot(register.as_at, frozenset(units[register.pk].get(code, ()))) for register in registers],
            events.get(code, ()),
            at,
        )
        for code in codes
    )


def _units(registers: Iterable[RegisterImport]) -> dict[int, dict[str, set[int]]]:
    """Register → street code → places; a street the register lacks has none."""
    found: dict[int, dict[str, set[int]]] = {register.pk: defaultdict(set) for register in registers}
    rows = RegisterRow.objects.filter(register__in=registers).values_list("register_id", "street_code", "place_id")
    for register, street, place in rows:
        found[register][street].add(place)
    return found


def _events(district: Place) -> dict[str, list[CountEvent]]:
    """Street code → recorded events, each with the communities of that street that ended or began with it."""
    found = defaultdict(list)
    for event in Succession.objects.filter(district=district).prefetch_related("sides__place__parent"):
        ended, began = defaultdict(set), defaultdict(set)
        for side in event.sides.all():
            if _ended(side, event.happened_on):
                ended[side.place.parent.code].add(side.place_id)
            elif _began(side, event.happened_on):
                began[side.place.parent.code].add(side.place_id)
        for street in ended.keys() | began.keys():
            found[street].append(CountEvent(event.happened_on, frozenset(ended[street]), frozenset(began[street])))
    return found


def _ended(side: SuccessionSide, on: date) -> bool:
    return side.is_source and side.place.closed_on == on


def _began(side: SuccessionSide, on: date) -> bool:
    return not side.is_source and side.place.opened_on == on


def _count_versions(place: Place, at: date) -> Exact | None:
    below = {"place__district": place} if place.level == Place.Level.DISTRICT else {"parent": place}
    rows = PlaceVersion.objects.standing().filter(place__level=Place.Level.COMMUNITY, **below)
    if not rows.filter(valid_from__lte=at).exists():
        return None
    return Exact(rows.filter(valid_from__lte=at).exclude(valid_to__lte=at).count())
