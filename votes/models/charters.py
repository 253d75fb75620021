"""What a body's own charter or rules of procedure ask beyond the law: entered once, ended, never changed."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from communities.lib import clock
from communities.models import Account, Document
from communities.models.scoped import ScopedQuerySet
from votes.rules import Charter, share
from votes.rules.charters import KINDS

from .bodies import DecidingBody

SHARES = ("quorum", "women", "majority")


class CharterRuleQuerySet(ScopedQuerySet):
    def on(self, day):
        """Those in force on a day: the first day counts, the day of ending does not."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), in_force_from__lte=day)


class CharterRule(models.Model):
    """A raise of one body's marks, with the paper it is cited from. Shares are written 2/3以上 or 超过1/2."""

    body = models.ForeignKey(DecidingBody, models.PROTECT, related_name="charter_rules")
    kind = models.CharField("依据种类", max_length=12, choices=list(KINDS.items()))
    citation = models.CharField("名称和条款", max_length=200)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="章程文件"
    )
    in_force_from = models.DateField("自")
    ended_on = models.DateField("至（不含）", null=True, blank=True)
    quorum = models.CharField("到会", max_length=12, blank=True)
    women = models.CharField("妇女代表到会", max_length=12, blank=True)
    majority = models.CharField("通过", max_length=12, blank=True)
    notice_days = models.PositiveSmallIntegerField("提前通知（日）", null=True, blank=True)
    of_all = models.BooleanField("按全体计算", default=False)
    entered_at = models.DateTimeField("登记时间", default=clock.now)
    entered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "body__organisation__place"
    objects = CharterRuleQuerySet.as_manager()

    class Meta:
        ordering = ["body", "in_force_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("in_force_from")),
                name="charter_rule_ends_after_start",
                violation_error_message="终止日期不能早于起始日期。",
            ),
            models.CheckConstraint(
                condition=~Q(citation=""),
                name="charter_rule_cited",
                violation_error_message="请写明所依据的章程、议事规则或省的规定的名称和条款。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}：{self.citation}"

    @property
    def place(self):
        return self.body.place

    def clean(self) -> None:
        """A share nobody can read would stop every comparison with the law."""
        faults = {}
        for name in SHARES:
            try:
                share(getattr(self, name) or "超过1/2")
            except ValueError as fault:
                faults[name] = f"{fault}。"
        if faults:
            raise ValidationError(faults)

    def read(self) -> Charter:
        """As the law of deciding takes it."""
        shares = {name: share(text) for name in SHARES if (text := getattr(self, name))}
        return Charter(
            self.kind, self.citation, self.in_force_from, notice_days=self.notice_days, of_all=self.of_all, **shares
        )
