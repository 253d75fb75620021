"""未备案 by date: when an act began to lack its filing number, and when it no longer did."""

from django.db import models
from django.db.models import Q

from communities.lib import clock
from communities.models import Organisation
from communities.models.records import append_only

from .bodies import BodyQuerySet
from .contracts import Contract
from .disposals import Disposal


class FilingEvent(models.Model):
    """One turn of one contract or disposal; append-only, so that the count of any week can be made again."""

    class Kind(models.TextChoices):
        MISSING = "missing", "未备案，请补报"
        CLEARED = "cleared", "已补报或不再须备案"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, blank=True, related_name="filing_events")
    disposal = models.ForeignKey(Disposal, models.PROTECT, null=True, blank=True, related_name="filing_events")
    subject = models.CharField("事项", max_length=200)
    kind = models.CharField("情况", max_length=10, choices=Kind.choices)
    occurred_on = models.DateField("发生日期")
    at = models.DateTimeField("录入时间", default=clock.now)
    by_name = models.CharField("办理人", max_length=60)

    place_path = "organisation__place"
    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        triggers = append_only("filing_event")
        constraints = [
            models.CheckConstraint(
                condition=Q(contract=None, disposal__isnull=False) | Q(contract__isnull=False, disposal=None),
                name="filing_event_of_one_act",
                violation_error_message="备案情况须属于一份合同或一项处置。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject}：{self.get_kind_display()}"
