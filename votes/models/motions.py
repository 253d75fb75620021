"""Motions, their counts and their sealed results: written once, never changed."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from communities.lib import clock
from communities.models import Account
from communities.models.records import append_only
from communities.models.scoped import ScopedQuerySet
from votes.rules import MATTERS, Rule, thawed

from .meetings import Meeting


class MotionQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(result=None)

    def failed(self):
        return self.filter(result__passed=False)


class Motion(models.Model):
    """What is put to a meeting. `rule`: the rule of deciding, frozen; `previous`: the motion that failed before it."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="motions")
    number = models.PositiveSmallIntegerField("议题序号")
    matter = models.CharField("事项", max_length=40, choices=list(MATTERS.items()))
    title = models.CharField("议题", max_length=200)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="again")
    rule = models.JSONField("适用规则")
    put_at = models.DateTimeField("登记时间", default=clock.now)
    put_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "meeting__body__organisation__place"
    objects = MotionQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "number"]
        triggers = append_only("motion")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="motion_number_once",
                violation_error_message="这个议题序号已经使用，请刷新后再试。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting}第{self.number}项：{self.title}"

    @property
    def place(self):
        return self.meeting.place

    @property
    def law(self) -> Rule:
        """The rule frozen into it."""
        return thawed(self.rule)


class CountQuerySet(ScopedQuerySet):
    def visible_to(self, account):
        """A count shows once the result is sealed; before, only to who has entered one of their own."""
        own = self.model.objects.filter(motion=OuterRef("motion"), counted_by=account.pk)
        return super().visible_to(account).filter(Q(motion__result__isnull=False) | Exists(own))

    def newest(self):
        """Those that no correction has taken the place of."""
        return self.filter(corrected_by=None)


class Count(models.Model):
    """The ballots as one person counted them. A correction is a further row with its reason; the earlier stays."""

    motion = models.ForeignKey(Motion, models.PROTECT, related_name="counts")
    in_favour = models.PositiveIntegerField("赞成（票）")
    against = models.PositiveIntegerField("反对（票）")
    abstained = models.PositiveIntegerField("弃权（票）")
    invalid = models.PositiveIntegerField("无效（票）")
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name="更正"
    )
    reason = models.CharField("更正原因", max_length=200, blank=True)
    counted_at = models.DateTimeField("登记时间", default=clock.now)
    counted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "motion__meeting__body__organisation__place"
    objects = CountQuerySet.as_manager()

    class Meta:
        ordering = ["motion", "pk"]
        triggers = append_only("count")
        constraints = [
            models.UniqueConstraint(
                fields=["motion", "counted_by"],
                condition=Q(corrects=None),
                name="count_first_once_a_person",
                violation_error_message="您已登记过这项计票，请用更正。",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, reason="") | Q(corrects__isnull=False) & ~Q(reason=""),
                name="count_correction_has_reason",
                violation_error_message="更正计票须写明原因，首次登记不写。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.motion}的计票"

    @property
    def figures(self) -> tuple[int, int, int, int]:
        """For, against, abstained, invalid."""
        return self.in_favour, self.against, self.abstained, self.invalid


class Result(models.Model):
    """The sealed result: the figures judged, the verdict in full, and a fingerprint over all it rests on."""

    motion = models.OneToOneField(Motion, models.PROTECT, related_name="result")
    passed = models.BooleanField("通过")
    figures = models.JSONField("计票")
    verdict = models.JSONField("结论")
    fingerprint = models.CharField("指纹", max_length=64)
    first_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="计票人")
    second_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="复核人")
    sealed_at = models.DateTimeField("封存时间", default=clock.now)
    sealed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "motion__meeting__body__organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-sealed_at"]
        triggers = append_only("result")
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_by=F("second_by")),
                name="result_two_counters",
                violation_error_message="计票须由两人分别登记。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.motion}：{'通过' if self.passed else '未通过'}"
