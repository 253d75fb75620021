"""The village's own rule (认定办法) in versions and clauses, decisions on members, and a finding for each person."""

from django.db import models
from django.db.models import F, Q

from communities.lib import clock
from communities.models import Account, Document, Organisation
from communities.models.scoped import ScopedQuerySet
from communities.rules.competence import BODIES, SUBJECTS, Subject, decision_faults
from shareholders.rules import categories

from .members import Member

# What a decision on the roll may be about: who belongs, what is shared out, who sits on the boards.
ON_ROLL = (Subject.MEMBERS, Subject.INCOME, Subject.OFFICERS)


class Decision(models.Model):
    """What the minutes of a body state of a motion; whether it settles its subject is the law of that day."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="member_decisions")
    body = models.CharField("会议", max_length=30, choices=list(BODIES.items()))
    subject = models.CharField(
        "事项", max_length=10, choices=[(each.value, SUBJECTS[each]) for each in ON_ROLL], default=Subject.MEMBERS.value
    )
    matter = models.CharField("议题", max_length=120)
    held_on = models.DateField("会议日期")
    entitled = models.PositiveIntegerField("应到（人）")
    present = models.PositiveIntegerField("实到（人）")
    in_favour = models.PositiveIntegerField("赞成（票）")
    against = models.PositiveIntegerField("反对（票）", default=0)
    abstained = models.PositiveIntegerField("弃权（票）", default=0)
    minuted_passed = models.BooleanField("会议记录载明通过")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name="会议记录")
    stated_at = models.DateTimeField("登记时间", default=clock.now)
    stated_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(present__lte=F("entitled")),
                name="member_decision_present_within_entitled",
                violation_error_message="实到人数不能多于应到人数。",
            ),
            models.CheckConstraint(
                condition=Q(present__gte=F("in_favour") + F("against") + F("abstained")),
                name="member_decision_votes_within_present",
                violation_error_message="赞成、反对、弃权三数之和不能多于实到人数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on}{self.get_body_display()}：{self.matter}"

    def faults(self, subject: str = Subject.MEMBERS) -> list[str]:
        """Why it does not settle the subject; empty where it is about it and a body competent that day passed it."""
        if self.subject != subject:
            return [f"所选表决的事项是“{self.get_subject_display()}”，不是“{SUBJECTS[Subject(subject)]}”，请另选。"]
        return decision_faults(
            self.body,
            self.held_on,
            entitled=self.entitled,
            present=self.present,
            in_favour=self.in_favour,
            minuted_passed=self.minuted_passed,
            subject=Subject(subject),
        )

    @property
    def passed(self) -> bool:
        """Whether it settles what it is about."""
        return not self.faults(self.subject)


class EligibilityRule(models.Model):
    """A version of the village's 《成员（股东）资格认定办法》, as a decision adopted it; a newer one replaces none."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="eligibility_rules")
    number = models.PositiveIntegerField("版本")
    title = models.CharField("名称", max_length=100)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+", verbose_name="通过的会议")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name="办法文本")
    entered_at = models.DateTimeField("登记时间", default=clock.now)
    entered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number"],
                name="eligibility_rule_version_once",
                violation_error_message="认定办法的这个版本号已经存在。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}版）"


class RuleClause(models.Model):
    """One clause of a version, cited by findings."""

    rule = models.ForeignKey(EligibilityRule, models.CASCADE, related_name="clauses")
    position = models.PositiveIntegerField()
    number = models.CharField("条款", max_length=40)
    text = models.CharField("内容", max_length=1000)

    class Meta:
        ordering = ["rule", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "number"],
                name="rule_clause_once",
                violation_error_message="同一版认定办法中条款编号不能重复。",
            )
        ]

    def __str__(self) -> str:
        return f"《{self.rule.title}》第{self.rule.number}版{self.number}"


class Finding(models.Model):
    """The opinion (拟定意见) on one person, under one clause. The newest holds; earlier ones stay as they were.

    A category the village may not settle by itself counts only with a passed decision (`decision`).
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="findings")
    category = models.CharField("类别", max_length=20, choices=list(categories.LABELS.items()))
    outcome = models.CharField("拟定意见", max_length=10, choices=list(categories.OUTCOME_LABELS.items()))
    clause = models.ForeignKey(RuleClause, models.PROTECT, related_name="findings", verbose_name="依据条款")
    article = models.CharField("法律依据", max_length=120, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="findings", verbose_name="表决"
    )
    text = models.CharField("说明", max_length=300, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    found_at = models.DateTimeField("认定时间", default=clock.now)
    found_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "member__organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["member", "-found_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.member}：{self.get_outcome_display()}"

    @property
    def settled(self) -> bool:
        """Whether it counts: it needs no decision, or has one that passed."""
        if not categories.needs_decision(self.category, self.outcome):
            return True
        return self.decision is not None and not self.decision.faults()
