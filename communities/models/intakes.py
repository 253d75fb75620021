"""Workbooks on their way into a register: the intake with its result, the rows that wait, what headers mean."""

import uuid

from django.db import models
from django.db.models import F, Q

from communities.lib.sealed_field import SealedField
from communities.rules.intakes import STATE_CHOICES, State

from .accounts import Account
from .jobs import Job
from .organisations import Organisation
from .places import Place
from .scoped import ScopedQuerySet


class IntakeQuerySet(ScopedQuerySet):
    def of(self, kind: str):
        return self.filter(kind=kind)

    def stored(self):
        return self.filter(state=State.STORED)

    def waiting(self):
        """Checked and waiting for a person."""
        return self.filter(state=State.READY)


class Intake(models.Model):
    """One uploaded workbook of one register. `report` holds the counts and the first faults; nobody's personal data.

    The uploaded file is kept sealed under `stored_name`; `marked_name` is the workbook that goes back with its faults.
    `uploaded_by` and `confirmed_by` are empty where a command of the server did it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("登记簿", max_length=40)
    title = models.CharField("名称", max_length=60)
    version = models.CharField("模板版本", max_length=20)
    place = models.ForeignKey(Place, models.PROTECT, related_name="intakes")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    base_date = models.DateField("登记时点", null=True, blank=True)
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("SHA-256", max_length=64)
    stored_name = models.CharField(max_length=60, blank=True)
    marked_name = models.CharField(max_length=60, blank=True)
    state = models.CharField("状态", max_length=10, choices=STATE_CHOICES, default=State.UPLOADED.value)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    source = models.CharField("表格来源", max_length=60, blank=True)
    headers = models.JSONField("表头", default=dict)
    columns = models.JSONField("列的对应", default=dict)
    rows_read = models.PositiveIntegerField("读入行数", default=0)
    rows_accepted = models.PositiveIntegerField("合格行数", default=0)
    rows_rejected = models.PositiveIntegerField("有错行数", default=0)
    rows_blank = models.PositiveIntegerField("空白行数", default=0)
    rows_stored = models.PositiveIntegerField("写入行数", default=0)
    fault_count = models.PositiveIntegerField("错误数", default=0)
    warning_count = models.PositiveIntegerField("提示数", default=0)
    report = models.JSONField("核对结果", default=dict)
    changes = models.JSONField("变化", default=dict)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField("核对时间", null=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    confirmed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    stored_at = models.DateTimeField("导入时间", null=True)
    cancelled_at = models.DateTimeField("取消时间", null=True)
    cancelled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    place_path = "place"
    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        indexes = [models.Index(fields=["place", "kind", "-uploaded_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "place", "digest"],
                condition=Q(state="stored"),
                name="intake_stored_once",
                violation_error_message="这份工作簿已导入过，不能再导入一次。",
            ),
            models.CheckConstraint(
                condition=Q(rows_read=F("rows_accepted") + F("rows_rejected") + F("rows_blank")),
                name="intake_rows_add_up",
                violation_error_message="读入行数须等于合格、有错与空白行数之和。",
            ),
            models.CheckConstraint(
                condition=~Q(state="stored") | Q(confirmed_at__isnull=False, stored_at__isnull=False),
                name="intake_stored_was_confirmed",
                violation_error_message="已导入的工作簿必须有确认时间和导入时间。",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_at=None, cancelled_by=None)),
                name="intake_cancelled_has_time",
                violation_error_message="取消的导入必须写明取消时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place.name}{self.title}（{self.file_name}）"


class IntakeBlock(models.Model):
    """Checked rows of a sheet that wait for confirmation, sealed as one: from the row `first` on, `rows` of them.

    Gone as soon as the intake is stored, refused or cancelled.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    intake = models.ForeignKey(Intake, models.CASCADE, related_name="blocks")
    sheet = models.CharField(max_length=40)
    first = models.PositiveIntegerField("首行行号")
    rows = models.PositiveIntegerField("行数")
    sealed = SealedField(label="intake_block.sealed")

    class Meta:
        ordering = ["intake", "sheet", "first"]
        constraints = [
            models.UniqueConstraint(
                fields=["intake", "sheet", "first"],
                name="intake_block_once",
                violation_error_message="同一份工作簿的同一行不能暂存两次。",
            )
        ]


class HeaderMapping(models.Model):
    """What the columns of a foreign workbook mean, remembered for the next one with the same header."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="header_mappings")
    kind = models.CharField("登记簿", max_length=40)
    sheet = models.CharField(max_length=40)
    signature = models.CharField("表头摘要", max_length=64)
    source = models.CharField("表格来源", max_length=60)
    columns = models.JSONField("列的对应", default=dict)
    saved_at = models.DateTimeField("登记时间")
    saved_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind", "sheet", "signature"],
                name="header_mapping_once",
                violation_error_message="这种表头的列对应已经登记过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}的列对应"
