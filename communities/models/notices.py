"""The notice board: papers posted in public, the clock of each posting, objections and their answers."""

import uuid
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

from communities.lib import clock

from .accounts import Account
from .documents import Document
from .organisations import Organisation
from .places import Place
from .records import append_only
from .scoped import ScopedQuerySet


class Board(models.Model):
    """A place where papers are posted: a village board, a gate, a web column."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="boards")
    name = models.CharField("公开栏", max_length=60)
    location = models.CharField("位置", max_length=120, blank=True)
    in_use = models.BooleanField("在用", default=True)

    place_path = "place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "name"], name="board_once_a_place", violation_error_message="该地点已有同名公开栏。"
            )
        ]

    def __str__(self) -> str:
        return self.name


class NoticeQuerySet(ScopedQuerySet):
    def called(self, status: str) -> Self:
        """Those whose status word is that of `status`."""
        if status == Notice.UNPROVED[0]:
            return self.unproved()
        found = self.filter(status=status)
        return found.exclude(pk__in=Notice.objects.unproved()) if status == Notice.Status.RUNNING else found

    def unproved(self) -> Self:
        """Those that have hung their days and wait for the proofs of the end."""
        today, running = clock.today(), self.filter(status=Notice.Status.RUNNING)
        still = Q(objection_ends_on__gte=today) | Q(display_ends_on__gte=today) | Q(earliest_meeting_on__gt=today)
        return running.exclude(still).exclude(objection_ends_on=None, display_ends_on=None, earliest_meeting_on=None)


class Notice(models.Model):
    """A paper for the board. The clock runs from the last board up; an end only ever moves later.

    `starts_on` is the day the last board went up; `objection_ends_on` and `display_ends_on` end at 24:00 of the day;
    `earliest_meeting_on` is set for a meeting notice. `counting` keeps how each end was counted, day by day.
    """

    class Kind(models.TextChoices):
        GENERAL = "general", "公示"
        LETTER = "letter", "致居民的一封信"
        MEETING = "meeting", "会议通知"

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "待张贴"
        RUNNING = "running", "公示中"
        INTERRUPTED = "interrupted", "已中断"
        ENDED = "ended", "已期满"
        WITHDRAWN = "withdrawn", "已撤下"

    UNPROVED = "unproved", "期满待证明"  # what a running paper is called that has hung its days

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    purpose = models.CharField("用途", max_length=40, blank=True)  # the rule key of the rulebook: posting.result …
    place = models.ForeignKey(Place, models.PROTECT, related_name="notices")
    issuer = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="落款单位")
    number = models.CharField("编号", max_length=40, null=True, blank=True)
    title = models.CharField("标题", max_length=100)
    body = models.TextField("正文", max_length=8000)
    contact = models.CharField("联系人", max_length=40)
    telephone = models.CharField("联系电话", max_length=40)
    objection_days = models.PositiveSmallIntegerField("异议期（天）", null=True, blank=True)
    objection_unit = models.CharField(
        "异议期单位", max_length=10, choices=[("natural", "自然日"), ("working", "工作日")], default="natural"
    )
    display_days = models.PositiveSmallIntegerField("张贴不少于（日）", null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField("提前通知（日）", null=True, blank=True)
    meeting_at = models.DateTimeField("会议时间", null=True, blank=True)
    posting_on = models.DateField("拟张贴日", null=True, blank=True)  # what the paper's printed dates are counted from
    entered_late = models.BooleanField(
        "补录", default=False
    )  # it hung before it was entered; posting_on is the real day
    details = models.JSONField(default=dict, blank=True)  # the paper's lesser lines, by rules.notices.DETAILS
    basis = models.CharField("依据", max_length=300, blank=True)
    list_url = models.CharField("随附清单", max_length=120, blank=True)  # the page of the list that hangs beside it
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.DRAFT)
    run = models.PositiveSmallIntegerField("第几次张贴", default=1)
    starts_on = models.DateField("起算日", null=True, blank=True)
    objection_ends_on = models.DateField("异议截止", null=True, blank=True)
    display_ends_on = models.DateField("张贴期满", null=True, blank=True)
    earliest_meeting_on = models.DateField("最早可开会", null=True, blank=True)
    counting = models.JSONField(default=dict, blank=True)
    holiday_version = models.CharField("节假日表", max_length=60, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    paper = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "place"
    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "number"],
                name="notice_number_once",
                violation_error_message="落款单位已经用过这个编号。",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", published_at=None, number=None)
                | (~Q(status="draft") & Q(published_at__isnull=False, number__isnull=False)),
                name="notice_number_when_published",
                violation_error_message="发布后的公示必须有编号和发布时间，草稿没有编号。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["running", "ended"]) | Q(starts_on__isnull=False),
                name="notice_runs_from_a_day",
                violation_error_message="公示中的文件必须有起算日。",
            ),
            models.CheckConstraint(
                condition=Q(entered_late=False) | Q(posting_on__isnull=False),
                name="notice_late_has_its_day",
                violation_error_message="补录的公示必须写明实际张贴日。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def ends(self) -> list[date]:
        """The last days (to 24:00) of its periods; none before the start."""
        before_meeting = self.earliest_meeting_on - timedelta(days=1) if self.earliest_meeting_on else None
        return [day for day in (self.objection_ends_on, self.display_ends_on, before_meeting) if day]

    @property
    def last_day(self) -> date | None:
        """The last day (to 24:00) the paper must hang; None before the start, or when it has no period."""
        return max(self.ends(), default=None)

    @property
    def is_unproved(self) -> bool:
        """Whether it has hung its days and waits for the proofs of the end."""
        return self.status == self.Status.RUNNING and self.last_day is not None and self.last_day < clock.today()

    @property
    def status_word(self) -> str:
        """The status as people are told it."""
        return self.UNPROVED[1] if self.is_unproved else self.get_status_display()


class Posting(models.Model):
    """One board's share of a notice: when it went up and came down, each with its proof."""

    class Proof(models.TextChoices):
        PHOTO = "photo", "照片"
        WITNESS = "witness", "见证人签字证明"

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="postings")
    board = models.ForeignKey(Board, models.PROTECT, related_name="postings")
    run = models.PositiveSmallIntegerField("第几次张贴", default=1)
    up_at = models.DateTimeField("张贴时间", null=True, blank=True)
    up_proof = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    up_kind = models.CharField("张贴证明", max_length=10, choices=Proof.choices, blank=True)
    down_at = models.DateTimeField("撤下时间", null=True, blank=True)
    down_proof = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    down_kind = models.CharField("期满证明", max_length=10, choices=Proof.choices, blank=True)
    interrupted_at = models.DateTimeField("中断时间", null=True, blank=True)
    interruption = models.CharField("中断原因", max_length=200, blank=True)

    class Meta:
        ordering = ["notice", "run", "board"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "run", "board"],
                name="posting_once_a_board",
                violation_error_message="这块公开栏本次张贴已经登记。",
            ),
            models.CheckConstraint(
                condition=Q(up_at=None, up_proof=None, up_kind="")
                | (Q(up_at__isnull=False, up_proof__isnull=False) & ~Q(up_kind="")),
                name="posting_up_with_proof",
                violation_error_message="登记张贴须同时有时间和照片（或见证人签字证明）。",
            ),
            models.CheckConstraint(
                condition=Q(down_at=None, down_proof=None, down_kind="")
                | (Q(down_at__isnull=False, down_proof__isnull=False, up_at__lte=F("down_at")) & ~Q(down_kind="")),
                name="posting_down_with_proof",
                violation_error_message="登记期满撤下须有时间（不早于张贴）和照片（或见证人签字证明）。",
            ),
        ]


