"""The programme a district runs, its batches and plan decisions, and the numbered versions of its rulebook."""

from collections.abc import Callable

from django.db import models

from communities.models import Account, Place
from communities.models.scoped import ScopedQuerySet
from mergers.rules.rulebook import Rulebook, build


class Programme(models.Model):
    district = models.ForeignKey(Place, models.PROTECT, related_name="programmes")
    title = models.CharField("名称", max_length=80)
    year = models.PositiveSmallIntegerField("年度")
    target = models.PositiveSmallIntegerField("目标数（个）")
    deadline = models.DateField("完成时限")
    document_number = models.CharField("依据文号", max_length=80, blank=True)

    place_path = "district"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "title"], name="programme_once", violation_error_message="该区已有同名工作计划。"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Batch(models.Model):
    """A group of communities that start together: ripe ones first (成熟一个完成一个)."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="batches")
    number = models.PositiveSmallIntegerField("批次")
    title = models.CharField("名称", max_length=40)

    place_path = "programme__district"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"], name="batch_once", violation_error_message="批次号重复。"
            )
        ]

    def __str__(self) -> str:
        return self.title


class PlanEntry(models.Model):
    """A decision that takes a community into the plan or out of it, with its document number (R18)."""

    class Act(models.TextChoices):
        INCLUDED = "included", "列入计划"
        REMOVED = "removed", "移出计划"

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="entries")
    place = models.ForeignKey(Place, models.PROTECT, related_name="plan_entries")
    act = models.CharField("决定", max_length=10, choices=Act.choices)
    decision_number = models.CharField("决定文号", max_length=80)
    decided_on = models.DateField("决定日期")
    reason = models.CharField("理由", max_length=300)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.place.name}{self.get_act_display()} {self.decision_number}"


class RulebookVersion(models.Model):
    """One immutable version of the rulebook; a case stays on the version it started with."""

    district = models.ForeignKey(Place, models.PROTECT, related_name="rulebooks")
    number = models.PositiveIntegerField("版本")
    label = models.CharField("标签", max_length=20)
    content = models.JSONField()
    digest = models.CharField("摘要", max_length=64)
    is_default = models.BooleanField("默认规程")  # as shipped, not yet edited by the office
    note = models.CharField("说明", max_length=300, blank=True)
    created_at = models.DateTimeField("时间")
    created_by_name = models.CharField("人员", max_length=40)

    place_path = "district"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["district", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "number"], name="rulebook_number_once", violation_error_message="规程版本号重复。"
            ),
            models.UniqueConstraint(
                fields=["district", "digest"],
                name="rulebook_digest_once",
                violation_error_message="内容相同的规程版本已经存在。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} 第{self.number}版"

    @property
    def rulebook(self) -> Rulebook:
        return _built(self.digest, lambda: build(self.content))


_books: dict[str, Rulebook] = {}


def _built(digest: str, make: Callable[[], Rulebook]) -> Rulebook:
    """A version never changes, so each process reads it once."""
    if digest not in _books:
        _books[digest] = make()
    return _books[digest]
