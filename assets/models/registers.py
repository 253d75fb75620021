"""What an inventory goes out as: its posting item by item, the meeting's confirmation, the bound register."""

from django.db import models
from django.db.models import F, Q

from communities.lib import clock
from communities.models import Account, Document, Notice

from .inventories import Inventory, InventoryQuerySet


class InventoryPosting(models.Model):
    """One posting, item by item: of the whole list first, afterwards of the lines that an objection corrected.

    `digest` is that of the whole inventory on the day it was drafted.
    """

    inventory = models.ForeignKey(Inventory, models.PROTECT, related_name="postings")
    notice = models.OneToOneField(Notice, models.CASCADE, related_name="+")
    listing = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="逐项清单"
    )
    digest = models.CharField("内容摘要", max_length=64)
    rows = models.PositiveIntegerField("清单行数")
    only_changed = models.BooleanField("只公示更正的行", default=False)
    drafted_at = models.DateTimeField(default=clock.now)
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "inventory__organisation__place"
    objects = InventoryQuerySet.as_manager()

    class Meta:
        ordering = ["inventory", "drafted_at"]

    def __str__(self) -> str:
        return "补充公示" if self.only_changed else "逐项公示"


class PostedRow(models.Model):
    """One row of a list as it hung: a line with its number, the heading of a class, a sum.

    `cells` are the words on the paper, `digest` is over those of a line: what differs now has been corrected since.
    """

    HEAD, SUM = "head", "sum"

    posting = models.ForeignKey(InventoryPosting, models.CASCADE, related_name="posted_rows")
    position = models.PositiveIntegerField("次序")
    kind = models.CharField("种类", max_length=4, choices=[("", "明细"), (HEAD, "类别"), (SUM, "合计")], blank=True)
    number = models.PositiveIntegerField("行号", null=True, blank=True)
    cells = models.JSONField("内容")
    digest = models.CharField("内容摘要", max_length=64, blank=True)

    place_path = "posting__inventory__organisation__place"
    objects = InventoryQuerySet.as_manager()

    class Meta:
        ordering = ["posting", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "position"],
                name="posted_row_once",
                violation_error_message="清单的同一位置只能有一行。",
            ),
            models.CheckConstraint(
                condition=Q(kind="", number__isnull=False) & ~Q(digest="") | ~Q(kind="") & Q(number=None, digest=""),
                name="posted_row_line_has_number",
                violation_error_message="清单的明细须有行号和摘要，类别和合计没有。",
            ),
        ]


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