class PublishedNotice(models.Model):
    """The only table the public pages read: a snapshot without household rows. Closed after `closes_on`."""

    token = models.CharField(max_length=32, primary_key=True)
    notice_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=40)
    title = models.CharField(max_length=100)
    issuer = models.CharField(max_length=80)
    place = models.CharField(max_length=120)
    starts_on = models.DateField(null=True)
    objection_ends_on = models.DateField(null=True)
    display_ends_on = models.DateField(null=True)
    contact = models.CharField(max_length=40)
    telephone = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    withdrawn = models.BooleanField(default=False)
    entered_late = models.BooleanField(default=False)
    demo = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    closes_on = models.DateField(null=True)


class NoticeEvent(models.Model):
    """What happened to a notice and what its ends were from then on; append-only, by business day and by entry time."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", "发布"
        STARTED = "started", "开始计期"
        INTERRUPTED = "interrupted", "中断"
        EXTENDED = "extended", "延长"
        ENDED = "ended", "期满"
        WITHDRAWN = "withdrawn", "撤下"

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="events")
    kind = models.CharField("事项", max_length=12, choices=Kind.choices)
    occurred_on = models.DateField("发生日期")
    at = models.DateTimeField("录入时间")
    by_name = models.CharField("人员", max_length=40)
    status = models.CharField(max_length=12, choices=Notice.Status.choices)
    run = models.PositiveSmallIntegerField()
    starts_on = models.DateField(null=True)
    objection_ends_on = models.DateField(null=True)
    display_ends_on = models.DateField(null=True)
    earliest_meeting_on = models.DateField(null=True)
    text = models.CharField(max_length=300, blank=True)

    place_path = "notice__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["notice", "at", "pk"]
        triggers = append_only("notice_event")
