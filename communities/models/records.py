"""The record book: append-only, chained per community, per district and for the system.

No foreign keys point out of it: a line must outlive whatever it tells of.
"""

import pgtrigger
from django.db import models
from django.db.models import Q

from communities.access import Verb, districts

from .places import Place

REFUSED = "RAISE EXCEPTION '记录簿只能追加，不能修改或删除';"


def append_only(name: str) -> list:
    """Triggers that refuse UPDATE, DELETE and TRUNCATE, for the owner too."""
    return [
        pgtrigger.Trigger(
            name=f"{name}_rows", operation=pgtrigger.Update | pgtrigger.Delete, when=pgtrigger.Before, func=REFUSED
        ),
        pgtrigger.Trigger(
            name=f"{name}_table",
            level=pgtrigger.Statement,
            operation=pgtrigger.Truncate,
            when=pgtrigger.Before,
            func=REFUSED,
        ),
    ]


class ChainHead(models.Model):
    """The newest line of each chain; the row that writers of a chain queue for."""

    chain = models.CharField(primary_key=True, max_length=40)
    label = models.CharField(max_length=80)
    seq = models.BigIntegerField(default=0)
    mac = models.CharField(max_length=64, default="0" * 64)


class RecordEntryQuerySet(models.QuerySet):
    def visible_to(self, account):
        """The lines of the districts one audits or runs; the system's own lines for auditors only."""
        keys = districts(account, Verb.AUDIT, Verb.OFFICE)
        places = Place.objects.filter(Q(pk__in=keys) | Q(district__in=keys))
        found = Q(place_id_then__in=places.values("pk"))
        if districts(account, Verb.AUDIT):
            found |= Q(place_id_then=None)
        return self.filter(found)

    def of(self, subject_type: str, subject_id: str):
        """The history of one record, oldest line first."""
        return self.filter(subject_type=subject_type, subject_id=subject_id).order_by("at", "id")


class RecordEntry(models.Model):
    chain = models.CharField(max_length=40)
    seq = models.BigIntegerField()
    at = models.DateTimeField("时间")
    by_id = models.CharField(max_length=36, blank=True)
    by_name = models.CharField("人员", max_length=40)
    by_post = models.CharField("任职", max_length=120, blank=True)
    action = models.CharField("事项", max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField("对象", max_length=160)
    place_id_then = models.BigIntegerField(null=True)
    changes = models.JSONField("变更", default=dict)  # field label → [from, to]; sealed fields only “已变更”
    reason = models.CharField("理由", max_length=500, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    previous_mac = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    objects = RecordEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["chain", "seq"], name="record_chain_seq_once", violation_error_message="记录簿序号重复。"
            )
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"]),
            models.Index(fields=["place_id_then", "-at"]),
            models.Index(fields=["-at"]),
        ]
        triggers = append_only("record_entry")


class Anchor(models.Model):
    """One root over all chain heads at a moment; printed on paper, it finds a cut tail."""

    label = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    root = models.CharField(max_length=64)
    heads = models.JSONField()

    class Meta:
        ordering = ["at"]
        triggers = append_only("anchor")
