"""What was disposed of or written off; after the lock of the inventory it is watched, filed or flagged."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from communities.lib import clock
from communities.lib.fields import MoneyField
from communities.models import Account, Organisation

from .bodies import BodyQuerySet
from .contracts import first_lock


class DisposalQuerySet(BodyQuerySet):
    def with_places(self) -> Self:
        return self.select_related("organisation__place__parent")

    def with_lock(self) -> Self:
        """Each with `locked_on`, the day from which its organisation is watched, or None."""
        return self.annotate(locked_on=first_lock())

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def after_lock(self) -> Self:
        return self.standing().with_lock().filter(happened_on__gte=F("locked_on"))

    def unfiled(self) -> Self:
        """未备案: after the lock and without a filing number."""
        return self.after_lock().filter(filing_number="")


class Disposal(models.Model):
    """One act on property of one organisation, amount in yuan. A lease stands in the contract register instead."""

    class Kind(models.TextChoices):
        SALE = "sale", "处置（转让、出售）"
        SCRAP = "scrap", "报废"
        WRITE_OFF = "write_off", "核销"
        GIFT = "gift", "无偿移交"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="disposals", verbose_name="单位")
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    subject = models.CharField("资产", max_length=120)
    amount = MoneyField("金额（元）")
    happened_on = models.DateField("发生日期")
    counterparty = models.CharField("对方", max_length=80, blank=True)
    reason = models.CharField("原因", max_length=300)
    procedure = models.CharField("民主程序", max_length=200, blank=True)
    filing_number = models.CharField("备案文号", max_length=60, blank=True)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    entered_at = models.DateTimeField("登记时间", default=clock.now)
    entered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawal = models.CharField("撤销原因", max_length=300, blank=True)

    place_path = "organisation__place"
    objects = DisposalQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__place__code", "organisation", "-happened_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="disposal_amount_not_negative",
                violation_error_message="处置金额不能为负数。",
            ),
            models.CheckConstraint(
                condition=Q(filing_number="", filed_on=None) | (~Q(filing_number="") & Q(filed_on__isnull=False)),
                name="disposal_filing_pair",
                violation_error_message="备案须同时有文号和日期。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawal="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawal="")),
                name="disposal_withdrawal_complete",
                violation_error_message="撤销须同时有原因、时间和人员。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}“{self.subject}”（{self.happened_on}）"

    @property
    def place(self):
        return self.organisation.place
