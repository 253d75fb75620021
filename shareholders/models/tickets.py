"""After the lock a holding moves by ticket only: filed by the cooperative, reviewed by the street."""

from django.db import models
from django.db.models import F, Q

from communities.lib import clock
from communities.models import Account, Document, Household, Person
from communities.models.scoped import ScopedQuerySet
from shareholders.rules.ledger import LABELS, Kind

from .fields import ShareField
from .plans import ShareClass, SharePlan
from .shares import ShareTransaction


class ShareTicketQuerySet(ScopedQuerySet):
    def waiting(self):
        return self.filter(status=ShareTicket.Status.FILED)

    def with_names(self):
        return self.select_related("plan__organisation__place", "giver", "filed_by", "reviewed_by", "posted")


class ShareTicket(models.Model):
    class Status(models.TextChoices):
        FILED = "filed", "待审核"
        APPROVED = "approved", "已办结"
        RETURNED = "returned", "已退回"
        WITHDRAWN = "withdrawn", "已撤回"

    KINDS = ((Kind.TRANSFER.value, LABELS[Kind.TRANSFER]), (Kind.INHERIT.value, LABELS[Kind.INHERIT]))

    plan = models.ForeignKey(SharePlan, models.PROTECT, related_name="tickets")
    number = models.PositiveIntegerField("单号")
    kind = models.CharField("业务", max_length=10, choices=KINDS)
    giver = models.ForeignKey(Person, models.PROTECT, verbose_name="转出人", related_name="+")
    occurred_on = models.DateField("发生日")
    reason = models.CharField("事由", max_length=200)
    basis = models.CharField("依据", max_length=200)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.FILED)
    filed_at = models.DateTimeField("提交时间", default=clock.now)
    filed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    opinion = models.CharField("审核意见", max_length=200, blank=True)
    posted = models.OneToOneField(ShareTransaction, models.PROTECT, null=True, blank=True, related_name="ticket")
    effect = models.JSONField("变更前后", default=list)  # as shown when it was approved: [name, class, before, after]

    place_path = "plan__organisation__place"
    objects = ShareTicketQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="share_ticket_number_once",
                violation_error_message="这个变更单号已经使用。",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="share_ticket_review_pair",
                violation_error_message="审核须同时有时间和人员。",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("filed_by")),
                name="share_ticket_two_persons",
                violation_error_message="提交变更单的人员不能自己审核。",
            ),
            models.CheckConstraint(
                condition=Q(status="approved", posted__isnull=False, reviewed_by__isnull=False)
                | ~Q(status="approved") & Q(posted=None),
                name="share_ticket_approved_is_posted",
                violation_error_message="审核通过的变更单须已记入股权台账，其他的不能记入。",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned") | Q(reviewed_by__isnull=False) & ~Q(opinion=""),
                name="share_ticket_return_has_reason",
                violation_error_message="退回变更单须由审核人写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"股权变更单第{self.number}号（{self.get_kind_display()}）"


class ShareTicketLine(models.Model):
    """Who takes how many shares of which class, and in which household they will stand."""

    ticket = models.ForeignKey(ShareTicket, models.PROTECT, related_name="lines")
    share_class = models.ForeignKey(ShareClass, models.PROTECT, related_name="+")
    taker = models.ForeignKey(Person, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    shares = ShareField("股数（股）")

    class Meta:
        ordering = ["ticket", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "share_class", "taker"],
                name="share_ticket_line_once",
                violation_error_message="同一人在同一股类只填一行，请合并股数。",
            ),
            models.CheckConstraint(
                condition=Q(shares__gt=0),
                name="share_ticket_line_above_nought",
                violation_error_message="变更的股数必须大于0。",
            ),
        ]
