"""Succession: which communities came from which, on a date, by a document, confirmed by a person.

A register shows only that a community is gone by its date; the event tells the day. Recording it moves the end of the
old and the beginning of the new communities to that day, so that counts are exact from then on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Account, Place, PlaceVersion, RegisterImport, Succession, SuccessionSide
from communities.services.permission import require
from communities.services.recording import record

WHOLE = Decimal(100)


@dataclass(frozen=True)
class Part:
    """A community on the “from” side and how much of it went, in percent; at 100 it ends unless it is a target too."""

    place: Place
    share: Decimal = WHOLE


@transaction.atomic
def record_succession(
    *,
    sources: Sequence[Part],
    targets: Sequence[Place],
    way: str,
    happened_on: date,
    document_number: str,
    by: Account,
) -> Succession:
    """Record one event: from `sources` came `targets`, `way` a Succession.Way. `by` is the person who confirms it.

    A target that already stood before the day receives and goes on; any other begins on the day. Raises Refused where
    the sides do not fit the way, the date contradicts a register, or a community ended before.
    """
    parts, after = _current(sources, targets)
    reasons = _shape_faults(parts, after, way, happened_on, document_number)
    kept, origins = {place.pk for place in after}, {part.place.pk for part in parts}
    ended = [part.place for part in parts if part.share == WHOLE and part.place.pk not in kept]
    begun = [place for place in after if place.pk not in origins and _begins(place, happened_on)]
    if not reasons:
        reasons = [*_ending_faults(ended, happened_on), *_beginning_faults(begun, happened_on), *_share_faults(parts)]
    if reasons:
        raise Refused(*reasons)
    require(by, Verb.OFFICE, parts[0].place.district)
    event = Succession.objects.create(
        district=parts[0].place.district,
        way=way,
        happened_on=happened_on,
        document_number=document_number.strip(),
        confirmed_by=by,
        recorded_at=clock.now(),
    )
    _write_sides(event, parts, after)
    for place in ended:
        _end(place, happened_on)
    for place in begun:
        _begin(place, event)
    record("登记沿革", event, by=by, place=event.district, changes=_changes(event, parts, after))
    return event


def _current(sources: Sequence[Part], targets: Sequence[Place]) -> tuple[list[Part], list[Place]]:
    """Both sides as they are now, locked in the order of their keys."""
    ids = {part.place.pk for part in sources} | {place.pk for place in targets}
    places = {
        place.pk: place for place in Place.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    }
    return [Part(places[part.place.pk], part.share) for part in sources], [places[place.pk] for place in targets]


def _shape_faults(parts: list[Part], targets: list[Place], way: str, on: date, document: str) -> list[str]:
    places = [*(part.place for part in parts), *targets]
    sides = {
        Succession.Way.MERGE: ("合并后应只有一个社区。", len(targets) == 1),
        Succession.Way.SPLIT: ("分设应只有一个原社区。", len(parts) == 1),
        Succession.Way.CONVERT: ("改设应由一个社区改为一个社区。", len(parts) == len(targets) == 1),
    }
    sentence, fits = sides.get(way, ("", True))
    checks = (
        ("请选择沿革方式。", way in Succession.Way.values),
        ("请选择原社区。", parts),
        ("请选择现社区。", targets),
        (sentence, fits),
        ("请填写依据文号。", document.strip()),
        (f"生效日期 {on} 晚于今天，请在生效后登记。", on <= clock.today()),
        ("沿革只登记社区（村），街道和区不能选。", all(place.level == Place.Level.COMMUNITY for place in places)),
        ("原社区和现社区应在同一个区。", len({place.district_id for place in places}) <= 1),
        (
            "原社区和现社区相同，没有变化。",
            {part.place for part in parts} != set(targets) or way == Succession.Way.REARRANGE,
        ),
    )
    return [reason for reason, holds in checks if not holds]


def _begins(place: Place, on: date) -> bool:
    """Whether the community did not stand before the day: planned so far, or known only from a later register."""
    first = place.versions.standing().order_by("valid_from").values_list("valid_from", flat=True).first()
    return first is None or first >= on


def _ending_faults(places: list[Place], on: date) -> Iterable[str]:
    for place in places:
        if SuccessionSide.objects.filter(place=place, is_source=True, event__happened_on=place.closed_on).exists():
            yield f"{place.name}已由登记的沿革于 {place.closed_on} 撤销，不能再次撤销。"
        elif place.closed_on and place.closed_on < on:
            yield f"{place.name}已于 {place.closed_on} 撤销，生效日期 {on} 不能更晚。"
        elif listed := place.register_rows.filter(register__as_at__gte=on).order_by("register__as_at").first():
            yield f"截至 {listed.register.as_at} 的名册仍列有{place.name}，生效日期应晚于这一天。"
        elif place.versions.standing().filter(valid_from__gte=on).exists():
            yield f"{place.name}的现行记录自生效日期 {on} 当天或之后才开始，请核对日期。"


def _beginning_faults(places: list[Place], on: date) -> Iterable[str]:
    for place in places:
        if place.opened_on and place.opened_on != on:
            yield f"{place.name}已登记为 {place.opened_on} 设立，与生效日期 {on} 不符。"
            continue
        lacking = RegisterImport.objects.filter(district=place.district_id, as_at__gte=on).exclude(rows__place=place)
        first = place.register_rows.order_by("register__as_at").values_list("register__as_at", flat=True).first()
        if found := lacking.filter(**({"as_at__lt": first} if first else {})).order_by("as_at").first():
            yield f"截至 {found.as_at} 的名册还没有{place.name}，生效日期应晚于这一天。"


def _share_faults(parts: list[Part]) -> Iterable[str]:
    for part in parts:
        gone = SuccessionSide.objects.filter(place=part.place, is_source=True, share__lt=WHOLE).aggregate(Sum("share"))
        if part.share < WHOLE and (gone["share__sum"] or 0) + part.share > WHOLE:
            yield f"{part.place.name}已划出 {gone['share__sum']}%，再划出 {part.share}% 超过 100%。"


def _write_sides(event: Succession, parts: list[Part], targets: list[Place]) -> None:
    before = [SuccessionSide(event=event, place=part.place, is_source=True, share=part.share) for part in parts]
    after = [SuccessionSide(event=event, place=place, is_source=False) for place in targets]
    SuccessionSide.objects.bulk_create([*before, *after])


def _end(place: Place, on: date) -> None:
    place.closed_on = on
    place.save(update_fields=["closed_on"])
    last = place.versions.standing().order_by("-valid_from").first()
    if last:
        last.valid_to = on
        last.save(update_fields=["valid_to"])


def _begin(place: Place, event: Succession) -> None:
    place.opened_on = on = event.happened_on
    place.save(update_fields=["opened_on"])
    now = clock.now()
    first = place.versions.standing().order_by("valid_from").first()
    if first:
        first.superseded_at = now
        first.save(update_fields=["superseded_at"])
        first.pk, first.valid_from, first.recorded_at, first.superseded_at = None, on, now, None
        first.save(force_insert=True)
        return
    PlaceVersion.objects.create(
        place=place,
        code=place.code,
        name=place.name,
        kind=place.kind,
        legal_body=place.legal_body,
        parent=place.parent,
        valid_from=on,
        source=event.document_number,
        recorded_at=now,
    )


def _changes(event: Succession, parts: list[Part], targets: list[Place]) -> dict[str, list]:
    return {
        "依据文号": [None, event.document_number],
        "方式": [None, event.get_way_display()],
        "生效日期": [None, event.happened_on],
        "社区": [
            [f"{part.place.name}（{part.place.code or '拟设'}）{part.share}%" for part in parts],
            [f"{place.name}（{place.code or '拟设'}）" for place in targets],
        ],
    }
