"""政策问答: what was asked, by nobody, how a community, a street or the office answered, what everybody may read."""

from datetime import date
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from communities import access
from communities.lib import clock
from communities.models import Account, Document, Organisation, Place
from communities.models.scoped import ScopedQuerySet
from votes.rules.answers import LABELS, SOURCES, TOPICS, Status

TOPIC_CHOICES, SOURCE_CHOICES = list(TOPICS.items()), list(SOURCES.items())
STATUSES = [(each.value, LABELS[each.value]) for each in Status]
GIVEN_OUT = pgtrigger.Trigger(
    name="policy_question_given_out",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    condition=pgtrigger.Condition("OLD.status IN ('released', 'withdrawn') OR OLD.letter_id IS NOT NULL"),
    func="""
        IF OLD.status = 'withdrawn'
            OR (OLD.letter_id IS NOT NULL AND NEW.letter_id IS DISTINCT FROM OLD.letter_id)
            OR (NEW.organisation_id, NEW.topic, NEW.question, NEW.answer, NEW.basis, NEW.answered_on,
                NEW.answered_by_id)
               IS DISTINCT FROM
               (OLD.organisation_id, OLD.topic, OLD.question, OLD.answer, OLD.basis, OLD.answered_on,
                OLD.answered_by_id) THEN
            RAISE EXCEPTION '问答已经公开、书面答复或撤销，不能改动' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)


class PolicyQuestionQuerySet(ScopedQuerySet):
    def visible_to(self, account) -> Self:
        """Questions of the places one may see, and those asked for everybody below by the street or the office."""
        posts = [post for post in account.posts() if access.Verb.VIEW in access.GRANTS[access.Role(post.role)]]
        above = [key for post in posts for key in (post.place.parent_id, post.place.district_id) if key]
        return self.filter(access.scope(account, "organisation__place") | Q(organisation__place__in=above))

    def with_places(self) -> Self:
        above = ("organisation__place__parent", "organisation__place__district")
        return self.select_related(*above, "answered_by", "released_by", "letter")

    def waiting(self) -> Self:
        """Not answered, or still without the letter that was asked for."""
        letter_owed = Q(written=True, letter=None) & ~Q(status=Status.WITHDRAWN)
        return self.filter(Q(status=Status.OPEN) | letter_owed)

    def overdue(self, today: date) -> Self:
        return self.waiting().filter(due_on__lt=today)


class PolicyQuestion(models.Model):
    """One question, without who asked. `written`: an answer on paper was asked for; `due_on` the last day for it."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="policy_questions", verbose_name="答复单位"
    )
    topic = models.CharField("主题", max_length=10, choices=TOPIC_CHOICES)
    source = models.CharField("来源", max_length=10, choices=SOURCE_CHOICES)
    asked_on = models.DateField("提问日期")
    question = models.CharField("问题", max_length=500)
    written = models.BooleanField("要求书面答复", default=False)
    due_on = models.DateField("答复期限")
    status = models.CharField("状态", max_length=10, choices=STATUSES, default=Status.OPEN.value)
    entered_at = models.DateTimeField("登记时间", default=clock.now)
    entered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    answer = models.TextField("答复", max_length=2000, blank=True)
    basis = models.CharField("文件依据", max_length=200, blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField("公开时间", null=True, blank=True)
    released_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    letter = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="书面答复"
    )
    letter_number = models.CharField("文号", max_length=60, blank=True)

    place_path = "organisation__place"
    objects = PolicyQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_on", "-pk"]
        triggers = [GIVEN_OUT]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on=None, answered_by=None, answer="") & Q(status__in=["open", "withdrawn"])
                | Q(answered_on__isnull=False, answered_by__isnull=False, status__in=["answered", "released"])
                & ~Q(answer=""),
                name="policy_question_answer_complete",
                violation_error_message="答复须同时有内容、日期和人员。",
            ),
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_on__gte=F("asked_on")),
                name="policy_question_answered_after_asked",
                violation_error_message="答复日期不能早于提问日期。",
            ),
            models.CheckConstraint(
                condition=Q(status="released", released_at__isnull=False, released_by__isnull=False)
                | ~Q(status="released") & Q(released_at=None, released_by=None),
                name="policy_question_release_complete",
                violation_error_message="公开须同时有时间和人员。",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("answered_by")),
                name="policy_question_released_by_another",
                violation_error_message="公开由答复人以外的人员核定。",
            ),
            models.CheckConstraint(
                condition=Q(letter=None, letter_number="")
                | Q(letter__isnull=False, written=True) & ~Q(letter_number=""),
                name="policy_question_letter_numbered",
                violation_error_message="书面答复须有文号和存档的文件。",
            ),
            models.UniqueConstraint(
                fields=["organisation", "letter_number"],
                condition=~Q(letter_number=""),
                name="policy_question_letter_number_once",
                violation_error_message="这个书面答复文号已经使用，请刷新后再试。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place.name}{self.asked_on:%Y-%m-%d}的问题（{self.get_topic_display()}）"

    @property
    def place(self) -> Place:
        return self.organisation.place

    @property
    def is_waiting(self) -> bool:
        owed = self.written and self.letter_id is None and self.status != Status.WITHDRAWN
        return self.status == Status.OPEN or owed

    def is_overdue(self, today: date) -> bool:
        return self.is_waiting and self.due_on < today


class PublishedAnswer(models.Model):
    """What the public page shows: the words as they were released, for one place or all below it."""

    question_id = models.BigIntegerField(unique=True, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    topic = models.CharField("主题", max_length=10, choices=TOPIC_CHOICES)
    question = models.CharField("问题", max_length=500)
    answer = models.TextField("答复", max_length=2000)
    basis = models.CharField("文件依据", max_length=200, blank=True)
    answered_on = models.DateField("答复日期")
    by_name = models.CharField("答复单位", max_length=80)
    hidden = models.BooleanField("已撤下", default=False)

    objects = models.Manager()

    class Meta:
        ordering = ["topic", "-answered_on", "-pk"]

    def __str__(self) -> str:
        return self.question
