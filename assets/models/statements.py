"""What an inventory report states of a body's property. The inventory registers stand on top of these statements."""

from django.db import models
from django.db.models import F, Q

from communities.lib import clock
from communities.lib.fields import AreaField, MoneyField
from communities.models import Account, Organisation
from communities.models.scoped import ScopedQuerySet


class InventoryStatement(models.Model):
    """The totals of one inventory report of one organisation as at a base date. Money in yuan, land in 亩."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="inventory_statements")
    base_date = models.DateField("登记时点")
    total_assets = MoneyField("资产总计（元）")
    total_liabilities = MoneyField("负债合计（元）")
    total_equity = MoneyField("所有者权益合计（元）")
    operating_assets = MoneyField("经营性资产（元）", default=0)
    off_book_assets = MoneyField("账外资产（元）", default=0)
    land_mu = AreaField("资源性资产（亩）", default=0)
    stated_at = models.DateTimeField("登记时间", default=clock.now)
    stated_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-base_date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total_assets=F("total_liabilities") + F("total_equity")),
                name="inventory_assets_equal_claims",
                violation_error_message="资产总计须等于负债合计加所有者权益合计，请核对清查报告。",
            ),
            models.CheckConstraint(
                condition=Q(operating_assets__lte=F("total_assets")),
                name="inventory_operating_within_total",
                violation_error_message="经营性资产不能大于资产总计。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation.name}清查结果（{self.base_date:%Y-%m-%d}）"
