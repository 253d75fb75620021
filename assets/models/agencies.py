"""The agency an inventory is entrusted to, and its signature under each class."""

from django.db import models
from django.db.models import F, Q

from communities.lib import clock
from communities.lib.fields import AreaField, MoneyField
from communities.models import Account, Document, Organisation

from .inventories import Inventory, InventoryQuerySet


class Engagement(models.Model):
    """A third-party agency under contract for one inventory, with the qualification it signs by."""

    inventory = models.OneToOneField(Inventory, models.PROTECT, related_name="engagement")
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="engagements", verbose_name="受托机构")
    qualification = models.CharField("执业证书号", max_length=60)
    qualified_from = models.DateField("资格自")
    qualified_until = models.DateField("资格有效期至")
    responsible = models.CharField("项目负责人", max_length=40)
    responsible_number = models.CharField("负责人执业编号", max_length=40, blank=True)
    chosen_by = models.CharField("选取方式", max_length=60)
    contract_number = models.CharField("合同编号", max_length=60)
    contracted_on = models.DateField("签订日期")
    contract = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name="委托合同")
    fee = MoneyField("费用（元）", null=True, blank=True)
    no_conflict = models.BooleanField("已出具无利害关系声明")
    engaged_at = models.DateTimeField("登记时间", default=clock.now)
    engaged_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "inventory__organisation__place"
    objects = InventoryQuerySet.as_manager()

    class Meta:
        ordering = ["inventory"]
        constraints = [
            models.CheckConstraint(
                condition=Q(qualified_from__lte=F("qualified_until")),
                name="engagement_qualification_dates",
                violation_error_message="资格有效期的截止日期不能早于起始日期。",
            ),
            models.CheckConstraint(
                condition=Q(no_conflict=True),
                name="engagement_without_conflict",
                violation_error_message="受托机构须出具与清查单位无利害关系的声明。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency.name}（{self.contract_number}）"

    def qualified_on(self, day) -> bool:
        return self.qualified_from <= day <= self.qualified_until


class ClassSignature(models.Model):
    """The agency's signature under one class, over the figures its report states. A later one replaces an earlier.

    `digest` is that of the class's lines when it signed: once a line changes, the signature no longer covers the class.
    """

    engagement = models.ForeignKey(Engagement, models.PROTECT, related_name="signatures")
    account = models.CharField("类别", max_length=20)
    report_number = models.CharField("报告文号", max_length=60)
    book = MoneyField("账面数（元）", null=True, blank=True)
    verified = MoneyField("核实数（元）", null=True, blank=True)
    area = AreaField("核实面积（亩）", null=True, blank=True)
    digest = models.CharField("内容摘要", max_length=64)
    signed_at = models.DateTimeField("签章时间", default=clock.now)
    signed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "engagement__inventory__organisation__place"
    objects = InventoryQuerySet.as_manager()

    class Meta:
        ordering = ["engagement", "account", "-signed_at", "-pk"]
