"""What every writer of a register does: refuse in the words of the field or constraint, tell what has changed."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from communities.lib.errors import Refused
from communities.lib.leaks import find_personal_numbers

Row = TypeVar("Row", bound=models.Model)
NUMBERS = {"id": "身份证号", "phone": "手机号", "bank": "银行卡号"}


def stored(row: Row, texts: Iterable[str] = ()) -> Row:
    """Save a row that its fields and constraints take, without personal numbers in the named texts; else Refused."""
    if reasons := faults(row, texts, row.full_clean):
        raise Refused(*reasons)
    row.save()
    return row


def faults(row: models.Model, texts: Iterable[str], clean: Callable[[], None]) -> list[str]:
    """Why a row may not be saved; `clean` is its `full_clean`, or `clean_fields`, which asks no query."""
    reasons = []
    for name in texts:
        label = row._meta.get_field(name).verbose_name
        kinds = {NUMBERS[found.kind] for found in find_personal_numbers(getattr(row, name))}
        reasons += [f"“{label}”中不能登记{kind}，请删去。" for kind in sorted(kinds)]
    try:
        clean()
    except ValidationError as fault:
        for name, sentences in fault.message_dict.items():
            label = "" if name == NON_FIELD_ERRORS else f"{row._meta.get_field(name).verbose_name}："
            reasons += [f"{label}{sentence}" for sentence in sentences]
    return reasons


def changes(row: models.Model, facts: dict) -> dict[str, list]:
    """Field label → [what stands there, what is to stand there], for those facts that differ."""
    found = {}
    for name, value in facts.items():
        field = row._meta.get_field(name)
        was, now = _stored_as(field, getattr(row, name)), _stored_as(field, value)
        if was != now:
            found[str(field.verbose_name)] = [_words(field, was), _words(field, now)]
    return found


def _stored_as(field: models.Field, value):
    """As the table will give it back: 7000 yuan are 7000.00; another row by its name."""
    if isinstance(value, models.Model):
        return str(value)
    value = field.get_prep_value(value)
    if isinstance(field, models.DecimalField) and value is not None:
        return value.quantize(Decimal(1).scaleb(-field.decimal_places))
    return value


def _words(field: models.Field, value):
    labels = dict(field.flatchoices or getattr(getattr(field, "base_field", None), "flatchoices", ()))
    if isinstance(value, list):
        return [labels.get(each, each) for each in value]
    return labels.get(value, value)
