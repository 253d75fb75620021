"""Carrying a register over into places: who stays, changes, begins, ends, with a dated row for each change.

A place changed by hand after the register's date is left as it is: the later fact stands. A community that a recorded
succession has ended stays ended, even where the register still lists it.
"""

from communities.lib import clock
from communities.lib.pinyin import pinyin
from communities.models import LegalBody, Place, PlaceVersion
from communities.rules.register import Committee, Pair, Row
from communities.services.registers.previewing import Preview

DATED = ("code", "name", "kind", "legal_body", "parent_id")
KINDS = {Committee.VILLAGERS: Place.Kind.VILLAGE, Committee.RESIDENTS: Place.Kind.URBAN}
BODIES = {Committee.VILLAGERS: LegalBody.VILLAGERS_COMMITTEE, Committee.RESIDENTS: LegalBody.RESIDENTS_COMMITTEE}


def source_of(as_at) -> str:
    return f"统计用区划代码（截至 {as_at}）"


class Placing:
    """One register carried over, in bulk. `still_listed` names ended communities that the register still has."""

    def __init__(self, seen: Preview, district: Place) -> None:
        self.seen, self.district, self.as_at = seen, district, seen.as_at
        self.changed: list[Place] = []
        self.closed: list[Place] = []
        self.still_listed: list[str] = []
        below = {place.pk: place for place in Place.objects.filter(district=district)}
        self.open_by_code = {place.code: place for place in below.values() if place.closed_on is None and place.code}
        self.planned = {
            (place.parent_id, place.name): place
            for place in below.values()
            if place.planned and place.code is None and place.closed_on is None
        }
        self.versions = {
            version.place_id: version
            for version in PlaceVersion.objects.standing().filter(place__in=[district, *below.values()], valid_to=None)
        }
        self.before = {}
        if seen.earlier:
            held = seen.earlier.rows.values_list("code", "place_id")
            self.before = {code: below[place_id] for code, place_id in held if place_id in below}

    def carry_out(self) -> dict[str, Place]:
        """Write everything and return the place of every counted code."""
        comparison = self.seen.comparison
        self._amend(self.district, name=self.seen.district_name)
        for row in comparison.vanished:
            self._close(self.before.get(row.code))
        for street in comparison.streets:
            if street.is_gone:
                self._close(self.open_by_code.get(street.code))
        streets = self._streets()
        found = {pair.after.code: self._keep(pair, streets[pair.after.street_code]) for pair in comparison.kept}
        found |= {row.code: self._adopt(row, streets[row.street_code]) for row in comparison.appeared}
        self._write()
        rows = {row.code: row for row in self.seen.register.rows}
        missing = [rows[code] for code, place in found.items() if place is None]
        made = self._make([self._new(row, streets[row.street_code]) for row in missing])
        return found | {place.code: place for place in made}

    def _streets(self) -> dict[str, Place]:
        names = self.seen.register.streets
        for code, name in names.items():
            if code in self.open_by_code:
                self._amend(self.open_by_code[code], name=name)
        missing = [
            Place(
                level=Place.Level.STREET,
                kind=Place.Kind.STREET,
                code=code,
                name=name,
                pinyin=pinyin(name),
                parent=self.district,
                district=self.district,
            )
            for code, name in names.items()
            if code not in self.open_by_code
        ]
        self.open_by_code |= {place.code: place for place in self._make(missing)}
        return {code: self.open_by_code[code] for code in names}

    def _keep(self, pair: Pair, street: Place) -> Place | None:
        place = self.before.get(pair.before.code)
        if place is None:
            return self._adopt(pair.after, street)
        if place.closed_on:
            self.still_listed.append(f"{pair.after.name}（{pair.after.code}）")
            return place
        values = {"code": pair.after.code, "name": pair.after.name, "parent_id": street.pk}
        if pair.before.body != pair.after.body:
            values |= _kind_and_body(pair.after)
        self._amend(place, **values)
        return place

    def _adopt(self, row: Row, street: Place) -> Place | None:
        """A community already known here: entered by hand under this code, or planned under this name."""
        place = self.open_by_code.get(row.code) or self.planned.get((street.pk, row.name))
        if place:
            self._amend(place, code=row.code, name=row.name, parent_id=street.pk, planned=False)
        return place

    def _new(self, row: Row, street: Place) -> Place:
        return Place(
            level=Place.Level.COMMUNITY,
            code=row.code,
            name=row.name,
            pinyin=pinyin(row.name),
            parent=street,
            district=self.district,
            **_kind_and_body(row),
        )

    def _amend(self, place: Place, **values) -> None:
        version = self.versions.get(place.pk)
        if version and version.valid_from > self.as_at:
            return
        if all(getattr(place, name) == value for name, value in values.items()):
            return
        for name, value in values.items():
            setattr(place, name, value)
        place.pinyin = pinyin(place.name)
        self.changed.append(place)

    def _close(self, place: Place | None) -> None:
        if place is None or place.closed_on:
            return
        version = self.versions.get(place.pk)
        if version is None or version.valid_from <= self.as_at:
            place.closed_on = self.as_at
            self.closed.append(place)

    def _make(self, places: list[Place]) -> list[Place]:
        made = Place.objects.bulk_create(places)
        PlaceVersion.objects.bulk_create(self._version(place) for place in made)
        return made

    def _version(self, place: Place) -> PlaceVersion:
        dated = {name: getattr(place, name) for name in DATED}
        source = source_of(self.as_at)
        return PlaceVersion(place=place, valid_from=self.as_at, source=source, recorded_at=clock.now(), **dated)

    def _write(self) -> None:
        """End the rows that no longer hold before the new ones begin: a place has one row on any day."""
        Place.objects.bulk_update(self.closed, ["closed_on"])
        Place.objects.bulk_update(self.changed, ["code", "name", "pinyin", "kind", "legal_body", "parent", "planned"])
        touched = {place.pk: place for place in (*self.closed, *self.changed)}
        ended = [self.versions[pk] for pk in touched if pk in self.versions]
        for version in ended:
            version.valid_to = self.as_at
        PlaceVersion.objects.bulk_update(ended, ["valid_to"])
        PlaceVersion.objects.bulk_create(self._version(place) for place in touched.values() if place.closed_on is None)


def _kind_and_body(row: Row) -> dict[str, str]:
    """What the suffix says; whether a community is a converted one (村改社区, 城中村) no register tells."""
    return {"kind": KINDS[row.body], "legal_body": BODIES[row.body]}
