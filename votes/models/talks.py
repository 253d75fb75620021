"""座谈与协商: the record of one talk, what was said there without names, and how each point was answered."""

from datetime import date, time
from typing import Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Q

from communities.lib import clock
from communities.models import Account, Document, Organisation
from communities.models.records import append_only
from communities.models.scoped import ScopedQuerySet
from votes.rules.talks import ATTENDERS, FORM_LABELS, FORMS, LABELS, OUTCOMES, PLAIN, Form, Status

STATUSES = [(each.value, LABELS[each.value]) for each in Status]
HELD = pgtrigger.Trigger(
    name="talk_kept",
    operation=pgtrigger.Update | pgtrigger.Delete,
    when=pgtrigger.Before,
    condition=pgtrigger.Condition("OLD.status <> 'draft'"),
    func="""
        IF TG_OP = 'DELETE' OR OLD.status = 'withdrawn'
            OR to_jsonb(NEW) - ARRAY['status', 'scan_id', 'withdrawal']
               IS DISTINCT FROM to_jsonb(OLD) - ARRAY['status', 'scan_id', 'withdrawal'] THEN
            RAISE EXCEPTION '座谈记录已经定稿或撤销，不能改动' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
POINT_FIXED = pgtrigger.Trigger(
    name="talk_point_fixed",
    operation=pgtrigger.Insert | pgtrigger.Delete,
    when=pgtrigger.Before,
    func="""
        IF (SELECT status FROM votes_talk
            WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.talk_id ELSE NEW.talk_id END) <> 'draft' THEN
            RAISE EXCEPTION '座谈记录已经定稿或撤销，意见要点不能增减' USING ERRCODE = 'check_violation';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    """,
)
POINT_KEPT = pgtrigger.Trigger(
    name="talk_point_kept",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    func="""
        IF (SELECT status FROM votes_talk WHERE id = OLD.talk_id) <> 'final' OR OLD.answered_at IS NOT NULL
            OR (NEW.talk_id, NEW.text, NEW.owner_id) IS DISTINCT FROM (OLD.talk_id, OLD.text, OLD.owner_id) THEN
            RAISE EXCEPTION '意见要点已经固定，定稿后只能答复或调整期限' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)


class TalkQuerySet(ScopedQuerySet):
    def with_places(self) -> Self:
        return self.select_related("organisation__place__parent", "organisation__place__district")

    def counted(self) -> Self:
        """With `said`, how many points there are, and `waiting`, how many of them are not answered."""
        waiting = Count("points", filter=Q(points__answered_at=None, status=Status.FINAL))
        return self.annotate(said=Count("points"), waiting=waiting).order_by("-held_on", "-pk")

    def final(self) -> Self:
        return self.filter(status=Status.FINAL)


