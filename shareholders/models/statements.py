"""What papers state of a roll and a share register in sum, where the registers themselves are not begun."""

from django.db import models
from django.db.models import F, Q

from communities.lib import clock
from communities.models import Account, Organisation
from communities.models.scoped import ScopedQuerySet


class RollStatement(models.Model):
    """The sums of one cooperative's roll at its reference moment (基准日, a date and time). Counts are people."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="roll_statements")
    reference_at = models.DateTimeField("基准日")
    members = models.PositiveIntegerField("成员（人）")
    shareholders = models.PositiveIntegerField("股东（人）")
    pending = models.PositiveIntegerField("待定（人）", default=0)
    shares_total = models.DecimalField("总股数（股）", max_digits=14, decimal_places=4)
    shares_registered = models.DecimalField("登记簿合计（股）", max_digits=14, decimal_places=4)
    stated_at = models.DateTimeField("登记时间", default=clock.now)
    stated_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-reference_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shares_registered__lte=F("shares_total")),
                name="roll_registered_within_total",
                violation_error_message="登记簿合计股数不能多于总股数。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation.name}成员与股权（{self.reference_at:%Y-%m-%d}）"
