"""What follows a meeting: the decision carried out by somebody by a day, and what was said against it, answered."""

from datetime import date

from django.db import models
from django.db.models import Q

from communities.lib import clock
from communities.models import Account, Organisation
from communities.models.records import append_only
from communities.models.scoped import ScopedQuerySet

from .meetings import Meeting
from .motions import Result


class DecisionItemQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def overdue(self, today: date):
        return self.open().filter(due_on__lt=today)

    def with_places(self):
        above = "result__motion__meeting__body__organisation__place"
        return self.select_related(f"{above}__parent", f"{above}__district", "owner", "opened_by", "closed_by")


class DecisionItem(models.Model):
    """One thing that a passed motion asks somebody to do, tracked until it is closed."""

    result = models.ForeignKey(Result, models.PROTECT, related_name="items")
    text = models.CharField("落实事项", max_length=300)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="责任单位")
    due_on = models.DateField("期限")
    opened_at = models.DateTimeField("交办时间", default=clock.now)
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    closed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField("办理结果", max_length=300, blank=True)

    place_path = "result__motion__meeting__body__organisation__place"
    objects = DecisionItemQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, outcome="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome=""),
                name="decision_item_closing_complete",
                violation_error_message="办结须同时写明办理结果、时间和人员。",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def place(self):
        return self.result.motion.place

    def is_overdue(self, today: date) -> bool:
        return self.closed_at is None and self.due_on < today


class DecisionEvent(models.Model):
    """What happened to an item: given out, reported on, its day moved, closed."""

    class Kind(models.TextChoices):
        OPENED = "opened", "交办"
        REPORTED = "reported", "进展"
        MOVED = "moved", "调整期限"
        CLOSED = "closed", "办结"

    item = models.ForeignKey(DecisionItem, models.PROTECT, related_name="events")
    kind = models.CharField("事项", max_length=10, choices=Kind.choices)
    text = models.CharField("说明", max_length=300)
    due_on = models.DateField("期限")
    at = models.DateTimeField("录入时间", default=clock.now)
    by_name = models.CharField("人员", max_length=40)

    place_path = "item__result__motion__meeting__body__organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["item", "at", "pk"]
        triggers = append_only("decision_event")


class DissentPointQuerySet(ScopedQuerySet):
    def unanswered(self):
        return self.filter(answered_at=None)


class DissentPoint(models.Model):
    """One thing that was said against, gathered without names (不同意见归纳), and how it was answered."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="dissent")
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("不同意见", max_length=500)
    gathered_at = models.DateTimeField("登记时间", default=clock.now)
    gathered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    answer = models.CharField("解释说明", max_length=500, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "meeting__body__organisation__place"
    objects = DissentPointQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="dissent_point_number_once",
                violation_error_message="这个序号已经使用，请刷新后再试。",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="dissent_point_answer_complete",
                violation_error_message="答复不同意见须同时写明答复、时间和人员。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}第{self.number}条不同意见"

    @property
    def place(self):
        return self.meeting.place
