"""Official registers as read: snapshots of a district at a date."""

from django.db import models

from .places import Place
from .scoped import ScopedQuerySet


class RegisterImport(models.Model):
    """One official register as read: a snapshot of a district at a date."""

    district = models.ForeignKey(Place, models.PROTECT, related_name="register_imports")
    as_at = models.DateField("截止日期")
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("摘要", max_length=64)
    rows_read = models.PositiveIntegerField("读入行数")
    rows_counted = models.PositiveIntegerField("计入行数")
    excluded = models.JSONField("未计入", default=list)
    imported_at = models.DateTimeField("导入时间")

    place_path = "district"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["district", "as_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "as_at"],
                name="register_once_a_date",
                violation_error_message="这个区在这一截止日期的区划名册已经导入过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.district.name}区划名册（截至 {self.as_at}）"


class RegisterRow(models.Model):
    register = models.ForeignKey(RegisterImport, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField("行号")
    street_code = models.CharField(max_length=12)
    street = models.CharField(max_length=60)
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="register_rows")

    class Meta:
        ordering = ["register", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "code"],
                name="register_code_once",
                violation_error_message="区划代码在名册中重复。",
            )
        ]
