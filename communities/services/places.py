"""What a person enters about a place: a change with its date, counted figures, a community that is planned."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.lib.pinyin import pinyin
from communities.models import Place, PlaceFigures, PlaceVersion
from communities.services.permission import require
from communities.services.recording import differences, record

AMENDED = {"name": "名称", "kind": "类型", "legal_body": "法律主体"}
COUNTED = {
    "population": "人口",
    "households": "户数",
    "area_km2": "面积",
    "party_members": "党员",
    "service_radius_m": "服务半径",
}


@transaction.atomic
def amend_place(
    place: Place, *, since: date, source: str, by, name: str = "", kind: str = "", legal_body: str = ""
) -> Place:
    """Rename a community or change its kind or 法律主体 from a day on; what is left empty stays.

    `source` is the document it rests on. On the day the present row began, that row is corrected and kept. Raises
    Refused for a day in the future or before the present row, for a closed place, and where nothing would change.
    """
    place = Place.objects.select_for_update(no_key=True).get(pk=place.pk)
    require(by, Verb.OFFICE, place)
    wanted = {key: value for key, value in (("name", name), ("kind", kind), ("legal_body", legal_body)) if value}
    before = {key: getattr(place, key) for key in wanted}
    current = place.versions.standing().filter(valid_to=None).first()
    if reasons := _amending_faults(place, current, since, before != wanted):
        raise Refused(*reasons)
    for key, value in wanted.items():
        setattr(place, key, value)
    place.pinyin = pinyin(place.name)
    place.save(update_fields=[*wanted, "pinyin"])
    _write_version(place, current, since, source, wanted)
    labelled = [{AMENDED[key]: _word(place, key, value) for key, value in facts.items()} for facts in (before, wanted)]
    record("变更社区资料", place, by=by, place=place, changes=differences(*labelled), reason=f"{source}，自 {since}")
    return place


def _amending_faults(place: Place, current: PlaceVersion | None, since: date, changes: bool) -> list[str]:
    checks = (
        ("只有社区（村）的资料可以变更。", place.level == Place.Level.COMMUNITY),
        (f"{place.name}已于 {place.closed_on} 撤销，不能再变更。", place.closed_on is None),
        (f"生效日期 {since} 晚于今天，请在生效后登记。", since <= clock.today()),
        ("名称、类型、法律主体都没有变化。", changes),
        (
            f"{place.name}的现行记录自 {current.valid_from if current else ''} 开始，生效日期不能更早。",
            current is None or current.valid_from <= since,
        ),
    )
    return [sentence for sentence, holds in checks if not holds]


def _write_version(place: Place, current: PlaceVersion | None, since: date, source: str, wanted: dict) -> None:
    """A planned place has no dated row yet: it gets its first one when it begins."""
    if current is None:
        return
    now = clock.now()
    if current.valid_from == since:
        current.superseded_at = now
    else:
        current.valid_to = since
    current.save(update_fields=["valid_to", "superseded_at"])
    kept = {key: getattr(current, key) for key in ("code", "name", "kind", "legal_body", "parent")}
    PlaceVersion.objects.create(place=place, valid_from=since, source=source, recorded_at=now, **{**kept, **wanted})


def _word(place: Place, key: str, value: str) -> str:
    choices = Place._meta.get_field(key).flatchoices
    return dict(choices).get(value, value)


@transaction.atomic
def record_figures(
    place: Place,
    *,
    as_at: date,
    source: str,
    by,
    population: int | None = None,
    households: int | None = None,
    area_km2: Decimal | None = None,
    party_members: int | None = None,
    service_radius_m: int | None = None,
) -> PlaceFigures:
    """Enter counted figures as at a day: persons, households, km², party members, metres. None is not counted, not 0.

    Raises Refused for a day in the future, for a second set of the same day, and where no figure is given.
    """
    place = Place.objects.select_for_update(no_key=True).get(pk=place.pk)
    require(by, (Verb.OFFICE, Verb.REVIEW, Verb.REPORT), place)
    figures = {
        "population": population,
        "households": households,
        "area_km2": area_km2,
        "party_members": party_members,
        "service_radius_m": service_radius_m,
    }
    given = {key: value for key, value in figures.items() if value is not None}
    checks = (
        (f"截至日期 {as_at} 晚于今天，请核对。", as_at <= clock.today()),
        ("请至少填写一项数据。", given),
        (
            f"{place.name}截至 {as_at} 的数据已经登记过，更正请以新的截至日期登记。",
            not place.figures.filter(as_at=as_at).exists(),
        ),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    stored = PlaceFigures.objects.create(place=place, as_at=as_at, source=source, **given)
    changes = {COUNTED[key]: [None, value] for key, value in given.items()}
    record("登记社区数据", stored, by=by, place=place, changes=changes, reason=f"{source}，截至 {as_at}")
    return stored


@transaction.atomic
def plan_community(street: Place, name: str, *, kind: str, legal_body: str, by) -> Place:
    """Note a community that is to be set up (拟设): no code yet, it begins with a recorded succession."""
    require(by, Verb.OFFICE, street)
    name = name.strip()
    if street.level != Place.Level.STREET or street.closed_on:
        raise Refused(f"{street.name}不是现存的街道（镇），不能在其下拟设社区。")
    if Place.objects.current().filter(parent=street, name=name).exists():
        raise Refused(f"{street.name}已有名为{name}的社区。")
    place = Place.objects.create(
        level=Place.Level.COMMUNITY,
        kind=kind,
        name=name,
        pinyin=pinyin(name),
        legal_body=legal_body,
        parent=street,
        district=street.district,
        planned=True,
        demo=street.demo,
    )
    record("拟设社区", place, by=by, place=place, changes={"名称": [None, name], "街道": [None, street.name]})
    return place
