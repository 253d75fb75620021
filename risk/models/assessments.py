"""社会稳定风险评估: one assessment of one community, its findings on the four sides, what happened to it when.

It belongs to the place and its day; the merger's case asks for it from above.
"""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from communities.access import Verb
from communities.lib import clock
from communities.models import Account, Document, Place
from communities.models.records import append_only
from communities.models.scoped import ScopedQuerySet
from risk.models.petitions import Petition
from risk.rules import assessments as rules
from risk.rules import petitions as petition_rules
from risk.rules.levels import CONCLUSIONS, LEVELS, PASSING
from risk.rules.schemes import SIDES

LEVEL = {"max_length": 10, "choices": list(LEVELS.items()), "blank": True}
SIDE = {"max_length": 16, "choices": list(SIDES.items())}


class RiskQuerySet(ScopedQuerySet):
    """For those who answer for the stability of the place, not everybody who sees its merger."""

    verb = Verb.RISK


class SchemeVersion(models.Model):
    """Lists of indicators and usual risk points of a district from a day on; until then the shipped ones hold."""

    district = models.ForeignKey(Place, models.PROTECT, related_name="risk_schemes")
    in_force_from = models.DateField("起用日期")
    basis = models.CharField("依据", max_length=200)
    indicators = models.JSONField("评估指标")  # by side, a list of lines
    points = models.JSONField("常见风险点")
    set_at = models.DateTimeField("登记时间", default=clock.now)
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "district"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-in_force_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(basis=""),
                name="risk_scheme_has_basis",
                violation_error_message="请写明调整评估指标的依据，如会议纪要或者文号。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.in_force_from}起的评估指标"


class AssessmentQuerySet(RiskQuerySet):
    def with_places(self) -> Self:
        return self.select_related("place__parent", "place__district", "opened_by")

    def settled(self) -> Self:
        return self.filter(status__in=rules.SETTLED)

    def newest(self) -> Self:
        """Of each place the one that counts: the newest that is not void."""
        return self.exclude(status=rules.VOID).order_by("place", "-based_on", "-pk").distinct("place")

    def with_calls(self) -> Self:
        """`calls`: petitions about this merger entered since the conclusion, or since one thought it over again."""
        words = AssessmentEvent.objects.filter(assessment=OuterRef("pk"), move__in=("conclude", "reconsider"))
        later = Petition.objects.filter(place=OuterRef("place"), about_merger=True, entered_at__gt=OuterRef("word_at"))
        later = later.exclude(status__in=(petition_rules.WITHDRAWN, petition_rules.DECLINED)).order_by()
        counted = later.values("place").annotate(found=Count("pk")).values("found")
        found = self.annotate(word_at=Subquery(words.order_by("-at").values("at")[:1]))
        return found.annotate(calls=Coalesce(Subquery(counted), 0))


