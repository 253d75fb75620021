"""入户征求意见: one canvass of one plan version, its households frozen at opening, and every visit to their doors."""

import uuid
from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery

from communities.access import Verb
from communities.lib import clock
from communities.lib.sealed_field import SealedField
from communities.models import Account, Document, Household, Organisation, Residence
from communities.models.records import append_only
from communities.models.scoped import ScopedQuerySet
from votes.rules.canvass import LABELS, POSITIONS, REVISITS, SIGNERS, Opinions, Position, Status

STATUSES = [(each.value, LABELS[each.value]) for each in Status]


class CanvassQuerySet(ScopedQuerySet):
    def with_places(self) -> Self:
        return self.select_related("organisation__place__parent", "officer", "plan")

    def running(self) -> Self:
        return self.filter(status=Status.OPEN)

    def newest(self) -> Self:
        """The last version of each organisation's canvass."""
        return self.order_by("organisation_id", "-version").distinct("organisation_id")


class Canvass(models.Model):
    """One plan version put to all households of a community. `closes_on` is the last day of visits.

    The four counts are the standing positions, moved with each visit under a lock on this row; `last_on` and `last_at`
    are the newest day of a visit and the newest entry, which tell up to when they are also the counts of the past.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="canvasses")
    version = models.PositiveSmallIntegerField("方案版次")
    plan = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="方案文件")
    plan_title = models.CharField("方案名称", max_length=120)
    plan_text = models.TextField("征求意见内容", max_length=2000)
    opened_on = models.DateField("开始日期")
    closes_on = models.DateField("截止日期")
    officer = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="街道联系人")
    status = models.CharField("状态", max_length=12, choices=STATUSES, default=Status.OPEN.value)
    due = models.PositiveIntegerField("应征求（户）")
    agree = models.PositiveIntegerField("同意（户）", default=0)
    against = models.PositiveIntegerField("不同意（户）", default=0)
    abstain = models.PositiveIntegerField("弃权（户）", default=0)
    not_met = models.PositiveIntegerField("未联系上（户）", default=0)
    last_on = models.DateField("最近入户日期", null=True, blank=True)
    last_at = models.DateTimeField("最近登记时间", null=True, blank=True)
    opened_at = models.DateTimeField("开始登记时间", default=clock.now)
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("结束登记时间", null=True, blank=True)
    closed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "organisation__place"
    objects = CanvassQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "version"],
                name="canvass_version_once",
                violation_error_message="这一版方案已经征求意见。",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(status="open"),
                name="canvass_one_open",
                violation_error_message="本社区已有进行中的入户征求意见。",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opened_on")),
                name="canvass_closes_after_opening",
                violation_error_message="截止日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(due__gte=F("agree") + F("against") + F("abstain") + F("not_met")),
                name="canvass_counts_within_due",
                violation_error_message="各类意见户数合计不能多于应征求户数。",
            ),
            models.CheckConstraint(
                condition=Q(status="open", closed_at=None, closed_by=None)
                | ~Q(status="open") & Q(closed_at__isnull=False, closed_by__isnull=False),
                name="canvass_close_complete",
                violation_error_message="结束的征求意见须有登记时间和人员，进行中的没有。",
            ),
            models.CheckConstraint(
                condition=Q(last_on=None, last_at=None) | Q(last_on__isnull=False, last_at__isnull=False),
                name="canvass_last_pair",
                violation_error_message="最近入户日期和登记时间须同时登记。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place.name}入户征求意见（第{self.version}版方案）"

    @property
    def place(self):
        return self.organisation.place

    @property
    def is_open(self) -> bool:
        return self.status == Status.OPEN

    @property
    def opinions(self) -> Opinions:
        return Opinions(self.due, self.agree, self.against, self.abstain, self.not_met)

    def counts_hold_at(self, day: date, known_before: datetime) -> bool:
        """Whether the counts of now are also those of the day, as known before the moment."""
        return self.last_at is None or (self.last_on <= day and self.last_at < known_before)


class CanvassHouseholdQuerySet(ScopedQuerySet):
    """For those who do the work in the village and at the street; leaders and departments see sums."""

    verb = Verb.FILE

    def with_places(self) -> Self:
        return self.select_related("canvass__organisation__place__parent", "canvass__officer", "visitor")

    def with_hearers(self) -> Self:
        """`heard_by`: the visitor to whom the household said what stands; None where it has taken no position."""
        said = Visit.objects.filter(household=OuterRef("pk")).exclude(position=Position.NOT_MET)
        return self.annotate(heard_by=Subquery(said.order_by("-visited_on", "-number").values("by")[:1]))

    def not_visited(self) -> Self:
        return self.filter(position="")

    def matching(self, text: str) -> Self:
        """By number, address or the name of somebody who lives there now."""
        living = Residence.objects.current().filter(household=OuterRef("household"), person__name__icontains=text)
        return self.filter(Q(number__icontains=text) | Q(address__icontains=text) | Exists(living))

    def with_heads(self) -> Self:
        """`head` and `head_born`: who heads the household now."""
        head = Residence.objects.current().filter(household=OuterRef("household"), relation="head")
        return self.annotate(
            head=Subquery(head.values("person__name")[:1]), head_born=Subquery(head.values("person__born_on")[:1])
        )


class CanvassHousehold(models.Model):
    """One household to be asked, as the register had it at opening. `position` is the standing one, empty before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    canvass = models.ForeignKey(Canvass, models.PROTECT, related_name="households")
    household = models.ForeignKey(Household, models.PROTECT, related_name="+")
    number = models.CharField("户编号", max_length=20)
    address = models.CharField("住址", max_length=120, blank=True)
    grid = models.CharField("网格", max_length=40, blank=True)
    visitor = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="走访人")
    position = models.CharField("意见", max_length=10, choices=list(POSITIONS.items()), blank=True, default="")

    place_path = "canvass__organisation__place"
    objects = CanvassHouseholdQuerySet.as_manager()

    class Meta:
        ordering = ["canvass", "number"]
        indexes = [models.Index(fields=["visitor", "canvass"])]
        constraints = [
            models.UniqueConstraint(
                fields=["canvass", "household"],
                name="canvass_household_once",
                violation_error_message="同一户在一次征求意见中只列一次。",
            ),
            models.UniqueConstraint(
                fields=["canvass", "number"],
                name="canvass_number_once",
                violation_error_message="同一户编号在一次征求意见中只列一次。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.household)

    @property
    def place(self):
        return self.canvass.place


class VisitQuerySet(ScopedQuerySet):
    def told_to(self, account) -> Self:
        """Its own at the doors still given to it, and all of the officer named: a door given on tells nothing."""
        households = CanvassHousehold.objects.visible_to(account)
        own = Q(by=account.pk, household__visitor=account.pk)
        return self.filter(own | Q(canvass__officer=account.pk), household__in=households)


class Visit(models.Model):
    """One knock at one door, never changed; its key is made by the phone, so that sent twice it is one.

    Who signed and why somebody is against are sealed: who made the visit and the officer named read them alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(CanvassHousehold, models.PROTECT, related_name="visits")
    canvass = models.ForeignKey(Canvass, models.PROTECT, related_name="visits")
    number = models.PositiveSmallIntegerField("第几次")
    visited_on = models.DateField("入户日期")
    position = models.CharField("意见", max_length=10, choices=list(POSITIONS.items()))
    relation = models.CharField("签字人与户主关系", max_length=20, choices=list(SIGNERS.items()), blank=True)
    signer = SealedField("签字人", label="canvass_visit.signer", kind="text", blank=True, default="")
    reason = SealedField("不同意的理由", label="canvass_visit.reason", kind="text", blank=True, default="")
    revisit = models.CharField("回访", max_length=10, choices=list(REVISITS.items()), blank=True, default="")
    photo = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签字表照片"
    )
    at = models.DateTimeField("登记时间", default=clock.now)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "canvass__organisation__place"
    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["household", "visited_on", "number"]
        triggers = append_only("canvass_visit")
        indexes = [models.Index(fields=["canvass", "at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "number"],
                name="visit_number_once",
                violation_error_message="这一户正在登记，请稍候再试。",
            ),
            models.CheckConstraint(
                condition=Q(position="not_met", relation="") | ~Q(position="not_met") & ~Q(relation=""),
                name="visit_signed_unless_not_met",
                violation_error_message="表明意见的须写明签字人与户主关系，未联系上的不写。",
            ),
        ]

    def __str__(self) -> str:
        """Without its household: a second visit in a list of lines would be a hint of what was said at the first."""
        return f"{self.canvass}的一次入户"


class SheetBatch(models.Model):
    """Opinion sheets of a grid printed as one file. Blank sheets: they tell of nobody's position."""

    canvass = models.ForeignKey(Canvass, models.PROTECT, related_name="sheet_batches")
    grid = models.CharField("网格", max_length=40, blank=True)
    count = models.PositiveIntegerField("张数")
    at = models.DateTimeField("登记时间", default=clock.now)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    done_at = models.DateTimeField("生成时间", null=True, blank=True)

    place_path = "canvass__organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1),
                name="sheet_batch_not_empty",
                violation_error_message="至少打印一张征求意见表。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.canvass}意见表（{self.grid or '全部'}，{self.count}张）"
