"""The model field of a sealed value, and the turning of a register to a new key."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models, transaction
from django.db.models.functions import Cast
from django.db.models.query_utils import DeferredAttribute

from communities.lib.sealed import Kind, Sealed, SealError, current_prefix, seal


class _SealedAttribute(DeferredAttribute):
    """Hands out the value bound to its row, and takes plain text."""

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        value = super().__get__(instance, cls)
        return value.at(instance.pk) if instance is not None and isinstance(value, Sealed) else value

    def __set__(self, instance: models.Model, value: Sealed | str | None) -> None:
        if isinstance(value, str):
            value = Sealed(label=self.field.label, kind=self.field.kind, plain=value)
        instance.__dict__[self.field.attname] = value


class SealedField(models.Field):
    """Text stored sealed, read as `Sealed`. Assign plain text; it is sealed for the row when it is saved.

    `label` names the column for ever, whatever becomes of the table's name. It cannot be searched: keep a companion
    column with `blind_index(kind, value)`. It is in no ModelForm: forms take plain text and a service assigns it.
    """

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, label: str, kind: Kind = "text", **options: Any) -> None:
        self.label, self.kind = label, kind
        super().__init__(*args, **{**options, "editable": False})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        options.pop("editable", None)
        return name, path, args, {**options, "label": self.label, "kind": self.kind}

    def get_internal_type(self) -> str:
        return "TextField"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        key = self.model._meta.pk
        while key.remote_field:
            key = key.target_field
        if isinstance(key, models.UUIDField) and key.has_default():
            return super().check(**kwargs)
        message = "A sealed field is bound to its row: the model needs a UUID primary key with a default."
        return [*super().check(**kwargs), checks.Error(message, obj=self, id="communities.E001")]

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Sealed | None:
        return self.to_python(value)

    def to_python(self, value: Sealed | str | None) -> Sealed | None:
        """A stored or serialised value; plain text comes in by assignment only."""
        return Sealed(label=self.label, kind=self.kind, token=value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        """Opens what is not fresh, so that no value is written that its row could never open again."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, Sealed) and not value.is_fresh():
            value.reveal()
        return value

    def get_prep_value(self, value: Sealed | str | None) -> str | None:
        if value is None or value == "":
            return value
        if not isinstance(value, Sealed):
            raise SealError(f"{self.label}: plain text is sealed for a row; assign it to an instance and save that")
        return value.stored()

    def sealed_for(self, pk: UUID, plain: str) -> str:
        """The stored form of a value for a row that is written by COPY."""
        return seal(plain, label=self.label, pk=pk) if plain else ""

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return value.stored() if value else ""

    def get_lookup(self, lookup_name: str) -> type[models.Lookup]:
        if lookup_name != "isnull":
            raise FieldError(f"{self.label} is sealed and cannot be searched; use its blind index")
        return super().get_lookup(lookup_name)


def reseal(rows: models.QuerySet, *fields: str, batch: int = 500) -> int:
    """Bring the named sealed fields of these rows under the current key and cipher; returns how many rows changed.

    One transaction a batch, and only rows that are not there yet: after a stop it goes on where it was. Raises
    SealError at the first value that does not open, with all earlier batches kept.
    """
    done = 0
    while changed := _reseal_batch(rows, fields, batch):
        done += changed
    return done


@transaction.atomic
def _reseal_batch(rows: models.QuerySet, fields: Sequence[str], batch: int) -> int:
    stale = models.Q()
    forms = {}
    for name in fields:
        forms[f"{name}_form"] = Cast(name, models.TextField())
        stale |= ~models.Q(**{f"{name}_form__startswith": current_prefix()}) & models.Q(**{f"{name}_form__gt": ""})
    found = list(rows.alias(**forms).filter(stale).select_for_update(of=("self",)).order_by("pk")[:batch])
    for row in found:
        for name in fields:
            if value := getattr(row, name):
                setattr(row, name, value.reveal())
    rows.model._base_manager.bulk_update(found, fields)
    return len(found)
