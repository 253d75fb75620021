"""Bodies with a life of their own: committees, cooperatives, party organisations, departments, agencies."""

from django.db import models
from django.db.models import F, Q

from .places import Place
from .scoped import ScopedQuerySet


class Organisation(models.Model):
    """A body with a life of its own: a cooperative outlives its community, a department has no community."""

    class Kind(models.TextChoices):
        VILLAGERS_COMMITTEE = "villagers_committee", "村民委员会"
        RESIDENTS_COMMITTEE = "residents_committee", "居民委员会"
        COOPERATIVE = "cooperative", "股份经济合作社"
        PARTY = "party", "党组织"
        STREET_OFFICE = "street_office", "街道办事处"
        OFFICE = "office", "区领导小组办公室"
        DEPARTMENT = "department", "区直部门"
        GOVERNMENT = "government", "区政府"
        AGENCY = "agency", "第三方机构"

    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    key = models.CharField("代号", max_length=40, blank=True)  # the rulebook's name of a department
    name = models.CharField("名称", max_length=80)
    short_name = models.CharField("简称", max_length=20)
    place = models.ForeignKey(Place, models.PROTECT, related_name="organisations")
    starts_on = models.DateField("自")
    ends_on = models.DateField("至", null=True, blank=True)

    place_path = "place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind", "name"],
                name="organisation_once_a_place",
                violation_error_message="该地点已登记同名机构。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="organisation_ends_after_start",
                violation_error_message="机构的终止日期不能早于起始日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
