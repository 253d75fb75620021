"""The three postings (三榜): what each list said when it was posted, and the notice it hangs with."""

from django.db import models
from django.db.models import Q

from communities.lib import clock
from communities.models import Account, Document, Household, Notice, Organisation
from communities.models.scoped import ScopedQuerySet


class RollBoard(models.Model):
    """One posted list: the whole of a round (`part` 1), or the rows that changed since (`part` 2 and on).

    The list hangs on the board beside its notice, whose clock it shares; the public page shows no row of it. `digest`
    is the SHA-256 of the rows as posted.
    """

    ROUNDS = {1: "第一榜", 2: "第二榜", 3: "第三榜（终榜）"}

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="roll_boards")
    round = models.PositiveSmallIntegerField("榜次", choices=list(ROUNDS.items()))
    part = models.PositiveSmallIntegerField("补榜序号", default=1)
    notice = models.OneToOneField(Notice, models.PROTECT, related_name="roll_board")
    households = models.PositiveIntegerField("户数（户）")
    people = models.PositiveIntegerField("人数（人）")
    digest = models.CharField("校验码", max_length=64)
    paper = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="名单")
    made_at = models.DateTimeField("制榜时间", default=clock.now)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "round", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "round", "part"],
                name="roll_board_once",
                violation_error_message="这一榜已经制作过。",
            ),
            models.CheckConstraint(
                condition=Q(round__gte=1, round__lte=3, part__gte=1),
                name="roll_board_three_rounds",
                violation_error_message="名册公示分三榜，补榜序号自1起。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation.name}{self.label}"

    @property
    def label(self) -> str:
        word = self.ROUNDS[self.round]
        return word if self.part == 1 else f"{word}补榜（{self.part - 1}）"


class BoardLine(models.Model):
    """One household as posted: names with relation, under-14s as a number only, no digit of an identity number."""

    board = models.ForeignKey(RollBoard, models.CASCADE, related_name="lines")
    household = models.ForeignKey(Household, models.PROTECT, related_name="board_lines")
    number = models.CharField("户编号", max_length=20)
    head = models.CharField("户主", max_length=40)
    names = models.JSONField("成员", default=list)  # [{name, relation, number}]; number only to tell namesakes apart
    children = models.PositiveIntegerField("不满十四周岁（人）", default=0)
    digest = models.CharField(max_length=64)  # of the household as it was, children by name included

    place_path = "board__organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["board", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "household"],
                name="board_line_once",
                violation_error_message="一户在同一榜上只能出现一次。",
            )
        ]
