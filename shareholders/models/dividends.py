"""The distribution of a year's income (收益分配): its figures, each holder's part at the record date, its postings."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from communities.lib import clock
from communities.lib.fields import MoneyField
from communities.models import Account, Document, Household, Notice, Person
from communities.models.scoped import ScopedQuerySet
from shareholders.rules.dividends import STATUSES, Figures, Status, a_share

from .fields import ShareField
from .findings import Decision
from .plans import SharePlan

SUMS = ("income", "brought_forward", "losses", "reserve", "amount", "retained")
# What the members decided is the list of that moment: figures and rows stay, whatever happens to the ledger.
FROZEN = (
    "plan_id", "year", *SUMS, "reserve_percent", "record_on", "basis", "collective_takes_part", "ledger_number",
    "households", "people", "shares", "digest", "sheets",
)  # fmt: skip
ADDS_UP = """
IF (SELECT coalesce(sum(yuan), 0) FROM shareholders_dividendline WHERE dividend_id = NEW.id) <> NEW.amount THEN
    RAISE EXCEPTION '分配名单的金额合计不等于本次分配金额' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""
OF_DRAFT = """
IF EXISTS (SELECT FROM lines JOIN shareholders_dividend d ON d.id = lines.dividend_id WHERE d.status <> 'draft') THEN
    RAISE EXCEPTION '收益分配已经通过或作废，名单不能增删';
END IF;
RETURN NULL;
"""


class DividendQuerySet(ScopedQuerySet):
    def with_names(self):
        related = ("plan__organisation__place__parent", "created_by", "decided_by", "voided_by", "decision")
        return self.select_related(*related)

    def standing(self, at):
        """Decided before a moment and not void at it."""
        return self.filter(decided_at__lt=at).filter(Q(voided_at=None) | Q(voided_at__gt=at))


