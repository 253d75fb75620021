from django.db import models

from .accounts import Account
from .places import Place
from .scoped import ScopedQuerySet


class OfficeSetting(models.Model):
    """A figure that the office may change, in force from a date; the newest row not after a day holds on it."""

    district = models.ForeignKey(Place, models.PROTECT, related_name="settings")
    key = models.CharField("设置", max_length=60)
    value = models.JSONField("值")
    in_force_from = models.DateField("自")
    basis = models.CharField("依据", max_length=200)
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    place_path = "district"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["key", "-in_force_from", "-pk"]

    def __str__(self) -> str:
        return self.key
