"""三会成员: the terms of a cooperative's bodies, and who was nominated, reviewed and seated in them."""

from django.db import models
from django.db.models import F, Q

from communities.lib import clock
from communities.models import Account, Document, Organisation, Person
from communities.models.scoped import ScopedQuerySet
from shareholders.rules.officers import BODIES, CHAIRS, SOURCES, STATUSES, Body, Status

from .findings import Decision


class OfficerTerm(models.Model):
    """One term (届) of a cooperative's representatives, directors and supervisors."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="officer_terms")
    number = models.PositiveSmallIntegerField("届次")
    starts_on = models.DateField("任期自")
    ends_on = models.DateField("届满日")
    made_at = models.DateTimeField("登记时间", default=clock.now)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number"],
                name="officer_term_number_once",
                violation_error_message="本组织已登记这一届。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="officer_term_ends_after_start",
                violation_error_message="届满日须晚于任期起始日。",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}届"


class CandidateQuerySet(ScopedQuerySet):
    def live(self):
        """Those who stand or sit."""
        return self.filter(status__in=(Status.NOMINATED, Status.QUALIFIED, Status.ELECTED))

    def seated(self):
        return self.filter(status=Status.ELECTED)

    def with_names(self):
        return self.select_related(
            "term__organisation__place__parent", "person", "nominated_by", "reviewed_by", "decision", "document"
        )


class Candidate(models.Model):
    """Somebody nominated for a seat of a term; elected, it is the seat. The street reviews, the members decide."""

    term = models.ForeignKey(OfficerTerm, models.PROTECT, related_name="candidates")
    body = models.CharField("机构", max_length=20, choices=[(each.value, BODIES[each]) for each in Body])
    person = models.ForeignKey(Person, models.PROTECT, related_name="candidacies")
    is_chair = models.BooleanField("理事长、监事长人选", default=False)
    source = models.CharField("来源", max_length=12, choices=list(SOURCES.items()))
    skill = models.CharField("专长", max_length=60, blank=True)
    proposer = models.CharField("提名单位或方式", max_length=80)
    is_accountant = models.BooleanField("本社财务会计人员", default=False)
    declared = models.BooleanField("已声明无须回避的近亲属关系", default=False)
    status = models.CharField(
        "状态", max_length=12, choices=[(each.value, STATUSES[each]) for each in Status], default=Status.NOMINATED.value
    )
    nominated_at = models.DateTimeField("提名登记时间", default=clock.now)
    nominated_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reviewed_on = models.DateField("联审日期", null=True, blank=True)
    reviewed_at = models.DateTimeField("登记联审时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    opinion = models.CharField("联审意见", max_length=200, blank=True)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="elected", verbose_name="表决"
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="推选结果"
    )
    seated_from = models.DateField("任职自", null=True, blank=True)
    seated_until = models.DateField("离任日期", null=True, blank=True)
    ending = models.CharField("撤回或离任原因", max_length=200, blank=True)

    place_path = "term__organisation__place"
    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["term", "body", "-is_chair", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "body", "person"],
                condition=Q(status__in=["nominated", "qualified", "elected"]),
                name="candidate_once",
                violation_error_message="此人在本届这个机构已有提名或任职。",
            ),
            models.UniqueConstraint(
                fields=["term", "person"],
                condition=Q(status="elected", body__in=["directors", "supervisors"]),
                name="candidate_no_director_supervises",
                violation_error_message="理事会成员不得担任监事会成员或者监事（农村集体经济组织法第三十二条）。",
            ),
            models.UniqueConstraint(
                fields=["term", "body"],
                condition=Q(status="elected", is_chair=True),
                name="candidate_one_chair",
                violation_error_message="一个机构同时只有一名理事长或监事长。",
            ),
            models.CheckConstraint(
                condition=~Q(body="supervisors", is_accountant=True),
                name="candidate_no_accountant_supervises",
                violation_error_message="财务会计人员不得担任监事（农村集体经济组织法第三十二条）。",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["nominated", "withdrawn"])
                | Q(reviewed_on__isnull=False, reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="candidate_seat_was_reviewed",
                violation_error_message="资格联审须有日期、登记时间和人员，没有联审的不能当选。",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("nominated_by")),
                name="candidate_two_persons",
                violation_error_message="登记提名的人员不能自己登记联审。",
            ),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(opinion=""),
                name="candidate_refusal_has_reason",
                violation_error_message="联审未通过的须写明理由。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["elected", "ended"])
                | Q(seated_from__isnull=False, decision__isnull=False)
                | Q(seated_from__isnull=False, body="representatives", document__isnull=False),
                name="candidate_seat_was_decided",
                violation_error_message="任职须有起始日和成员大会（代表大会）的表决；成员代表须有推选结果。",
            ),
            models.CheckConstraint(
                condition=Q(status="ended", seated_until__isnull=False) & ~Q(ending="")
                | ~Q(status="ended") & Q(seated_until=None),
                name="candidate_end_has_reason",
                violation_error_message="离任须有日期和原因。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.term}{self.post}人选{self.person.name}"

    @property
    def post(self) -> str:
        """理事长, 理事, 监事长, 监事, 成员代表."""
        if self.is_chair and self.body in CHAIRS:
            return CHAIRS[Body(self.body)]
        return {Body.DIRECTORS: "理事", Body.SUPERVISORS: "监事"}.get(Body(self.body), BODIES[Body(self.body)])

    @property
    def place(self):
        return self.term.organisation.place
