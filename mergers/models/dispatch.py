"""What follows from the ledger: leaders' instructions, issues raised upwards, node dispatches, the bulletin."""

from django.db import models
from django.db.models import Q
from django.utils.text import Truncator

from communities import access
from communities.models import Account, Organisation, Place
from communities.models.records import append_only
from communities.models.scoped import ScopedQuerySet

from .cases import MergerCase
from .filings import StepEvent, complete_pair
from .ledgers import Ledger


class InstructionQuerySet(ScopedQuerySet):
    def visible_to(self, account):
        """Those of the districts one looks after, and those of which a share was forwarded into one's own places."""
        shares = InstructionTask.objects.visible_to(account).values("instruction_id")
        return self.filter(access.scope(account, self.model.place_path) | Q(pk__in=shares))


class Instruction(models.Model):
    """领导批示: written on a ledger, forwarded by the office, answered by those it went to."""

    ledger = models.ForeignKey(Ledger, models.PROTECT, related_name="instructions")
    district = models.ForeignKey(Place, models.PROTECT, related_name="instructions")
    text = models.CharField("批示内容", max_length=500)
    leader = models.ForeignKey(Account, models.PROTECT, related_name="+")
    leader_name = models.CharField("批示领导", max_length=40)
    at = models.DateTimeField("批示时间")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    closed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "district"
    objects = InstructionQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=complete_pair("closed_at", "closed_by"),
                name="instruction_closing_pair",
                violation_error_message="办结批示须同时有时间和人员。",
            )
        ]

    def __str__(self) -> str:
        return Truncator(self.text).chars(40, truncate="…")


class InstructionTask(models.Model):
    """转办: one organisation's share of an instruction, and its 反馈."""

    instruction = models.ForeignKey(Instruction, models.PROTECT, related_name="tasks")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="instruction_tasks")
    place = models.ForeignKey(Place, models.PROTECT, related_name="instruction_tasks")
    forwarded_at = models.DateTimeField("转办时间")
    forwarded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    due_on = models.DateField("反馈期限")
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    received_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    feedback = models.CharField("反馈", max_length=500, blank=True)
    feedback_at = models.DateTimeField("反馈时间", null=True, blank=True)
    feedback_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["instruction", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["instruction", "organisation"],
                name="instruction_task_once",
                violation_error_message="这条批示已经转办该单位。",
            ),
            models.CheckConstraint(
                condition=complete_pair("feedback_at", "feedback_by")
                & (Q(feedback="", feedback_at=None) | (~Q(feedback="") & Q(feedback_at__isnull=False))),
                name="instruction_feedback_complete",
                violation_error_message="反馈须同时有内容、时间和人员。",
            ),
        ]


class IssueQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(closed_at=None)

    def overdue(self, day):
        """Open ones whose due day has passed."""
        return self.open().filter(due_on__lt=day)

    def with_places(self):
        return self.select_related("case__place__parent", "case__place__district", "owner")


class Issue(models.Model):
    """A difficulty that holds a community up (难点瓶颈), at the level that is to solve it, with owner and due day."""

    class Level(models.TextChoices):
        COMMUNITY = "community", "社区"
        STREET = "street", "街道"
        DISTRICT = "district", "区级"

    case = models.ForeignKey(MergerCase, models.PROTECT, related_name="issues")
    step = models.PositiveSmallIntegerField("步骤", null=True, blank=True)
    text = models.CharField("事项", max_length=300)
    level = models.CharField("层级", max_length=10, choices=Level.choices, default=Level.STREET)
    owner = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="issues", verbose_name="责任单位"
    )
    raised_at = models.DateTimeField("提出时间")
    raised_on = models.DateField("提出日期")
    raised_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    due_on = models.DateField("办理期限", null=True, blank=True)
    received_at = models.DateTimeField("签收时间", null=True, blank=True)
    received_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)
    closed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    resolution = models.CharField("办理结果", max_length=500, blank=True)

    place_path = "case__place"
    objects = IssueQuerySet.as_manager()

    class Meta:
        ordering = ["closed_at", "due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=complete_pair("closed_at", "closed_by") & (Q(closed_at=None) | ~Q(resolution="")),
                name="issue_closing_complete",
                violation_error_message="销号须同时有办理结果、时间和人员。",
            ),
            models.CheckConstraint(
                condition=Q(owner=None) | Q(due_on__isnull=False),
                name="issue_owner_has_due_day",
                violation_error_message="交办事项须写明办理期限。",
            ),
        ]

    def __str__(self) -> str:
        return Truncator(self.text).chars(40, truncate="…")


class IssueEvent(models.Model):
    """What happened to an issue; append-only.

    `data` of all events up to a day, the later laid over the earlier, are the facts of the issue at that day: level,
    owner (its short name) and due_on.
    """

    class Kind(models.TextChoices):
        RAISED = "raised", "提出"
        ASSIGNED = "assigned", "交办"
        RECEIVED = "received", "签收"
        ANSWERED = "answered", "反馈"
        MOVED_UP = "moved_up", "提级"
        CLOSED = "closed", "销号"

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="events")
    kind = models.CharField("事项", max_length=20, choices=Kind.choices)
    occurred_on = models.DateField("发生日期")
    at = models.DateTimeField("录入时间")
    by_name = models.CharField("人员", max_length=40)
    text = models.CharField("说明", max_length=300, blank=True)
    data = models.JSONField(default=dict)

    place_path = "issue__case__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["issue", "at", "pk"]
        triggers = append_only("issue_event")


class NodeDispatch(models.Model):
    """逢重要节点调度: a key node was reached, which opens an extra dispatch outside the weekly round (N63)."""

    case = models.ForeignKey(MergerCase, models.PROTECT, related_name="node_dispatches")
    step = models.PositiveSmallIntegerField("步骤")
    node = models.CharField("关键节点", max_length=20)
    event = models.OneToOneField(StepEvent, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("开启时间")
    note = models.CharField("调度意见", max_length=500, blank=True)
    noted_at = models.DateTimeField("调度时间", null=True, blank=True)
    noted_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "case__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["noted_at", "-opened_at"]

    def __str__(self) -> str:
        return f"{self.case.place.name}第{self.step}步节点调度"


class Bulletin(models.Model):
    """A 通报 exists only after a leader has signed the 调度情况(送审稿)."""

    ledger = models.OneToOneField(Ledger, models.PROTECT, related_name="bulletin")
    number = models.PositiveIntegerField("期号")
    signed_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="审签人")
    signed_at = models.DateTimeField("审签时间")
    note = models.CharField("审签意见", max_length=300, blank=True)

    place_path = "ledger__district"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_at"]

    def __str__(self) -> str:
        return f"{self.ledger.year}年第{self.number}期通报"
