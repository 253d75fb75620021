"""The share plan (股份量化方案): a base, classes of shares with their weights, and what each holder is allotted."""

from fractions import Fraction

import pgtrigger
from django.db import models
from django.db.models import F, Q

from communities.lib import clock
from communities.lib.fields import MoneyField
from communities.models import Account, Document, Household, Organisation, Person
from communities.models.scoped import ScopedQuerySet
from shareholders.rules.allocation import Rule, Weight
from shareholders.rules.plans import Body

from .fields import ShareField


class SharePlanQuerySet(ScopedQuerySet):
    def in_force(self):
        """Plans that have been decided: at most one of a cooperative."""
        return self.filter(status__in=(SharePlan.Status.DECIDED, SharePlan.Status.LOCKED))


class SharePlan(models.Model):
    """One version of a cooperative's plan. `places` is how many decimals a share is divided into."""

    class Status(models.TextChoices):
        DRAFT = "draft", "拟订中"
        DECIDED = "decided", "已通过"
        LOCKED = "locked", "已固化"
        VOID = "void", "已作废"

    BODIES = ((Body.MEMBERS.value, "成员大会"), (Body.REPRESENTATIVES.value, "成员代表大会"))
    PLACES = ((0, "整股"), (2, "保留2位小数"), (4, "保留4位小数"))

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="share_plans")
    version = models.PositiveSmallIntegerField("版次")
    reference_on = models.DateField("基准日")
    base_amount = MoneyField("量化基数（元）")
    base_source = models.CharField("基数出处", max_length=200)
    base_on = models.DateField("清查登记时点", null=True, blank=True)  # these three: what the locked inventory says
    base_digest = models.CharField("清查校验码", max_length=64, blank=True)
    base_stated = MoneyField("清查数（元）", null=True, blank=True)
    base_reason = models.CharField("与清查数不同的理由", max_length=200, blank=True)
    opening = models.BooleanField("按原改革登记", default=False)  # the reform's holders come by workbook
    places = models.PositiveSmallIntegerField("股数精度", choices=PLACES, default=2)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)
    total_shares = ShareField("总股数（股）", null=True, blank=True)  # set by the allocation, null while there is none
    created_at = models.DateTimeField("拟订时间", default=clock.now)
    created_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    body = models.CharField("表决机构", max_length=30, choices=BODIES, blank=True)
    motion_on = models.DateField("表决日期", null=True, blank=True)
    motion = models.CharField("决议", max_length=200, blank=True)
    motion_document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("登记表决时间", null=True, blank=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    locked_at = models.DateTimeField("固化时间", null=True, blank=True)
    locked_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "organisation__place"
    objects = SharePlanQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "version"],
                name="plan_version_once",
                violation_error_message="本组织已有这个版次的股份量化方案。",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(status__in=["decided", "locked"]),
                name="plan_one_in_force",
                violation_error_message="本组织已有通过的股份量化方案，须先作废才能通过另一个版次。",
            ),
            models.CheckConstraint(
                condition=Q(base_amount__gt=0),
                name="plan_base_above_nought",
                violation_error_message="量化基数必须大于0元。",
            ),
            models.CheckConstraint(
                condition=Q(base_on=None, base_stated=None, base_digest="")
                | Q(base_on__isnull=False, base_stated__isnull=False) & ~Q(base_digest=""),
                name="plan_base_from_inventory_whole",
                violation_error_message="取自清查的基数须有登记时点、清查数和校验码。",
            ),
            models.CheckConstraint(
                condition=Q(base_stated=None) | Q(base_amount=F("base_stated")) | ~Q(base_reason=""),
                name="plan_base_differs_with_reason",
                violation_error_message="量化基数与已锁定的清查数不同，请写明理由。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["decided", "locked"])
                | Q(
                    motion_on__isnull=False, decided_at__isnull=False, decided_by__isnull=False,
                    total_shares__isnull=False,
                ) & ~Q(motion="") & ~Q(body=""),
                name="plan_decided_has_motion",
                violation_error_message="通过的方案须有总股数和表决的机构、日期、决议。",
            ),
            models.CheckConstraint(
                condition=Q(status="locked", locked_at__isnull=False, locked_by__isnull=False)
                | ~Q(status="locked") & Q(locked_at=None, locked_by=None),
                name="plan_lock_pair",
                violation_error_message="固化股权须同时有时间和人员。",
            ),
            models.CheckConstraint(
                condition=Q(locked_by=None) | ~Q(locked_by=F("decided_by")),
                name="plan_lock_two_persons",
                violation_error_message="登记表决的人员不能自己固化股权，须由街道另一人办理。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation.name}股份量化方案（第{self.version}版）"

    @property
    def base_fen(self) -> int:
        return int(self.base_amount * 100)

    @property
    def place(self):
        return self.organisation.place


class ShareClass(models.Model):
    """股类 with its weight: shares for a head or a year, a number for the whole class, or the collective's percent."""

    class Kind(models.TextChoices):
        POPULATION = "population", "人口股"
        LABOUR = "labour", "农龄股"
        RELIEF = "relief", "扶贫股"
        ONLY_CHILD = "only_child", "独生子女奖励股"
        COLLECTIVE = "collective", "集体股"
        OTHER = "other", "其他股"

    RULES = (
        (Rule.PER_HEAD.value, "每人"),
        (Rule.PER_YEAR.value, "每年农龄"),
        (Rule.STATED.value, "按名单份数"),
        (Rule.COLLECTIVE.value, "占总股数比例"),
    )

    plan = models.ForeignKey(SharePlan, models.PROTECT, related_name="classes")
    position = models.PositiveSmallIntegerField("次序")
    name = models.CharField("名称", max_length=20)
    kind = models.CharField("股类", max_length=12, choices=Kind.choices)
    rule = models.CharField("计股办法", max_length=12, choices=RULES)
    rate = ShareField("每份股数（股）", null=True, blank=True)
    pool = ShareField("股类总数（股）", null=True, blank=True)
    percent = models.DecimalField("占总股数（%）", max_digits=6, decimal_places=3, null=True, blank=True)
    inheritable = models.BooleanField("可以继承", default=True)

    place_path = "plan__organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "name"],
                name="share_class_name_once",
                violation_error_message="本方案已有同名的股类。",
            ),
            models.CheckConstraint(
                condition=(
                    Q(rule="collective", percent__isnull=False, percent__gt=0, percent__lt=100, rate=None, pool=None)
                    | ~Q(rule="collective") & Q(percent=None, rate__isnull=False, rate__gt=0, pool=None)
                    | ~Q(rule="collective") & Q(percent=None, rate=None, pool__isnull=False, pool__gt=0)
                ),
                name="share_class_one_weight",
                violation_error_message="每份股数、股类总数、占总股数比例只填一项，且须大于0；集体股填比例。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def weight(self) -> Weight:
        """The class as the law of allocation reads it."""
        given = (self.rate, self.pool, self.percent)
        rate, pool, percent = (None if each is None else Fraction(each) for each in given)
        return Weight(str(self.pk), self.name, Rule(self.rule), rate, pool, percent)

    @property
    def weight_words(self) -> str:
        """“每人1股”、“共1000股，按每年农龄分配”、“占总股数20%”、“共1000股” where an earlier reform divided them."""
        if self.percent is not None:
            return f"占总股数{self.percent.normalize():f}%"
        if self.rate is not None:
            return f"{self.get_rule_display()}{self.rate.normalize():f}股"
        total = f"共{self.pool.normalize():f}股"
        return total if self.plan.opening else f"{total}，{self.get_rule_display()}分配"


class ShareClaim(models.Model):
    """计股依据: what one person brings to a class: heads (1 unless said otherwise), years of 农龄, stated units."""

    share_class = models.ForeignKey(ShareClass, models.CASCADE, related_name="claims")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    measure = models.DecimalField("数量", max_digits=10, decimal_places=4)
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["share_class", "person"],
                name="claim_once",
                violation_error_message="此人在这个股类已有计股依据。",
            ),
            models.CheckConstraint(
                condition=Q(measure__gte=0),
                name="claim_not_below_nought",
                violation_error_message="计股依据不能为负数。",
            ),
        ]


