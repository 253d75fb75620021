"""What an assessment report concludes. Risk points, measures and petitions stand on top of these statements."""

from django.db import models
from django.db.models import Q

from communities.lib import clock
from communities.models import Account, Place
from communities.models.scoped import ScopedQuerySet


class AssessmentStatement(models.Model):
    """The level and conclusion of one risk assessment (重大行政决策程序暂行条例第二十二条至第二十四条)."""

    class Level(models.TextChoices):
        LOW = "low", "低"
        MEDIUM = "medium", "中"
        HIGH = "high", "高"

    class Conclusion(models.TextChoices):
        PROCEED = "proceed", "可实施"
        PARTIAL = "partial", "可部分实施"
        SUSPEND = "suspend", "暂缓实施"
        STOP = "stop", "不实施"

    place = models.ForeignKey(Place, models.PROTECT, related_name="assessment_statements")
    level = models.CharField("风险等级", max_length=10, choices=Level.choices)
    conclusion = models.CharField("评估结论", max_length=10, choices=Conclusion.choices)
    concluded_on = models.DateField("结论日期")
    excluded_items = models.CharField("不实施的部分", max_length=300, blank=True)
    receipt_number = models.CharField("备案文号", max_length=80, blank=True)
    stated_at = models.DateTimeField("登记时间", default=clock.now)
    stated_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-concluded_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(conclusion="partial") | ~Q(excluded_items=""),
                name="assessment_partial_names_the_rest",
                violation_error_message="结论为“可部分实施”的，须写明哪些部分不实施。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.place.name}稳评结论：{self.get_conclusion_display()}"
