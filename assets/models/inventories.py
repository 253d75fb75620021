"""An inventory (清产核资) of one organisation as at a base date, and the moves it made."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from communities import access
from communities.lib import clock
from communities.models import Account, Organisation
from communities.models.records import append_only
from communities.models.scoped import ScopedQuerySet


class InventoryQuerySet(ScopedQuerySet):
    """Rows that lead to an inventory: the model's `place_path` begins with the way to it."""

    def visible_to(self, account) -> Self:
        """Rows of the places one has a post in; an agency sees only what it is under contract for."""
        own = access.scope(account, self.model.place_path, without=access.Role.AGENCY)
        way = self.model.place_path.removesuffix("organisation__place")
        agencies = [post.organisation_id for post in account.posts() if post.role == access.Role.AGENCY]
        return self.filter(own | Q(**{f"{way}engagement__agency__in": agencies}))


class Inventory(models.Model):
    """Belongs to the organisation that owns, never to a merger case. Its lines are money in yuan and land in 亩."""

    class Kind(models.TextChoices):
        FULL = "full", "全面清查"
        REVIEW = "review", "复核"

    class Status(models.TextChoices):
        COUNTING = "counting", "清查"
        VERIFYING = "verifying", "核实"
        POSTING = "posting", "公示"
        CONFIRMED = "confirmed", "确认"
        LOCKED = "locked", "锁定"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="inventories", verbose_name="清查单位")
    base_date = models.DateField("登记时点")
    kind = models.CharField("方式", max_length=10, choices=Kind.choices, default=Kind.FULL)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上一次清查"
    )
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.COUNTING)
    group = models.CharField("清查小组", max_length=200, blank=True)
    no_agency_reason = models.CharField("未委托第三方机构的理由", max_length=200, blank=True)
    opened_at = models.DateTimeField("开始时间", default=clock.now)
    opened_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")  # null: a command did it
    filed_at = models.DateTimeField("提交核实", null=True, blank=True)
    filed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField("核实通过", null=True, blank=True)
    reviewed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    locked_at = models.DateTimeField("锁定时间", null=True, blank=True)
    locked_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "organisation__place"
    objects = InventoryQuerySet.as_manager()

    class Meta:
        ordering = ["-base_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "base_date"],
                name="inventory_once_a_base_date",
                violation_error_message="该单位在这个登记时点已经有一次清查，请打开原有的清查。",
            ),
            models.CheckConstraint(
                condition=Q(filed_at=None, filed_by=None) | Q(filed_at__isnull=False, filed_by__isnull=False),
                name="inventory_filing_pair",
                violation_error_message="提交核实须同时有时间和人员。",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None)
                | (Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(reviewed_by=F("filed_by"))),
                name="inventory_review_by_another",
                violation_error_message="核实通过须有时间和人员，且不能是提交核实的本人。",
            ),
            models.CheckConstraint(
                condition=Q(locked_at=None, locked_by=None) & ~Q(status="locked")
                | Q(status="locked", locked_at__isnull=False, locked_by__isnull=False),
                name="inventory_locked_has_time",
                violation_error_message="锁定的清查须有锁定时间和人员，未锁定的没有。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation.name}清产核资（{self.base_date:%Y-%m-%d}）"

    @property
    def place(self):
        return self.organisation.place


class InventoryEvent(models.Model):
    """One move of an inventory; append-only."""

    inventory = models.ForeignKey(Inventory, models.PROTECT, related_name="events")
    move = models.CharField("事项", max_length=12)
    source = models.CharField(max_length=12, blank=True)
    target = models.CharField(max_length=12, choices=Inventory.Status.choices)
    at = models.DateTimeField("时间", default=clock.now)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")  # null: a command did it
    by_post = models.CharField("任职", max_length=120, blank=True)
    reason = models.CharField("说明", max_length=500, blank=True)

    place_path = "inventory__organisation__place"
    objects = InventoryQuerySet.as_manager()

    class Meta:
        ordering = ["inventory", "at", "pk"]
        triggers = append_only("inventory_event")
