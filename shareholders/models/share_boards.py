"""The posted list of shares (股东及持股情况公示): what it said when it was posted, and the notice it hangs with."""

from django.db import models
from django.db.models import Q

from communities.lib import clock
from communities.models import Account, Document, Household, Notice
from communities.models.scoped import ScopedQuerySet

from .fields import ShareField
from .plans import SharePlan


class ShareBoard(models.Model):
    """One posted list of a plan: everybody's shares (`part` 1), or the households that changed since (2 and on).

    The list hangs on the board beside its notice, whose clock it shares; the public page shows no row of it. `digest`
    is the SHA-256 of the rows as posted, `shares` the sum of what they hold.
    """

    plan = models.ForeignKey(SharePlan, models.PROTECT, related_name="boards")
    part = models.PositiveSmallIntegerField("补榜序号", default=1)
    as_on = models.DateField("持股截至")
    notice = models.OneToOneField(Notice, models.PROTECT, related_name="share_board")
    households = models.PositiveIntegerField("户数（户）")
    people = models.PositiveIntegerField("股东（人）")
    shares = ShareField("股数（股）")
    sheets = models.PositiveIntegerField("排版部分数")
    digest = models.CharField("校验码", max_length=64)
    paper = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="名单")
    made_at = models.DateTimeField("制榜时间", default=clock.now)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "plan__organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "part"],
                name="share_board_once",
                violation_error_message="这份持股公示名单已经制作过。",
            ),
            models.CheckConstraint(
                condition=Q(part__gte=1, sheets__gte=1),
                name="share_board_counted_from_one",
                violation_error_message="补榜序号和排版部分数都自1起。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.organisation.name}{self.label}"

    @property
    def label(self) -> str:
        return "股权公示" if self.part == 1 else f"股权公示补榜（{self.part - 1}）"


class ShareBoardLine(models.Model):
    """One household as posted; without a household it is the collective's. No digit of an identity number."""

    board = models.ForeignKey(ShareBoard, models.CASCADE, related_name="lines")
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="share_board_lines", verbose_name="户"
    )
    number = models.CharField("户编号", max_length=20, blank=True)
    certificate = models.CharField("股权证号", max_length=10, blank=True)
    head = models.CharField("户主", max_length=40, blank=True)
    holders = models.JSONField("持股人", default=list)  # [{name, relation, shares: [a text a class], total}]
    people = models.PositiveIntegerField("股东（人）", default=0)
    total = ShareField("户合计（股）")
    sheet = models.PositiveIntegerField("排版部分")  # the part of the paper; a household is in one
    position = models.PositiveIntegerField("顺序")
    digest = models.CharField(max_length=64)  # of the household as it was, children by name included

    place_path = "board__plan__organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["board", "position"]
        indexes = [models.Index(fields=["board", "sheet"])]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "household"],
                name="share_board_line_once",
                nulls_distinct=False,
                violation_error_message="一户在同一份持股名单上只能出现一次。",
            )
        ]
