"""A lawful row of any model, filled from its fields; what a test wants otherwise it says."""

from datetime import date
from decimal import Decimal
from itertools import count

from django.db import models

from communities.lib import clock
from communities.models import Place

DAY = date(2026, 3, 2)
# What a row of the model needs beside the fields that must be filled, also where another row points at it.
NEEDED = {
    "ShareClass": {"rate": 1},
    "Person": {"no_id_reason": "新生儿未落户"},
    "Dividend": {"income": 2},
    "OfficerTerm": {"starts_on": date(2026, 1, 1)},
}
_numbers = count(1)


def place(level: str = Place.Level.COMMUNITY) -> Place:
    """A place with what stands above it: each level made once."""
    found = Place.objects.filter(level=level, closed_on=None).first()
    if found:
        return found
    if level == Place.Level.DISTRICT:
        return Place.objects.create(level=level, kind="district", code="990101", name="示范区")
    above = place(Place.Level.DISTRICT if level == Place.Level.STREET else Place.Level.STREET)
    code = f"990101{1 if level == Place.Level.STREET else 101:03d}{0 if level == Place.Level.STREET else 201:03d}"
    kind = "street" if level == Place.Level.STREET else "converted"
    return Place.objects.create(
        level=level, kind=kind, code=code, name="某地", parent=above, district=above.district_or_self
    )


def lawful(model: type[models.Model], **given) -> models.Model:
    """A row that its table takes, not yet stored; the rows it points at are."""
    values = {
        field.name: filled(field)
        for field in model._meta.concrete_fields
        if field.name not in given and not field.null and not field.has_default() and not field.primary_key
    }
    row = model(**{**values, **NEEDED.get(model.__name__, {}), **given})
    key = model._meta.pk
    if not isinstance(key, models.AutoField | models.BigAutoField) and not key.has_default() and row.pk is None:
        row.pk = f"行{next(_numbers)}"
    return row


def filled(field: models.Field) -> object:
    """A value the field takes; text that may be empty stays empty."""
    if isinstance(field, models.ForeignKey):
        target = field.related_model
        if target is Place:
            return place()
        return target.objects.first() or stored(target)
    if field.blank and isinstance(field, models.CharField | models.TextField):
        return ""
    if field.choices:
        return next(iter(dict(field.flatchoices)))
    return plain(field)


def plain(field: models.Field) -> object:
    match field:
        case models.DateTimeField():
            return clock.now()
        case models.DateField():
            return DAY
        case models.DecimalField():
            return Decimal(1)
        case models.BooleanField():
            return False
        case models.IntegerField():
            return 1
        case models.JSONField():
            return {}
        case models.CharField() if field.unique:
            return f"值{next(_numbers)}"
        case models.UUIDField():
            return f"00000000-0000-4000-8000-{next(_numbers):012d}"
        case _:
            return "某"


def stored(model: type[models.Model], **given) -> models.Model:
    row = lawful(model, **given)
    row.save(force_insert=True)
    return row
