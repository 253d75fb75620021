"""A case per community: its route and way, who receives it, who takes over what it owes, and its planned dates."""

from django.db import models
from django.db.models import Q

from communities.lib.fields import MoneyField
from communities.models import Account, LegalBody, Organisation, Place
from communities.models.records import append_only
from communities.models.scoped import ScopedQuerySet
from mergers.rules.rulebook import CaseFacts, StepView

from .programmes import Batch, RulebookVersion


class CaseQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(completed_on=None, removed_on=None)

    def in_programme(self):
        """Cases that count: everything not taken out of the plan."""
        return self.filter(removed_on=None)

    def in_district(self, district: Place):
        return self.filter(place__district=district)

    def in_order(self):
        """As on the wall chart: by street, then by position."""
        return self.order_by("place__parent__code", "place__parent_id", "position", "place__code", "pk")

    def with_places(self):
        return self.select_related("place__parent", "place__district", "rulebook_version", "batch__programme")


class MergerCase(models.Model):
    class Route(models.TextChoices):
        A = "A", "路径A（村民委员会）"
        B = "B", "路径B（居民委员会）"

    class Mode(models.TextChoices):
        CONVERT = "convert", "撤改"
        MERGE = "merge", "撤并"

    place = models.ForeignKey(Place, models.PROTECT, related_name="cases")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="cases")
    rulebook_version = models.ForeignKey(RulebookVersion, models.PROTECT, related_name="cases")
    position = models.PositiveSmallIntegerField("序号", default=0)
    legal_body = models.CharField("法律主体", max_length=20, choices=LegalBody.choices)
    route = models.CharField("路径", max_length=1, choices=Route.choices)
    reform_done = models.BooleanField("改制已完成")  # true: steps 5–7 are a 核验 (changes only)
    mode = models.CharField("方式", max_length=10, choices=Mode.choices, blank=True)
    mode_approved_at = models.DateTimeField("方式批准时间", null=True, blank=True)
    mode_approved_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    has_agency = models.BooleanField("委托第三方清查", default=False)
    cooperatives_merge = models.BooleanField("合作社同时合并", default=False)
    lead_name = models.CharField("包保领导", max_length=40, blank=True)
    officer_name = models.CharField("责任人", max_length=40, blank=True)
    opened_on = models.DateField("启动日期")
    suspended_on = models.DateField("暂缓自", null=True, blank=True)
    completed_on = models.DateField("完成日期", null=True, blank=True)
    removed_on = models.DateField("移出计划日期", null=True, blank=True)

    place_path = "place"
    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(completed_on=None, removed_on=None),
                name="case_one_open_a_community",
                violation_error_message="这个社区已有一件正在办理的撤并事项。",
            ),
            models.CheckConstraint(
                condition=Q(mode_approved_at=None, mode_approved_by=None)
                | Q(mode_approved_at__isnull=False, mode_approved_by__isnull=False),
                name="case_mode_approval_pair",
                violation_error_message="方式的批准须同时有时间和人员。",
            ),
            models.CheckConstraint(
                condition=Q(route="A", legal_body="villagers_committee")
                | Q(route="B", legal_body__in=["residents_committee", "unreformed_committee"]),
                name="case_route_follows_legal_body",
                violation_error_message="路径由法律主体决定：村民委员会走路径A，居民委员会走路径B。",
            ),
            models.CheckConstraint(
                condition=~Q(legal_body="unreformed_committee") | Q(reform_done=False),
                name="case_unreformed_is_not_reformed",
                violation_error_message="法律主体为“改制未完成”的，改制不能填已完成。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place.name}撤并事项"

    def facts(self) -> CaseFacts:
        """What the rulebook looks at; until the way is chosen it is taken as a merger, which asks for more."""
        return CaseFacts(self.route, self.mode or "merge", self.reform_done, self.has_agency, self.cooperatives_merge)

    def step_view(self, number: int) -> StepView:
        return self.rulebook_version.rulebook.step(number).for_case(self.facts())

    def step_views(self) -> tuple[StepView, ...]:
        return self.rulebook_version.rulebook.for_case(self.facts())

    @property
    def village_rules(self) -> bool:
        """Whether village rules hold throughout (路径A, or 改制未完成: 山东办法 §46)."""
        return self.legal_body != LegalBody.RESIDENTS_COMMITTEE


class CaseEvent(models.Model):
    """What was decided about a case as a whole, by business day and entry time; append-only.

    `data` of all events up to a day, the later laid over the earlier, are the facts of the case at that day: route,
    rulebook, legal_body, reform_done, lead, officer, mode, status, receivers ([name, opinion, opinion_on]) and
    liabilities ([count, with a taker, taken over]).
    """

    class Kind(models.TextChoices):
        OPENED = "opened", "启动"
        MODE_CHOSEN = "mode_chosen", "选定方式"
        MODE_APPROVED = "mode_approved", "批准方式"
        SUSPENDED = "suspended", "暂缓"
        RESUMED = "resumed", "恢复"
        STATUS_SET = "status_set", "人工定状态"
        STATUS_CLEARED = "status_cleared", "取消人工状态"
        RULEBOOK_MOVED = "rulebook_moved", "改用新版规程"
        COMPLETED = "completed", "完成"
        REOPENED = "reopened", "重新办理"
        REMOVED = "removed", "移出计划"
        RECEIVERS_SET = "receivers_set", "登记接收社区"
        LIABILITIES_SET = "liabilities_set", "登记债权债务承继"

    case = models.ForeignKey(MergerCase, models.PROTECT, related_name="events")
    kind = models.CharField("事项", max_length=20, choices=Kind.choices)
    occurred_on = models.DateField("发生日期")
    at = models.DateTimeField("录入时间")
    by_name = models.CharField("人员", max_length=40)
    reason = models.CharField("理由", max_length=500, blank=True)
    data = models.JSONField(default=dict)

    place_path = "case__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["case", "at", "pk"]
        triggers = append_only("case_event")


class Receiver(models.Model):
    """A receiving community: an actor with its own opinion and a check of its size after the merger."""

    case = models.ForeignKey(MergerCase, models.PROTECT, related_name="receivers")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="接收社区")
    households_after = models.PositiveIntegerField("并入后户数（户）", null=True, blank=True)
    population_after = models.PositiveIntegerField("并入后人口（人）", null=True, blank=True)
    size_note = models.CharField("规模说明", max_length=200, blank=True)
    opinion = models.CharField(
        "接收社区意见",
        max_length=10,
        blank=True,
        choices=[("agree", "同意接收"), ("conditions", "有条件同意"), ("against", "不同意")],
    )
    opinion_on = models.DateField("意见日期", null=True, blank=True)
    opinion_text = models.CharField("意见内容", max_length=500, blank=True)

    place_path = "place"  # the receiving community's own people read and answer it
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["case", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "place"], name="receiver_once_a_case", violation_error_message="接收社区重复。"
            ),
            models.CheckConstraint(
                condition=Q(opinion="", opinion_on=None) | (~Q(opinion="") & Q(opinion_on__isnull=False)),
                name="receiver_opinion_has_date",
                violation_error_message="接收社区意见须写明日期。",
            ),
        ]


