"""Telling by date which acts lack their filing number; the weekly ledger counts these events, never today's rows."""

from django.db import transaction

from assets.filing import filing_rules
from assets.models import Contract, Disposal, FilingEvent
from communities.lib import clock
from communities.models import Organisation, Place
from communities.services.recording import SYSTEM, record

Kind = FilingEvent.Kind
WORDS = {"contract": "合同", "disposal": ""}


def watch(row: Contract | Disposal, *, by) -> None:
    """Part of every act on a contract or disposal: note it when it begins to lack its number, or no longer does."""
    rows = type(row).objects.filter(pk=row.pk)
    _note(rows, _lacking(rows, row.place.district_or_self), by)


def watch_body(organisation: Organisation, *, by) -> None:
    """The same for all acts of an organisation, when the lock of its inventory makes them watched."""
    district = organisation.place.district_or_self
    for model in (Contract, Disposal):
        rows = model.objects.filter(organisation=organisation)
        _note(rows, _lacking(rows, district), by)


@transaction.atomic
def watch_district(district: Place) -> int:
    """The same for a whole district, daily: a figure of the office may have come into force. How many turned."""
    turned = 0
    for model in (Contract, Disposal):
        rows = model.objects.filter(organisation__place__district=district)
        turned += _note(rows, _lacking(rows, district), SYSTEM)
    if turned:
        record("核对备案情况", district, by=SYSTEM, place=district, changes={"有变化": [None, turned]})
    return turned


def _lacking(rows, district: Place) -> set[int]:
    if rows.model is Disposal:
        return set(rows.unfiled().values_list("pk", flat=True))
    return set(rows.unfiled(filing_rules([district]).reached()).values_list("pk", flat=True))


def _note(rows, lacking: set[int], by) -> int:
    """Write what has turned since it was last told; twice is the same as once."""
    name = rows.model._meta.model_name
    events = FilingEvent.objects.filter(**{f"{name}__in": rows.values("pk")}).order_by("at", "pk")
    told = dict(events.values_list(name, "kind"))
    turned = {key for key in lacking if told.get(key) != Kind.MISSING}
    turned |= {key for key, kind in told.items() if kind == Kind.MISSING and key not in lacking}
    found = rows.model.objects.filter(pk__in=turned).order_by("pk")
    FilingEvent.objects.bulk_create(_event(name, row, row.pk in lacking, row.pk in told, by) for row in found)
    return len(turned)


def _event(name: str, row: Contract | Disposal, lacks: bool, told: bool, by) -> FilingEvent:
    day = row.signed_on if name == "contract" else row.happened_on
    if told:  # it turned by an act of today, or by its filing
        day = row.filed_on if row.filing_number and not lacks else clock.today()
    return FilingEvent(
        organisation_id=row.organisation_id,
        subject=f"{WORDS[name]}{row}"[:200],
        kind=Kind.MISSING if lacks else Kind.CLEARED,
        occurred_on=day,
        at=clock.now(),
        by_name=by.name[:60],
        **{name: row},
    )
