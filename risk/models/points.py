"""风险点、防范化解措施、舆情: what may go wrong, what is done about it by whom until when, what was said in public."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from communities.lib import clock
from communities.models import Account, Organisation, Place
from communities.models.records import append_only
from risk.rules import assessments as rules
from risk.rules.levels import IMPACTS, PROBABILITIES

from .assessments import SIDE, Assessment, RiskQuerySet

ONE_TO_FIVE = [1, 2, 3, 4, 5]


class RiskPoint(models.Model):
    """Probability and impact from 1 to 5, before and after the measures; the contingency for the case it happens."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="points")
    side = models.CharField("四性", **SIDE)
    title = models.CharField("风险点", max_length=80)
    description = models.CharField("表现和原因", max_length=500, blank=True)
    probability = models.PositiveSmallIntegerField("措施前概率", choices=PROBABILITIES)
    impact = models.PositiveSmallIntegerField("措施前影响", choices=IMPACTS)
    probability_after = models.PositiveSmallIntegerField("措施后概率", choices=PROBABILITIES, null=True, blank=True)
    impact_after = models.PositiveSmallIntegerField("措施后影响", choices=IMPACTS, null=True, blank=True)
    contingency = models.CharField("应急处置", max_length=500, blank=True)

    place_path = "assessment__place"
    objects = RiskQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "title"],
                name="risk_point_once",
                violation_error_message="这份评估中已有同名的风险点。",
            ),
            models.CheckConstraint(
                condition=Q(probability__in=ONE_TO_FIVE, impact__in=ONE_TO_FIVE),
                name="risk_point_scales",
                violation_error_message="概率和影响分五级，请选择1至5级。",
            ),
            models.CheckConstraint(
                condition=Q(probability_after=None, impact_after=None)
                | Q(
                    probability_after__isnull=False,
                    impact_after__isnull=False,
                    probability_after__in=ONE_TO_FIVE,
                    impact_after__in=ONE_TO_FIVE,
                ),
                name="risk_point_after_pair",
                violation_error_message="措施后的概率和影响须一并填写。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def place(self):
        return self.assessment.place


class MeasureQuerySet(RiskQuerySet):
    def with_places(self) -> Self:
        return self.select_related("point__assessment__place__parent", "owner")

    def in_district(self, district: Place) -> Self:
        return self.filter(point__assessment__place__district=district)

    def open(self) -> Self:
        """Not done, of assessments that count."""
        return self.filter(done_on=None).exclude(point__assessment__status=rules.VOID)

    def overdue(self, today: date) -> Self:
        return self.open().filter(due_on__lt=today)


class Measure(models.Model):
    """What is done about a risk point; `tier` is whose turn it is to see to it, the owner's while it is in time."""

    point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="measures")
    text = models.CharField("措施", max_length=500)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="risk_measures", verbose_name="责任单位")
    due_on = models.DateField("完成时限")
    tier = models.CharField("督促层级", max_length=10, choices=list(rules.TIERS.items()), default=rules.LADDER[0])
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    result = models.CharField("落实情况", max_length=500, blank=True)

    place_path = "point__assessment__place"
    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = [F("done_on").asc(nulls_first=True), "due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tier__in=rules.TIERS),
                name="measure_tier_known",
                violation_error_message="督促层级只有责任单位、街道、区领导小组办公室和区领导。",
            ),
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None, result="")
                | (Q(done_on__isnull=False, done_by__isnull=False) & ~Q(result="")),
                name="measure_done_complete",
                violation_error_message="措施完成须有完成日期、登记人和落实情况。",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def place(self):
        return self.point.assessment.place

    def is_overdue(self, today: date) -> bool:
        return self.done_on is None and self.due_on < today


class MeasureEvent(models.Model):
    """One act on a measure, never changed. For a move up `due_on` and `tier` say which: it stands there once."""

    class Kind(models.TextChoices):
        SET = "set", "定措施"
        MOVED_UP = "moved_up", "逾期提级"
        EXTENDED = "extended", "调整时限"
        DONE = "done", "完成"

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="events")
    kind = models.CharField("办理", max_length=10, choices=Kind.choices)
    occurred_on = models.DateField("日期")
    at = models.DateTimeField("登记时间", default=clock.now)
    by_name = models.CharField("人员", max_length=40)
    tier = models.CharField("督促层级", max_length=10, choices=list(rules.TIERS.items()))
    due_on = models.DateField("完成时限")
    text = models.CharField("说明", max_length=500, blank=True)

    place_path = "measure__point__assessment__place"
    objects = RiskQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "due_on", "tier"],
                condition=Q(kind="moved_up"),
                name="measure_moved_up_once",
                violation_error_message="这项措施已因同一时限提级到这一层级。",
            )
        ]
        triggers = append_only("measure_event")


class OpinionEntry(models.Model):
    """舆情: seen on a day, where, what about, what was done. Nothing secret: of papers only their number."""

    class Channel(models.TextChoices):
        ONLINE = "online", "网络平台"
        MEDIA = "media", "新闻媒体"
        TOLD = "told", "群众反映"
        OTHER = "other", "其他"

    point = models.ForeignKey(RiskPoint, models.PROTECT, related_name="opinions")
    seen_on = models.DateField("日期")
    channel = models.CharField("来源", max_length=10, choices=Channel.choices)
    gist = models.CharField("内容概要", max_length=300)
    handling = models.CharField("引导处置", max_length=300)
    paper = models.CharField("舆情专报文号", max_length=80, blank=True)
    at = models.DateTimeField("登记时间", default=clock.now)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "point__assessment__place"
    objects = RiskQuerySet.as_manager()

    class Meta:
        ordering = ["seen_on", "pk"]
        triggers = append_only("opinion_entry")

    def __str__(self) -> str:
        return f"{self.seen_on}舆情"