class Liability(models.Model):
    """A debt, lawsuit or guarantee of the old body and who takes it over (民法典 §67). Money in yuan."""

    class Kind(models.TextChoices):
        DEBT = "debt", "债务"
        LAWSUIT = "lawsuit", "诉讼"
        GUARANTEE = "guarantee", "担保"

    case = models.ForeignKey(MergerCase, models.PROTECT, related_name="liabilities")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    title = models.CharField("事项", max_length=120)
    amount = MoneyField("金额（元）", null=True, blank=True)
    taker = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承接主体"
    )
    taken_over_on = models.DateField("承接日期", null=True, blank=True)

    class Meta:
        ordering = ["case", "pk"]


class Cadre(models.Model):
    """A village cadre's pay before and through the transition (一届过渡期, R24). Pay in yuan a month."""

    case = models.ForeignKey(MergerCase, models.PROTECT, related_name="cadres")
    name = models.CharField("姓名", max_length=40)
    post = models.CharField("职务", max_length=40)
    pay = MoneyField("月报酬（元）")
    pay_basis = models.CharField("报酬依据", max_length=120)
    transition_ends_on = models.DateField("过渡期至", null=True, blank=True)

    class Meta:
        ordering = ["case", "pk"]


class PlanDate(models.Model):
    """A planned finishing day of a step. The first is the baseline; a later one needs a reason and is counted (N64)."""

    case = models.ForeignKey(MergerCase, models.PROTECT, related_name="plan_dates")
    step = models.PositiveSmallIntegerField("步骤")
    planned_on = models.DateField("计划完成")
    baseline = models.BooleanField("基准计划")
    decided_on = models.DateField("决定日期")
    at = models.DateTimeField("录入时间")
    by_name = models.CharField("人员", max_length=40)
    reason = models.CharField("调整理由", max_length=300, blank=True)

    place_path = "case__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["case", "step", "at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "step"],
                condition=Q(baseline=True),
                name="plan_one_baseline_a_step",
                violation_error_message="每一步只有一个基准计划日期。",
            ),
            models.CheckConstraint(
                condition=Q(baseline=True) | ~Q(reason=""),
                name="plan_change_has_reason",
                violation_error_message="调整计划日期须写明理由。",
            ),
        ]