class AllotmentQuerySet(ScopedQuerySet):
    def carried(self):
        """The rounding rows: where a share's last part or a fen was rounded up."""
        return self.filter(Q(carried=True) | Q(yuan_carried=True))

    def with_holders(self):
        return self.select_related("share_class", "person", "household")


class ShareAllotment(models.Model):
    """One row of the allocation; without a person it is the collective's. The exact parts are fractions as text."""

    plan = models.ForeignKey(SharePlan, models.PROTECT, related_name="allotments")
    share_class = models.ForeignKey(ShareClass, models.PROTECT, related_name="allotments")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="+")
    measure = models.DecimalField("计股依据", max_digits=10, decimal_places=4)
    exact_shares = models.CharField("精确股数", max_length=80)
    shares = ShareField("股数（股）")
    carried = models.BooleanField("股数进位", default=False)
    exact_yuan = models.CharField("精确金额", max_length=80)
    yuan = MoneyField("金额（元）")
    yuan_carried = models.BooleanField("金额进位", default=False)

    place_path = "plan__organisation__place"
    objects = AllotmentQuerySet.as_manager()

    class Meta:
        ordering = ["share_class__position", "household__number", "pk"]
        indexes = [models.Index(fields=["plan", "household"])]
        constraints = [
            models.UniqueConstraint(
                fields=["share_class", "person"],
                name="allotment_once",
                nulls_distinct=False,
                violation_error_message="此人在这个股类已有一行分配。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="allotment_fixed",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="RAISE EXCEPTION '分配结果只能整体重新生成，不能修改单行';",
            ),
            pgtrigger.Trigger(
                name="allotment_kept",
                level=pgtrigger.Statement,
                operation=pgtrigger.Delete,
                when=pgtrigger.After,
                referencing=pgtrigger.Referencing(old="gone"),
                func="IF EXISTS (SELECT FROM gone JOIN shareholders_shareplan p ON p.id = gone.plan_id"
                " WHERE p.status <> 'draft') THEN RAISE EXCEPTION '方案已经通过，分配结果不能删除'; END IF;"
                " RETURN NULL;",
            ),
        ]