class Dividend(models.Model):
    """A year's income of a share plan, in yuan. The rows are those of the ledger up to entry `ledger_number`."""

    plan = models.ForeignKey(SharePlan, models.PROTECT, related_name="dividends")
    year = models.PositiveSmallIntegerField("年度")
    income = MoneyField("当年收益（元）")
    brought_forward = MoneyField("年初未分配收益（元）", default=0)
    losses = MoneyField("弥补以前年度亏损（元）", default=0)
    reserve_percent = models.DecimalField("章程规定的公积公益金提取比例（%）", max_digits=5, decimal_places=2)
    reserve = MoneyField("提取公积公益金（元）")
    amount = MoneyField("本次分配（元）")
    retained = MoneyField("结转下年（元）", default=0)
    record_on = models.DateField("股权登记日")
    basis = models.CharField("依据（章程条款、制度）", max_length=200)
    collective_takes_part = models.BooleanField("集体股参加分配", default=True)
    status = models.CharField(
        "状态", max_length=10, choices=[(each.value, STATUSES[each]) for each in Status], default=Status.DRAFT.value
    )
    ledger_number = models.PositiveIntegerField("台账截至业务号")
    households = models.PositiveIntegerField("户数（户）")
    people = models.PositiveIntegerField("股东（人）")
    shares = ShareField("参加分配的股数（股）")
    sheets = models.PositiveIntegerField("排版部分数")
    digest = models.CharField("校验码", max_length=64)
    created_at = models.DateTimeField("拟订时间", default=clock.now)
    created_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="dividends", verbose_name="表决"
    )
    decided_at = models.DateTimeField("登记表决时间", null=True, blank=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField("作废理由", max_length=200, blank=True)

    place_path = "plan__organisation__place"
    objects = DividendQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "year"],
                condition=~Q(status="void"),
                name="dividend_once_a_year",
                violation_error_message="这个年度已有收益分配，须先作废才能重新拟订。",
            ),
            models.CheckConstraint(
                condition=Q(income=F("losses") + F("reserve") + F("amount") + F("retained") - F("brought_forward")),
                name="dividend_adds_up",
                violation_error_message="当年收益加年初未分配收益，须等于弥补亏损、公积公益金、本次分配、结转下年之和。",
            ),
            models.CheckConstraint(
                condition=Q(
                    income__gte=0, brought_forward__gte=0, losses__gte=0, reserve__gte=0, retained__gte=0,
                    amount__gt=0, reserve_percent__gte=0, reserve_percent__lte=100, shares__gt=0,
                ),
                name="dividend_nothing_below_nought",
                violation_error_message="各项金额不能小于0，本次分配金额须大于0，提取比例在0到100之间。",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", decision=None, decided_at=None, decided_by=None)
                | Q(status="decided", decision__isnull=False, decided_at__isnull=False, decided_by__isnull=False)
                | Q(status="void"),
                name="dividend_decided_has_decision",
                violation_error_message="通过的收益分配须有表决、登记时间和人员，拟订中的没有。",
            ),
            models.CheckConstraint(
                condition=Q(status="void", voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")
                | ~Q(status="void") & Q(voided_at=None, voided_by=None, void_reason=""),
                name="dividend_void_has_reason",
                violation_error_message="作废收益分配须有时间、人员和理由。",
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(
                name="dividend_frozen",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition(
                    "OLD.status <> 'draft' AND "
                    f"({', '.join(f'NEW.{each}' for each in FROZEN)}) IS DISTINCT FROM"
                    f" ({', '.join(f'OLD.{each}' for each in FROZEN)})"
                ),
                func="RAISE EXCEPTION '收益分配已经通过或作废，数字不能再改';",
            ),
            pgtrigger.Trigger(
                name="dividend_rows_add_up",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("NEW.status = 'decided' AND OLD.status <> 'decided'"),
                func=ADDS_UP,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.organisation.name}{self.year}年度收益分配"

    @property
    def place(self):
        return self.plan.organisation.place

    @property
    def figures(self) -> Figures:
        return Figures(reserve_percent=self.reserve_percent, **{name: getattr(self, name) for name in SUMS})

    @property
    def a_share(self):
        """每股, yuan, cut; for display only."""
        return a_share(self.amount, self.shares)


class DividendLineQuerySet(ScopedQuerySet):
    def carried(self):
        """The rounding rows: those whose last fen was rounded up."""
        return self.filter(carried=True)


class DividendLine(models.Model):
    """One holder's part; without a person it is the collective's. `exact_yuan` is a fraction as text."""

    dividend = models.ForeignKey(Dividend, models.PROTECT, related_name="lines")
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="户")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="持股人")
    number = models.CharField("户编号", max_length=20, blank=True)
    certificate = models.CharField("股权证号", max_length=10, blank=True)
    head = models.CharField("户主", max_length=40, blank=True)
    name = models.CharField("姓名", max_length=40)
    relation = models.CharField("与户主关系", max_length=20, blank=True)
    is_child = models.BooleanField("不满十四周岁", default=False)
    shares = ShareField("股数（股）")
    exact_yuan = models.CharField("精确金额", max_length=80)
    yuan = MoneyField("金额（元）")
    carried = models.BooleanField("进位", default=False)
    sheet = models.PositiveIntegerField("排版部分")  # the part of the paper; a household is in one
    position = models.PositiveIntegerField("顺序")

    place_path = "dividend__plan__organisation__place"
    objects = DividendLineQuerySet.as_manager()

    class Meta:
        ordering = ["dividend", "position"]
        indexes = [models.Index(fields=["dividend", "sheet"]), models.Index(fields=["household"])]
        constraints = [
            models.UniqueConstraint(
                fields=["dividend", "household", "person"],
                name="dividend_line_once",
                nulls_distinct=False,
                violation_error_message="同一持股人在一次收益分配中只有一行。",
            ),
            models.CheckConstraint(
                condition=Q(shares__gt=0, yuan__gte=0),
                name="dividend_line_not_below_nought",
                violation_error_message="持股须大于0，分得金额不能小于0。",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="dividend_line_fixed",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="RAISE EXCEPTION '分配名单只能整体重新生成，不能修改单行';",
            ),
            *(
                pgtrigger.Trigger(
                    name=f"dividend_line_{name}",
                    level=pgtrigger.Statement,
                    operation=operation,
                    when=pgtrigger.After,
                    referencing=referencing,
                    func=OF_DRAFT,
                )
                for name, operation, referencing in (
                    ("added", pgtrigger.Insert, pgtrigger.Referencing(new="lines")),
                    ("kept", pgtrigger.Delete, pgtrigger.Referencing(old="lines")),
                )
            ),
        ]


class DividendBoard(models.Model):
    """A posting of a decided distribution: its notice and its printed list. The rows are the distribution's own."""

    dividend = models.ForeignKey(Dividend, models.PROTECT, related_name="boards")
    part = models.PositiveSmallIntegerField("次序", default=1)
    notice = models.OneToOneField(Notice, models.PROTECT, related_name="dividend_board")
    paper = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="名单")
    made_at = models.DateTimeField("制榜时间", default=clock.now)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "dividend__plan__organisation__place"
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["dividend", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["dividend", "part"],
                name="dividend_board_once",
                violation_error_message="这一次收益分配公示已经制作过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.dividend.plan.organisation.name}{self.label}"

    @property
    def label(self) -> str:
        word = f"{self.dividend.year}年度收益分配公示"
        return word if self.part == 1 else f"{word}（第{self.part}次）"

    @property
    def digest(self) -> str:
        return self.dividend.digest
