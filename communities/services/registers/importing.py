"""Taking a register: places, their dated rows, the snapshot itself and one line in the record book."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from communities.lib.errors import Refused
from communities.lib import clock
from communities.lib.pinyin import pinyin
from communities.models import Place, PlaceVersion, RegisterImport, RegisterRow
from communities.rules.register import Row
from communities.services.recording import record
from communities.services.registers.placing import Placing
from communities.services.registers.previewing import Preview, preview


@dataclass(frozen=True)
class Imported:
    """The stored register. `already`: the same content for the same date was there before and nothing has changed."""

    register: RegisterImport
    preview: Preview
    already: bool
    still_listed: tuple[str, ...] = ()


@transaction.atomic
def import_register(
    source: bytes | str,
    as_at: date,
    filename: str,
    *,
    by,
    confirmed_streets: Iterable[str] = (),
    district: str = "",
    into: Place | None = None,
) -> Imported:
    """Import the register of a district as at a date, whole or not at all.

    `confirmed_streets` are the codes of new streets that a person has confirmed. Raises Refused with a sentence per
    fault, for a register older than the last one, and for every new street that is not confirmed.
    """
    seen = preview(source, as_at, district=district, into=into)
    if not seen.refusals:
        _lock_district(seen)
        seen = preview(source, as_at, district=district, into=into)
    if seen.refusals:
        raise Refused(*seen.refusals)
    if seen.same:
        return Imported(seen.same, seen, already=True)
    if missing := {code: name for code, name in seen.unconfirmed.items() if code not in set(confirmed_streets)}:
        raise Refused(*(f"出现新街道{name}（{code}），请核对后确认再导入。" for code, name in missing.items()))
    placing = Placing(seen)
    places = placing.carry_out()
    stored = _store(seen, filename, places)
    record("导入区划名册", stored, by=by, place=seen.district, changes=_changes(seen), reason=f"来源文件：{filename}")
    return Imported(stored, seen, already=False, still_listed=tuple(placing.still_listed))


def _lock_district(seen: Preview) -> None:
    """Two imports of one district wait for each other; the first one makes the district."""
    district, made = Place.objects.get_or_create(
        code=seen.register.district_code,
        closed_on=None,
        defaults={
            "level": Place.Level.DISTRICT,
            "kind": Place.Kind.DISTRICT,
            "name": seen.district_name,
            "pinyin": pinyin(seen.district_name),
        },
    )
    if made:
        PlaceVersion.objects.create(
            place=district,
            code=district.code,
            name=district.name,
            kind=district.kind,
            valid_from=seen.as_at,
            source=source_of(seen.as_at),
        )
    Place.objects.select_for_update().get(pk=district.pk)
