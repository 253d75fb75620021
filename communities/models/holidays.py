"""Rest days and make-up workdays that the office enters over the shipped table."""

from django.db import models

from .accounts import Account
from .places import Place
from .scoped import ScopedQuerySet


class HolidayTable(models.Model):
    """A numbered table of rest days and make-up workdays that the office enters over the shipped one."""

    district = models.ForeignKey(Place, models.PROTECT, related_name="holiday_tables")
    number = models.PositiveIntegerField("版本")
    known_through = models.DateField("已录至")
    basis = models.CharField("依据", max_length=120)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "district"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["district", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "number"],
                name="holiday_table_once",
                violation_error_message="这个版本号的节假日表已经存在。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.district.name}节假日表（{self.number}号）"


class HolidayDay(models.Model):
    table = models.ForeignKey(HolidayTable, models.CASCADE, related_name="days")
    date = models.DateField("日期")
    is_workday = models.BooleanField("上班")
    name = models.CharField("名称", max_length=20)

    class Meta:
        ordering = ["table", "date"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "date"], name="holiday_day_once", violation_error_message="同一日期在表中重复。"
            )
        ]
