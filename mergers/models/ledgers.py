"""The weekly round: what each unit reports, and the ledger frozen from events by date."""

from django.db import models
from django.db.models import Q

from communities.lib.isoweek import Week
from communities.models import Account, Anchor, Place
from communities.models.records import append_only
from communities.models.scoped import ScopedQuerySet

from .cases import MergerCase


class WeeklyRound(models.Model):
    """One ISO week (Asia/Shanghai) of one district. What is recorded before `cutoff_at` belongs to it."""

    district = models.ForeignKey(Place, models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField("年")
    week = models.PositiveSmallIntegerField("周")
    opens_at = models.DateTimeField("开始报送")
    cutoff_at = models.DateTimeField("数据截止")

    place_path = "district"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-week"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "year", "week"],
                name="round_once_a_week",
                violation_error_message="这个区这一周的调度已经开启。",
            ),
            models.CheckConstraint(
                condition=Q(week__gte=1, week__lte=53),
                name="round_week_number",
                violation_error_message="周次应为1至53。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年第{self.week}周调度"

    @property
    def iso(self) -> Week:
        return Week(self.year, self.week)


class WeeklyReport(models.Model):
    """The four texts of a unit's week, or 零报告 with its reason; with one commitment for the next week (N64)."""

    round = models.ForeignKey(WeeklyRound, models.PROTECT, related_name="reports")
    case = models.ForeignKey(MergerCase, models.PROTECT, related_name="reports")
    progress = models.CharField("本周进展", max_length=500, blank=True)
    problems = models.CharField("存在问题", max_length=500, blank=True)
    coordination = models.CharField("需协调事项", max_length=500, blank=True)
    next_week = models.CharField("下周打算", max_length=500, blank=True)
    commit_step = models.PositiveSmallIntegerField("承诺完成的步骤", null=True, blank=True)
    commit_on = models.DateField("承诺日期", null=True, blank=True)
    nothing = models.BooleanField("零报告", default=False)
    nothing_reason = models.CharField("零报告理由", max_length=200, blank=True)
    filed_at = models.DateTimeField("报送时间")
    filed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "case__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "case"], name="report_once_a_round", violation_error_message="本周已经报送。"
            ),
            models.CheckConstraint(
                condition=(Q(nothing=True) & ~Q(nothing_reason="") & Q(progress=""))
                | (Q(nothing=False, nothing_reason="") & ~Q(progress="")),
                name="report_or_nothing_with_reason",
                violation_error_message="请填写本周进展；确无进展的，选“零报告”并写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(commit_step=None, commit_on=None) | Q(commit_step__isnull=False, commit_on__isnull=False),
                name="report_commitment_pair",
                violation_error_message="承诺须同时选定步骤和日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case.place.name}{self.round}报送"


class Ledger(models.Model):
    """The frozen figures of one district and ISO week. Never edited: later corrections are errata."""

    round = models.OneToOneField(WeeklyRound, models.PROTECT, related_name="ledger")
    district = models.ForeignKey(Place, models.PROTECT, related_name="ledgers")
    year = models.PositiveSmallIntegerField("年")
    week = models.PositiveSmallIntegerField("周")
    cutoff_at = models.DateTimeField("数据截止")
    frozen_at = models.DateTimeField("制表时间")
    totals = models.JSONField()  # tiles, totals per street, counts behind each
    columns = models.JSONField()  # [{key, title, group}] as of this ledger
    digest = models.CharField("数据摘要", max_length=64)
    anchor = models.ForeignKey(Anchor, models.PROTECT, related_name="+")

    place_path = "district"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-week"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "year", "week"],
                name="ledger_once_a_week",
                violation_error_message="这个区这一周的台账已经生成。",
            )
        ]
        triggers = append_only("ledger")

    def __str__(self) -> str:
        return f"{self.year}年第{self.week}周台账"

    @property
    def iso(self) -> Week:
        return Week(self.year, self.week)


class LedgerRow(models.Model):
    """One unit in one ledger: its figures by column, the sixteen cells, and which events stand behind each figure."""

    ledger = models.ForeignKey(Ledger, models.PROTECT, related_name="rows")
    case = models.ForeignKey(MergerCase, models.PROTECT, related_name="ledger_rows")
    street = models.ForeignKey(Place, models.PROTECT, related_name="+")
    position = models.PositiveIntegerField("序号")
    status = models.CharField("状态", max_length=10)
    figures = models.JSONField()  # {column key: value}
    cells = models.JSONField()  # [{step, state, word, planned, actual, replans}]
    sources = models.JSONField()  # {column key: [[kind, id], …]}

    place_path = "case__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["ledger", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["ledger", "case"], name="ledger_row_once", violation_error_message="台账中同一事项只占一行。"
            )
        ]
        triggers = append_only("ledger_row")


class Erratum(models.Model):
    """A figure of a frozen ledger that later entries show to have been different; dated, beside it, never instead."""

    row = models.ForeignKey(LedgerRow, models.PROTECT, related_name="errata")
    column = models.CharField("栏目", max_length=40)
    column_title = models.CharField(max_length=60)
    was = models.JSONField("原数", null=True)
    now = models.JSONField("更正为", null=True)
    cause = models.CharField("原因", max_length=300)
    noted_at = models.DateTimeField("更正时间")

    place_path = "row__case__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["row", "noted_at"]
        triggers = append_only("erratum")


class LedgerFile(models.Model):
    """A file made from a ledger: the workbook, the 调度情况, the wall chart. `name` is below OUTPUT_ROOT."""

    class Kind(models.TextChoices):
        WORKBOOK = "workbook", "台账（xlsx）"
        LEDGER = "ledger", "进展台账（PDF）"
        REPORT = "report", "调度情况（送审稿）"
        WALL = "wall", "挂图作战（A3）"

    ledger = models.ForeignKey(Ledger, models.PROTECT, related_name="files")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    made_at = models.DateTimeField("生成时间")

    place_path = "ledger__district"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ledger", "kind"], name="ledger_file_once", violation_error_message="这份台账文件已经生成。"
            )
        ]
