"""四个不变 as registers: what stood before the merger, frozen; and what each later check found, item by item."""

from datetime import date
from typing import Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from assets.rules import commitments as rules
from communities.lib import clock
from communities.lib.fields import AreaField, MoneyField
from communities.models import Account, Organisation

from .bodies import BodyQuerySet
from .contracts import Contract

KINDS = list(rules.KINDS.items())


def frozen_with(parent: str, table: str, closed: str, sentence: str) -> list:
    """A trigger that keeps the rows of a closed parent as they are, for the owner of the database too."""
    func = f"""
        IF EXISTS (SELECT FROM {table} WHERE id IN (OLD.{parent}_id, NEW.{parent}_id) AND {closed} IS NOT NULL) THEN
            RAISE EXCEPTION '{sentence}';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    """
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    return [pgtrigger.Trigger(name=f"{parent}_open", operation=operation, when=pgtrigger.Before, func=func)]


class CommitmentQuerySet(BodyQuerySet):
    def with_places(self) -> Self:
        return self.select_related("organisation__place__parent")

    def with_counts(self) -> Self:
        """Each with how many items it has, its newest closed check, and how many items that one found changed."""
        closed = CommitmentCheck.objects.filter(register=OuterRef("pk")).exclude(closed_at=None)
        newest = closed.order_by("-checked_on", "-pk")[:1]
        changed = CommitmentFinding.objects.filter(check_session=OuterRef("last_check")).exclude(changed=[])
        return self.annotate(
            items_n=_counted(CommitmentItem.objects.filter(register=OuterRef("pk"))),
            last_check=Subquery(newest.values("pk")),
            checked_on=Subquery(newest.values("checked_on")),
        ).annotate(changed_n=_counted(changed))

    def frozen(self) -> Self:
        return self.exclude(frozen_at=None)

    def due(self, before: date) -> Self:
        """Frozen ones not looked at since a day: last closed check, else the freezing. Asks for `with_counts`."""
        looked = Q(checked_on__lte=before) | Q(checked_on=None, frozen_at__date__lte=before)
        return self.frozen().filter(looked)


def _counted(rows) -> Subquery:
    """How many rows a correlated query has; nought where it has none."""
    counted = rows.order_by().values(one=Value(1)).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


class CommitmentRegister(models.Model):
    """The items promised to stay as they are, of one organisation as at a base date; frozen once and for good."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="commitment_registers", verbose_name="登记单位"
    )
    base_date = models.DateField("登记时点")
    opened_at = models.DateTimeField("建立时间", default=clock.now)
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField("冻结时间", null=True, blank=True)
    frozen_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "organisation__place"
    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__place__code", "organisation", "-base_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "base_date"],
                name="commitment_register_once",
                violation_error_message="该单位在这个登记时点已有“四个不变”台账，请打开原有的台账。",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at=None, frozen_by=None)
                | (Q(frozen_at__isnull=False, frozen_by__isnull=False) & ~Q(frozen_by=F("opened_by"))),
                name="commitment_frozen_by_another",
                violation_error_message="冻结台账须有时间和人员，且不能是建立台账的本人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation.name}“四个不变”台账（{self.base_date:%Y-%m-%d}）"

    @property
    def place(self):
        return self.organisation.place


class CommitmentItem(models.Model):
    """One item as it stood before. Quantity in the unit of its kind, amount in yuan a year."""

    register = models.ForeignKey(CommitmentRegister, models.PROTECT, related_name="items")
    kind = models.CharField("类别", max_length=12, choices=KINDS)
    title = models.CharField("事项", max_length=120)
    holder = models.CharField("承包方、对方或受益对象", max_length=80, blank=True)
    quantity = AreaField("数量", null=True, blank=True)
    amount = MoneyField("每年金额（元）", null=True, blank=True)
    ends_on = models.DateField("期限至", null=True, blank=True)
    scope = models.CharField("受益或享受范围", max_length=300, blank=True)
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, blank=True, related_name="commitment_items")

    place_path = "register__organisation__place"
    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ["register", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "kind", "title", "holder"],
                name="commitment_item_once",
                violation_error_message="台账中已有同一类别、同一名称和对方的事项。",
            ),
            models.CheckConstraint(
                condition=(Q(quantity=None) | Q(quantity__gte=0)) & (Q(amount=None) | Q(amount__gte=0)),
                name="commitment_item_not_negative",
                violation_error_message="数量和金额不能为负数。",
            ),
        ]
        triggers = frozen_with(
            "register", "assets_commitmentregister", "frozen_at", "“四个不变”台账已冻结，事项不能增减更改"
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.title}"

    @property
    def place(self):
        return self.register.place

    @property
    def state(self) -> rules.State:
        return rules.State(True, self.holder, self.quantity, self.amount, self.ends_on, self.scope)


class CommitmentCheck(models.Model):
    """One look at every item of a frozen register, by a day; closed by the street when each item has been entered."""

    register = models.ForeignKey(CommitmentRegister, models.PROTECT, related_name="checks")
    checked_on = models.DateField("核对日期")
    opened_at = models.DateTimeField("开始时间", default=clock.now)
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("核定时间", null=True, blank=True)
    closed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "register__organisation__place"
    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ["register", "-checked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["register"],
                condition=Q(closed_at=None),
                name="commitment_one_open_check",
                violation_error_message="这份台账有一次核对还没有核定，请先办完。",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closed_by=F("opened_by"))),
                name="commitment_closed_by_another",
                violation_error_message="核定须有时间和人员，且不能是开始核对的本人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register.organisation.name}“四个不变”核对（{self.checked_on:%Y-%m-%d}）"

    @property
    def place(self):
        return self.register.place


class CommitmentFinding(models.Model):
    """How one item stands at a check; `changed` names what differs from before, which then is explained."""

    check_session = models.ForeignKey(CommitmentCheck, models.PROTECT, related_name="findings")
    item = models.ForeignKey(CommitmentItem, models.PROTECT, related_name="findings")
    exists = models.BooleanField("仍在", default=True)
    holder = models.CharField("承包方、对方或受益对象", max_length=80, blank=True)
    quantity = AreaField("数量", null=True, blank=True)
    amount = MoneyField("每年金额（元）", null=True, blank=True)
    ends_on = models.DateField("期限至", null=True, blank=True)
    scope = models.CharField("受益或享受范围", max_length=300, blank=True)
    changed = ArrayField(models.CharField(max_length=720), verbose_name="差异", default=list, blank=True)
    explanation = models.CharField("差异说明", max_length=300, blank=True)
    entered_at = models.DateTimeField("登记时间", default=clock.now)
    entered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "check_session__register__organisation__place"
    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ["check_session", "item"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_session", "item"],
                name="commitment_finding_once",
                violation_error_message="这一事项在本次核对中已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(changed=[]) | ~Q(explanation=""),
                name="commitment_difference_explained",
                violation_error_message="与撤并前不一致的，须写明差异说明。",
            ),
        ]
        triggers = frozen_with(
            "check_session", "assets_commitmentcheck", "closed_at", "这次核对已经核定，登记的情况不能更改"
        )

    @property
    def state(self) -> rules.State:
        return rules.State(self.exists, self.holder, self.quantity, self.amount, self.ends_on, self.scope)
