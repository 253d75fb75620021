"""Count sessions (盘点): the things that ought to be there, and whether they were."""

import pgtrigger
from django.db import models
from django.db.models import Q

from communities.lib import clock
from communities.lib.fields import AreaField
from communities.models import Account, Document

from .inventories import Inventory, InventoryQuerySet
from .lines import InventoryLine

FINALISED = pgtrigger.Trigger(
    name="count_item_open",
    operation=pgtrigger.Update | pgtrigger.Delete,
    when=pgtrigger.Before,
    func="""
        IF EXISTS (SELECT FROM assets_countsession WHERE id = OLD.session_id AND finalised_at IS NOT NULL) THEN
            RAISE EXCEPTION '盘点已经结束，记录不能改动';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    """,
)


class CountSession(models.Model):
    """One round through the things of an inventory; finalised, it can no longer be changed."""

    inventory = models.ForeignKey(Inventory, models.PROTECT, related_name="count_sessions")
    number = models.PositiveIntegerField("盘点次序")
    title = models.CharField("盘点名称", max_length=60)
    counted_on = models.DateField("盘点日期")
    counters = models.CharField("盘点人员", max_length=120)
    opened_at = models.DateTimeField("开始时间", default=clock.now)
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    finalised_at = models.DateTimeField("结束时间", null=True, blank=True)
    finalised_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    paper = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "inventory__organisation__place"
    objects = InventoryQuerySet.as_manager()

    class Meta:
        ordering = ["inventory", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["inventory", "number"],
                name="count_session_number_once",
                violation_error_message="这个次序的盘点已经存在，请刷新后再试。",
            ),
            models.CheckConstraint(
                condition=Q(finalised_at=None, finalised_by=None)
                | Q(finalised_at__isnull=False, finalised_by__isnull=False),
                name="count_session_finalised_pair",
                violation_error_message="结束盘点须同时有时间和人员。",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}次盘点 {self.title}"


class CountItem(models.Model):
    """One expected thing with what the register said of it, and how it was found."""

    class State(models.TextChoices):
        PENDING = "pending", "未盘"
        FOUND = "found", "在位"
        MOVED = "moved", "已移位"
        MISSING = "missing", "未找到"

    session = models.ForeignKey(CountSession, models.PROTECT, related_name="items")
    line = models.ForeignKey(InventoryLine, models.PROTECT, related_name="count_items")
    expected_location = models.CharField("应在地点", max_length=120, blank=True)
    expected_custodian = models.CharField("保管人", max_length=40, blank=True)
    expected_quantity = AreaField("应有数量", null=True, blank=True)
    state = models.CharField("盘点结果", max_length=10, choices=State.choices, default=State.PENDING)
    condition = models.CharField("现状", max_length=60, blank=True)
    found_location = models.CharField("现在地点", max_length=120, blank=True)
    found_quantity = AreaField("实有数量", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    marked_at = models.DateTimeField("盘点时间", null=True, blank=True)
    marked_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "session__inventory__organisation__place"
    objects = InventoryQuerySet.as_manager()

    class Meta:
        ordering = ["session", "line__number"]
        triggers = [FINALISED]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "line"],
                name="count_item_once",
                violation_error_message="同一次盘点中每项只列一次。",
            ),
            models.CheckConstraint(
                condition=Q(state="pending", marked_at=None, marked_by=None)
                | ~Q(state="pending") & Q(marked_at__isnull=False, marked_by__isnull=False),
                name="count_item_marked_by_someone",
                violation_error_message="盘点结果须有时间和人员，未盘的没有。",
            ),
            models.CheckConstraint(
                condition=~Q(state="moved") | ~Q(found_location=""),
                name="count_item_moved_somewhere",
                violation_error_message="已移位的须写明现在地点。",
            ),
            models.CheckConstraint(
                condition=~Q(state="missing") | ~Q(note=""),
                name="count_item_missing_has_note",
                violation_error_message="未找到的须写明情况。",
            ),
        ]
