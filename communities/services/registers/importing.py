"""Taking a register: places, their dated rows, the snapshot itself and one line in the record book."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.pinyin import pinyin
from communities.models import Place, PlaceVersion, RegisterImport, RegisterRow
from communities.services.permission import require
from communities.services.recording import record
from communities.services.registers.placing import Placing, source_of
from communities.services.registers.previewing import Preview, preview


@dataclass(frozen=True)
class Imported:
    """The stored register. `already`: the same content for the same date was there before and nothing has changed.

    `still_listed` names communities that a recorded succession had ended and the register still has.
    """

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

    `confirmed_streets` are the codes of new streets that a person has confirmed; `district` names the district if the
    file does not; `into` is the only district it may belong to. Raises Refused with a sentence per fault, for a
    register older than the last one, for every new street that is not confirmed, and where `by` may not.
    """
    seen = preview(source, as_at, district=district, into=into)
    if seen.refusals:
        raise Refused(*seen.refusals)
    place = _locked_district(seen)
    require(by, Verb.OFFICE, place)
    seen = preview(source, as_at, district=district, into=into)  # again: another import may have come first
    if seen.refusals:
        raise Refused(*seen.refusals)
    if seen.same:
        return Imported(seen.same, seen, already=True)
    confirmed = set(confirmed_streets)
    if missing := {code: name for code, name in seen.unconfirmed.items() if code not in confirmed}:
        raise Refused(*(f"出现新街道{name}（{code}），请核对后确认再导入。" for code, name in missing.items()))
    placing = Placing(seen, place)
    stored = _store(seen, place, filename, placing.carry_out())
    record("导入区划名册", stored, by=by, place=place, changes=_changes(seen), reason=f"来源文件：{filename}")
    return Imported(stored, seen, already=False, still_listed=tuple(placing.still_listed))


def _locked_district(seen: Preview) -> Place:
    """The district, made by its first register; two imports of one district wait for each other here."""
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
            recorded_at=clock.now(),
        )
    return Place.objects.select_for_update(no_key=True).get(pk=district.pk)


def _store(seen: Preview, district: Place, filename: str, places: dict[str, Place]) -> RegisterImport:
    register = seen.register
    stored = RegisterImport.objects.create(
        district=district,
        as_at=seen.as_at,
        file_name=filename[:200],
        digest=seen.digest,
        rows_read=register.read,
        rows_counted=len(register.rows),
        excluded=[_listed(row) for row in register.excluded],
        imported_at=clock.now(),
    )
    RegisterRow.objects.bulk_create(
        RegisterRow(
            register=stored,
            line=row.line,
            street_code=row.street_code,
            street=row.street,
            code=row.code,
            name=row.name,
            place=places[row.code],
        )
        for row in register.rows
    )
    return stored


def _listed(row) -> dict:
    kept = ("code", "name", "street_code", "street", "line")
    return {name: value for name, value in asdict(row).items() if name in kept}


def _changes(seen: Preview) -> dict[str, list]:
    """The import in numbers: its rows are in the register itself, the record line says which one and how large."""
    found, register = seen.comparison, seen.register
    facts = {
        "截止日期": seen.as_at,
        "读入": register.read,
        "计入": len(register.rows),
        "未计入": len(register.excluded),
        "新出现": len(found.appeared),
        "不再列入": len(found.vanished),
        "更名": len(found.renamed),
        "换码": len(found.recoded),
        "调整街道": len(found.moved),
        "摘要": seen.digest,
    }
    return {label: [None, fact] for label, fact in facts.items()}
