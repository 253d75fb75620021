"""What an inventory goes out as: its posting item by item, the meeting's confirmation, the bound register."""

from django.db import models
from django.db.models import F, Q

from communities.lib import clock
from communities.models import Account, Document, Notice

from .inventories import Inventory, InventoryQuerySet


class InventoryPosting(models.Model):
    """One posting of the whole list, item by item; `digest` is that of the list as it hung."""

    inventory = models.ForeignKey(Inventory, models.PROTECT, related_name="postings")
    notice = models.OneToOneField(Notice, models.CASCADE, related_name="+")
    listing = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="逐项清单"
    )
    digest = models.CharField("内容摘要", max_length=64)
    rows = models.PositiveIntegerField("清单行数")
    drafted_at = models.DateTimeField(default=clock.now)
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "inventory__organisation__place"
    objects = InventoryQuerySet.as_manager()

    class Meta:
        ordering = ["inventory", "drafted_at"]


class Confirmation(models.Model):
    """The members' (representatives') meeting that confirmed the result, as its minutes state it. Counts are people."""

    inventory = models.OneToOneField(Inventory, models.PROTECT, related_name="confirmation")
    body = models.CharField(
        "会议", max_length=20, choices=[("members", "成员大会"), ("representatives", "成员代表大会")]
    )
    held_on = models.DateField("召开日期")
    entitled = models.PositiveIntegerField("应到（人）")
    present = models.PositiveIntegerField("实到（人）")
    in_favour = models.PositiveIntegerField("赞成（人）")
    resolution = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name="决议")
    digest = models.CharField("内容摘要", max_length=64)
    stated_at = models.DateTimeField("登记时间", default=clock.now)
    stated_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "inventory__organisation__place"
    objects = InventoryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(present__lte=F("entitled")) & Q(in_favour__lte=F("present")),
                name="confirmation_counts_within",
                violation_error_message="实到不能多于应到，赞成不能多于实到。",
            )
        ]


class BoundRegister(models.Model):
    """The numbered book of a locked inventory (登记造册); `digest` is over its figures."""

    inventory = models.OneToOneField(Inventory, models.PROTECT, related_name="register")
    number = models.CharField("册号", max_length=60, unique=True)
    digest = models.CharField("内容摘要", max_length=64)
    rows = models.PositiveIntegerField("行数")
    made_at = models.DateTimeField("造册时间", default=clock.now)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    paper = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "inventory__organisation__place"
    objects = InventoryQuerySet.as_manager()

    def __str__(self) -> str:
        return self.number
