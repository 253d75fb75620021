"""四单: what residents hand in, who claimed and supervised it, what was published. Who handed it in is sealed."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from communities.access import Verb
from communities.lib import clock
from communities.lib.sealed_field import SealedField
from communities.models import Account, Place
from communities.models.records import append_only
from communities.models.scoped import ScopedQuerySet
from risk.rules import slips as rules


class SlipQuerySet(ScopedQuerySet):
    verb = Verb.SLIPS

    def with_places(self) -> Self:
        return self.select_related("place__parent", "place__district", "claimed_by", "checked_by")

    def owing(self) -> Self:
        return self.filter(status__in=rules.OPEN)

    def overdue(self, today: date) -> Self:
        return self.owing().filter(due_on__lt=today)


class Slip(models.Model):
    """One request of one community. `due_on` is the last day of what runs now; `reopened` counts how often."""

    class Channel(models.TextChoices):
        ONLINE = "online", "网上反映"
        VISIT = "visit", "干部走访"
        COUNTER = "counter", "来人反映"
        TELEPHONE = "telephone", "电话反映"

    class Category(models.TextChoices):
        ENVIRONMENT = "environment", "环境卫生"
        FACILITIES = "facilities", "公共设施"
        PROPERTY = "property", "房屋物业"
        SERVICE = "service", "办事服务"
        ASSETS = "assets", "集体资产和分红"
        NEIGHBOURS = "neighbours", "邻里纠纷"
        OTHER = "other", "其他"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="slips", verbose_name="社区（村）")
    number = models.CharField("单号", max_length=40, unique=True)
    form_key = models.CharField(max_length=64, unique=True, null=True, editable=False)  # handed in twice, kept once
    channel = models.CharField("来源", max_length=10, choices=Channel.choices)
    category = models.CharField("类别", max_length=12, choices=Category.choices)
    content = models.TextField("反映内容", max_length=1000)
    location = models.CharField("位置", max_length=100, blank=True)
    reporter = SealedField("反映人", label="slip.reporter", kind="text", blank=True)
    contact = SealedField("联系方式", label="slip.contact", kind="text", blank=True)
    received_at = models.DateTimeField("下单时间", default=clock.now)
    status = models.CharField("状态", max_length=10, choices=list(rules.STATUSES.items()), default=rules.NEW)
    since = models.DateField("本环节起")
    due_on = models.DateField("期限", null=True, blank=True)
    claimed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    promised_on = models.DateField("承诺办结", null=True, blank=True)
    result = models.TextField("办理结果", max_length=1000, blank=True)
    checked_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    published_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    reopen_until = models.DateField("可要求重办至", null=True, blank=True)
    reopened = models.PositiveSmallIntegerField("重办次数", default=0)

    place_path = "place"
    objects = SlipQuerySet.as_manager()

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "-received_at", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=rules.STATUSES),
                name="slip_status_known",
                violation_error_message="诉求单的状态不在办理流程之内。",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None, promised_on=None) | Q(claimed_by__isnull=False, promised_on__isnull=False),
                name="slip_claim_has_promise",
                violation_error_message="领单须有领单人和承诺办结日期。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(rules.CLAIMED, rules.REPORTED, rules.CHECKED, rules.PUBLISHED))
                | Q(claimed_by__isnull=False),
                name="slip_worked_on_is_claimed",
                violation_error_message="办理中的诉求单须有领单人。",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("claimed_by")),
                name="slip_checked_by_another",
                violation_error_message="督单须由领单人以外的人员办理。",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("claimed_by")),
                name="slip_published_by_another",
                violation_error_message="晒单文字须由领单人以外的人员核定。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(rules.CHECKED, rules.PUBLISHED))
                | (Q(checked_by__isnull=False) & ~Q(result="")),
                name="slip_checked_has_result",
                violation_error_message="督单通过的诉求单须有办理结果和督单人。",
            ),
        ]

    def __str__(self) -> str:
        return f"诉求单{self.number}"

    def is_overdue(self, today: date) -> bool:
        return self.status in rules.OPEN and self.due_on is not None and self.due_on < today


class SlipEvent(models.Model):
    """One act, never changed; `by` is empty where the reporter acted."""

    slip = models.ForeignKey(Slip, models.PROTECT, related_name="events")
    move = models.CharField("办理", max_length=10, choices=list(rules.EVENTS.items()))
    at = models.DateTimeField("时间", default=clock.now)
    by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField("状态", max_length=10, choices=list(rules.STATUSES.items()))
    due_on = models.DateField("期限", null=True, blank=True)
    text = models.CharField("说明", max_length=1000, blank=True)

    place_path = "slip__place"
    objects = SlipQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        triggers = append_only("slip_event")


class PublishedSlip(models.Model):
    """What the public page shows: the masked words as they were approved, and nothing that leads to a person."""

    slip_id = models.UUIDField(unique=True, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    category = models.CharField("类别", max_length=12, choices=Slip.Category.choices)
    text = models.TextField("晒单内容", max_length=1000)
    received_on = models.DateField("下单日期")
    published_on = models.DateField("晒单日期")
    hidden = models.BooleanField("已撤下", default=False)

    objects = models.Manager()

    class Meta:
        ordering = ["-published_on", "-pk"]


class PublicTry(models.Model):
    """One try from outside, to keep the next ones within bounds; `mark` is a keyed digest of the day's address."""

    kind = models.CharField(max_length=10)
    mark = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["kind", "mark", "at"])]