class Talk(models.Model):
    """One talk of an organisation. `invited` is empty where nobody was invited by name; `notice_on`: made known."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="talks", verbose_name="组织单位")
    form = models.CharField("形式", max_length=10, choices=list(FORM_LABELS.items()))
    topic = models.CharField("议题", max_length=200)
    about_merger = models.BooleanField("关于撤改撤并", default=True)
    held_on = models.DateField("召开日期")
    begins_at = models.TimeField("开始时间", default=time(9))
    venue = models.CharField("地点", max_length=100)
    chair = models.CharField("主持人", max_length=40)
    recorder = models.CharField("记录人", max_length=40)
    rule_name = models.CharField("协商规则", max_length=100, blank=True)
    rule_clause = models.CharField("条款", max_length=40, blank=True)
    notice_on = models.DateField("通报日期", null=True, blank=True)
    speakers = models.PositiveSmallIntegerField("陈述人（人）", null=True, blank=True)
    subject = models.CharField("评议对象", max_length=100, blank=True)
    invited = models.PositiveIntegerField("邀请（人）", null=True, blank=True)
    attended = models.PositiveIntegerField("到会（人）", null=True, blank=True)
    attenders = ArrayField(
        models.CharField(max_length=20, choices=list(ATTENDERS.items())),
        verbose_name="参加人员",
        default=list,
        blank=True,
    )
    outcome = models.CharField("协商结果", max_length=10, choices=list(OUTCOMES.items()), blank=True)
    conclusion = models.TextField("结果说明", max_length=1000, blank=True)
    status = models.CharField("状态", max_length=10, choices=STATUSES, default=Status.DRAFT.value)
    drafted_at = models.DateTimeField("登记时间", default=clock.now)
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    finalised_at = models.DateTimeField("定稿时间", null=True, blank=True)
    finalised_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawal = models.CharField("撤销原因", max_length=200, blank=True)
    scan = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签名件")

    place_path = "organisation__place"
    objects = TalkQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        triggers = [HELD]
        constraints = [
            models.CheckConstraint(
                condition=Q(form__in=PLAIN) | ~Q(rule_name="") & ~Q(rule_clause="") & Q(notice_on__isnull=False),
                name="talk_deliberation_by_rule",
                violation_error_message="协商须写明协商规则、条款和通报日期。",
            ),
            models.CheckConstraint(
                condition=Q(notice_on=None) | Q(notice_on__lt=F("held_on")),
                name="talk_notice_before_it",
                violation_error_message="通报日期须早于召开日期。",
            ),
            models.CheckConstraint(
                condition=Q(form="hearing", speakers__gte=1) | ~Q(form="hearing") & Q(speakers=None),
                name="talk_hearing_has_speakers",
                violation_error_message="听证会须有陈述人人数，其他形式没有。",
            ),
            models.CheckConstraint(
                condition=Q(form="review") & ~Q(subject="") | ~Q(form="review") & Q(subject=""),
                name="talk_review_has_subject",
                violation_error_message="民主评议会须有评议对象，其他形式没有。",
            ),
            models.CheckConstraint(
                condition=Q(invited=None) | Q(attended=None) | Q(attended__lte=F("invited")),
                name="talk_came_within_invited",
                violation_error_message="到会人数不能多于邀请人数。",
            ),
            models.CheckConstraint(
                condition=Q(finalised_at=None, finalised_by=None) & ~Q(status="final")
                | Q(finalised_at__isnull=False, finalised_by__isnull=False, attended__gte=1)
                & ~Q(status="draft")
                & ~Q(conclusion=""),
                name="talk_final_complete",
                violation_error_message="定稿的座谈记录须有到会人数、结果说明、时间和人员。",
            ),
            models.CheckConstraint(
                condition=~Q(status="final") | Q(form__in=PLAIN) | ~Q(outcome=""),
                name="talk_deliberation_has_outcome",
                violation_error_message="定稿的协商记录须有协商结果。",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn") & ~Q(withdrawal="") | ~Q(status="withdrawn") & Q(withdrawal=""),
                name="talk_withdrawn_with_reason",
                violation_error_message="撤销座谈记录须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place.name}{self.get_form_display()}（{self.held_on:%Y-%m-%d}）"

    @property
    def place(self):
        return self.organisation.place

    @property
    def kind(self) -> Form:
        return FORMS[self.form]


class TalkAmendment(models.Model):
    """A note beside a final record: what it states wrongly and what is right. The record itself stays."""

    talk = models.ForeignKey(Talk, models.PROTECT, related_name="amendments")
    text = models.CharField("更正说明", max_length=500)
    at = models.DateTimeField("登记时间", default=clock.now)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "talk__organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["talk", "at", "pk"]
        triggers = append_only("talk_amendment")

    def __str__(self) -> str:
        return f"{self.talk}的更正说明"


class TalkPointQuerySet(ScopedQuerySet):
    def with_places(self) -> Self:
        above = "talk__organisation__place"
        return self.select_related(f"{above}__parent", f"{above}__district", "owner", "answered_by")

    def waiting(self) -> Self:
        """Points of final records that nobody has answered."""
        return self.filter(talk__status=Status.FINAL, answered_at=None)

    def overdue(self, today: date) -> Self:
        return self.waiting().filter(due_on__lt=today)

    def handed_on(self) -> Self:
        """Points of final records that somebody was asked to answer later."""
        return self.filter(talk__status=Status.FINAL, owner__isnull=False)


class TalkPoint(models.Model):
    """One thing that was said, by nobody: answered on the spot, or by `owner` until `due_on`."""

    talk = models.ForeignKey(Talk, models.PROTECT, related_name="points")
    text = models.CharField("意见要点", max_length=500)
    owner = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复单位"
    )
    due_on = models.DateField("答复期限", null=True, blank=True)
    answer = models.CharField("答复", max_length=500, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "talk__organisation__place"
    objects = TalkPointQuerySet.as_manager()

    class Meta:
        ordering = ["talk", "pk"]
        triggers = [POINT_FIXED, POINT_KEPT]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="talk_point_answer_complete",
                violation_error_message="答复须同时有内容、时间和人员。",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False, due_on__isnull=False)
                | Q(owner=None, due_on=None, answered_at__isnull=False),
                name="talk_point_answered_or_owned",
                violation_error_message="没有当场答复的，须写明答复单位和期限。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.talk}的意见要点"

    @property
    def place(self):
        return self.talk.place

    def is_overdue(self, today: date) -> bool:
        return self.answered_at is None and self.due_on < today
