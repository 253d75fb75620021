"""《致居民的一封信》 household by household, and short questionnaires whose answers carry no name."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Count, Q

from communities import access
from communities.access import Verb
from communities.lib import clock
from communities.models import Account, Household, Notice, Organisation
from communities.models.records import append_only
from communities.models.scoped import ScopedQuerySet
from votes.rules.publicity import OUTCOMES, Letters


class LetterQuerySet(ScopedQuerySet):
    def with_counts(self) -> Self:
        """The counts that `Letter.letters` tells."""
        counts = {name: Count("deliveries", filter=Q(deliveries__outcome=name)) for name in OUTCOMES}
        return self.select_related("organisation__place__parent", "notice").annotate(**counts)


class Letter(models.Model):
    """One letter handed to every household on the register of the day it began. `notice`: its printed text."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="letters")
    title = models.CharField("标题", max_length=120)
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="信的文稿")
    started_on = models.DateField("开始日期")
    due = models.PositiveIntegerField("应发（户）")
    started_at = models.DateTimeField("登记时间", default=clock.now)
    started_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "organisation__place"
    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.organisation.place.name}《{self.title}》"

    @property
    def place(self):
        return self.organisation.place

    @property
    def letters(self) -> Letters:
        """Of a row read `with_counts`."""
        return Letters(self.due, self.delivered, self.refused, self.absent)


class LetterDeliveryQuerySet(ScopedQuerySet):
    def visible_to(self, account) -> Self:
        return self.filter(access.scope(account, self.model.place_path, verb=Verb.FILE))


class LetterDelivery(models.Model):
    """What became of the letter at one household; empty until somebody went there."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="deliveries")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    number = models.CharField("户编号", max_length=20)
    address = models.CharField("住址", max_length=120, blank=True)
    outcome = models.CharField("送达情况", max_length=12, choices=list(OUTCOMES.items()), blank=True, default="")
    on = models.DateField("日期", null=True, blank=True)
    at = models.DateTimeField("登记时间", null=True, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "letter__organisation__place"
    objects = LetterDeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["letter", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "household"],
                name="letter_delivery_once",
                violation_error_message="同一户在一次发放中只列一次。",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", on=None, at=None, by=None)
                | ~Q(outcome="") & Q(on__isnull=False, at__isnull=False, by__isnull=False),
                name="letter_delivery_complete",
                violation_error_message="登记送达须同时有情况、日期、时间和人员。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.household)


class Questionnaire(models.Model):
    """Short questions on paper. The first two are always 知晓 and 支持; `questions` hold text and options."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="questionnaires")
    title = models.CharField("标题", max_length=120)
    questions = models.JSONField("题目")
    started_on = models.DateField("开始日期")
    started_at = models.DateTimeField("登记时间", default=clock.now)
    started_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.organisation.place.name}《{self.title}》"

    @property
    def place(self):
        return self.organisation.place


class HandOut(models.Model):
    """So many questionnaires handed out on a day."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="hand_outs")
    count = models.PositiveIntegerField("份数")
    on = models.DateField("日期")
    at = models.DateTimeField("登记时间", default=clock.now)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "questionnaire__organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["questionnaire", "on", "pk"]
        triggers = append_only("hand_out")
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1),
                name="hand_out_not_empty",
                violation_error_message="发放份数至少为1份。",
            )
        ]


class AnswerSheet(models.Model):
    """One paper that came back: the option chosen of each question, from 0. No name, no household."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="sheets")
    answers = models.JSONField("答案")
    aware = models.BooleanField("知晓")
    supportive = models.BooleanField("支持")
    on = models.DateField("收回日期")
    at = models.DateTimeField("登记时间", default=clock.now)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "questionnaire__organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["questionnaire", "at"]
        triggers = append_only("answer_sheet")