class Assessment(models.Model):
    """`asked` and `opposed` count households or persons; `computed…` levels are frozen when it is sent in."""

    class Unit(models.TextChoices):
        HOUSEHOLDS = "households", "户"
        PERSONS = "persons", "人"

    place = models.ForeignKey(Place, models.PROTECT, related_name="assessments", verbose_name="社区（村）")
    number = models.CharField("编号", max_length=40, unique=True)
    subject = models.CharField("评估事项", max_length=120)
    based_on = models.DateField("评估基准日")
    interested = models.CharField("利益相关者", max_length=500, blank=True)
    method = models.TextField("评估过程和方法", max_length=2000, blank=True)
    unit = models.CharField("调查单位", max_length=12, choices=Unit.choices, default=Unit.HOUSEHOLDS)
    asked = models.PositiveIntegerField("调查数", default=0)
    opposed = models.PositiveIntegerField("反对数", default=0)
    opinions = models.TextField("各方意见和采纳情况", max_length=2000, blank=True)
    plan_number = models.CharField("应急预案文号", max_length=80, blank=True)
    plan_on = models.DateField("应急预案日期", null=True, blank=True)
    plan = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="应急预案")
    status = models.CharField("状态", max_length=12, choices=list(rules.STATUSES.items()), default=rules.DRAFTING)
    computed_before = models.CharField("措施前等级", **LEVEL)
    computed = models.CharField("措施后等级", **LEVEL)
    rule = models.JSONField("计算规则", default=dict, blank=True)
    final_level = models.CharField("最终等级", **LEVEL)
    final_reason = models.CharField("低于计算等级的理由", max_length=500, blank=True)
    conclusion = models.CharField("评估结论", max_length=10, choices=list(CONCLUSIONS.items()), blank=True)
    excluded_items = models.CharField("不实施的部分", max_length=300, blank=True)
    concluded_on = models.DateField("结论日期", null=True, blank=True)
    decision = models.CharField("集体会审会议或文号", max_length=120, blank=True)
    receipt_number = models.CharField("备案文号", max_length=80, blank=True)
    receipt_on = models.DateField("备案日期", null=True, blank=True)
    opened_at = models.DateTimeField("立项时间", default=clock.now)
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    examined_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "place"
    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-based_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(status__in=rules.RUNNING),
                name="assessment_one_running_a_place",
                violation_error_message="这个社区已有一份正在办理的风险评估，请先办结或者作废。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=rules.STATUSES),
                name="assessment_status_known",
                violation_error_message="风险评估的状态不在办理流程之内。",
            ),
            models.CheckConstraint(
                condition=Q(opposed__lte=F("asked")),
                name="assessment_opposed_within_asked",
                violation_error_message="反对数不能大于调查数。",
            ),
            models.CheckConstraint(
                condition=Q(plan_number="", plan_on=None) | (~Q(plan_number="") & Q(plan_on__isnull=False)),
                name="assessment_plan_number_and_day",
                violation_error_message="应急预案的文号和日期须一并填写。",
            ),
            models.CheckConstraint(
                condition=Q(examined_by=None) | ~Q(examined_by=F("submitted_by")),
                name="assessment_examined_by_another",
                violation_error_message="初审须由送审人以外的人员办理。",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status__in=rules.SETTLED, concluded_on__isnull=False)
                    & ~Q(final_level="") & ~Q(computed="") & ~Q(conclusion="") & ~Q(decision="")
                )
                | (~Q(status__in=rules.SETTLED) & Q(conclusion="", final_level="")),
                name="assessment_conclusion_complete",
                violation_error_message="结论须有最终等级、评估结论、结论日期和集体会审的会议或文号。",
            ),
            models.CheckConstraint(
                condition=~Q(final_reason="")
                | ~(Q(computed="high", final_level__in=("low", "medium")) | Q(computed="medium", final_level="low")),
                name="assessment_lower_level_has_reason",
                violation_error_message="最终等级低于计算等级的，须写明理由。",
            ),
            models.CheckConstraint(
                condition=~Q(final_level="high", conclusion__in=PASSING),
                name="assessment_high_does_not_pass",
                violation_error_message="风险等级为高的不能直接实施，请调整方案、落实措施后再作结论。",
            ),
            models.CheckConstraint(
                condition=~Q(conclusion="partial") | ~Q(excluded_items=""),
                name="assessment_partial_says_what_not",
                violation_error_message="结论为“可部分实施”的，须写明哪些部分不实施。",
            ),
            models.CheckConstraint(
                condition=~Q(status=rules.FILED) | (~Q(receipt_number="") & Q(receipt_on__isnull=False)),
                name="assessment_filed_has_receipt",
                violation_error_message="备案须有备案文号和日期。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.place.name}稳评{self.number}"

    @property
    def passed(self) -> bool:
        return self.status in rules.SETTLED and self.conclusion in PASSING


class Finding(models.Model):
    """One indicator of one side as the scheme of the day words it, and what was found."""

    class Verdict(models.TextChoices):
        MET = "met", "符合"
        PARTLY = "partly", "基本符合"
        NOT = "not", "不符合"

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="findings")
    side = models.CharField("四性", **SIDE)
    position = models.PositiveSmallIntegerField("序号")
    indicator = models.CharField("指标", max_length=120)
    verdict = models.CharField("判断", max_length=8, choices=Verdict.choices, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)

    place_path = "assessment__place"
    objects = RiskQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "position"],
                name="finding_once_a_position",
                violation_error_message="同一份评估中这一序号已有指标。",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="not") | ~Q(note=""),
                name="finding_not_met_has_note",
                violation_error_message="判断为“不符合”的指标须写明情况。",
            ),
        ]


class SideOpinion(models.Model):
    """What is concluded on one side as a whole."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="sides")
    side = models.CharField("四性", **SIDE)
    text = models.CharField("分析结论", max_length=1000)

    place_path = "assessment__place"
    objects = RiskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "side"],
                name="side_opinion_once",
                violation_error_message="这一性的分析结论已经填写，请修改原来的。",
            )
        ]


class AssessmentEventQuerySet(RiskQuerySet):
    def known(self, district: Place, day: date, known_before: datetime) -> Self:
        """What had happened by `day` and was entered before `known_before`, in the order of a place's events."""
        found = self.filter(assessment__place__district=district, occurred_on__lte=day, at__lt=known_before)
        return found.order_by("assessment__place", "occurred_on", "pk")


class AssessmentEvent(models.Model):
    """One act on an assessment, never changed: on which day, entered when and by whom, and what stood then."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="events")
    move = models.CharField("办理", max_length=12, choices=list(rules.EVENTS.items()))
    occurred_on = models.DateField("日期")
    at = models.DateTimeField("登记时间", default=clock.now)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    status = models.CharField("状态", max_length=12, choices=list(rules.STATUSES.items()))
    level = models.CharField("等级", **LEVEL)
    conclusion = models.CharField("结论", max_length=10, choices=list(CONCLUSIONS.items()), blank=True)
    paper = models.CharField("文号", max_length=120, blank=True)
    text = models.CharField("说明", max_length=1000, blank=True)

    place_path = "assessment__place"
    objects = AssessmentEventQuerySet.as_manager()

    class Meta:
        ordering = ["occurred_on", "pk"]
        triggers = append_only("assessment_event")
