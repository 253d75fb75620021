"""The contract register (合同台账) of a cooperative or a committee: terms, filing, what is wrong, what became of it."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Least, TruncDate

from assets.filing import FilingRules
from assets.rules import contracts as rules
from communities.lib import clock
from communities.lib.fields import AreaField, MoneyField
from communities.models import Account, Organisation

from .bodies import BodyQuerySet
from .inventories import Inventory
from .lines import InventoryLine


def first_lock(organisation: str = "organisation") -> Subquery:
    """The day on which the organisation's first inventory was locked; acts after it are watched."""
    locked = Inventory.objects.filter(organisation=OuterRef(organisation)).exclude(locked_at=None)
    return Subquery(locked.order_by("locked_at").values(day=TruncDate("locked_at"))[:1])


class ContractQuerySet(BodyQuerySet):
    def with_places(self) -> Self:
        return self.select_related("organisation__place__parent", "line")

    def with_lock(self) -> Self:
        """Each with `locked_on`, the day from which leases are watched, or None."""
        return self.annotate(locked_on=first_lock())

    def in_status(self, key: str, day: date) -> Self:
        """Those whose status on a day is the key; the same dated rule as `rules.contracts.status`."""
        ended = Q(terminated_on__lte=day)
        disputed = Q(disputed_on__lte=day) & (Q(settled_on=None) | Q(settled_on__gt=day))
        early, over = Q(starts_on__gt=day), Q(ends_on__lt=day)
        by_key = {
            "terminated": ended,
            "disputed": ~ended & disputed,
            "upcoming": ~ended & ~disputed & early,
            "expired": ~ended & ~disputed & ~early & over,
            "valid": ~ended & ~disputed & ~early & ~over,
        }
        return self.filter(by_key[key])

    def unfiled(self, reached: Q) -> Self:
        """未备案: those that reach the amount (`FilingRules.reached`), and leases after the lock."""
        after_lock = Q(kind__in=rules.LEASES, signed_on__gte=F("locked_on"))
        return self.with_lock().filter(Q(filing_number="") & (reached | after_lock))

    def leases_after_lock(self) -> Self:
        return self.with_lock().filter(kind__in=rules.LEASES, signed_on__gte=F("locked_on"))

    def overlong(self) -> Self:
        return self.filter(ends_on__gt=F("lease_limit_on"))

    def shared(self) -> Self:
        """一地多租: another contract of the organisation lets the same thing over some of the same days."""
        last = Least("ends_on", F("terminated_on") - timedelta(days=1), output_field=models.DateField())
        last_day = Coalesce(last, date(9999, 12, 31), output_field=models.DateField())
        other = Contract.objects.annotate(last_day=last_day).filter(
            organisation=OuterRef("organisation"),
            subject_key=OuterRef("subject_key"),
            starts_on__lte=OuterRef("last_day"),
            last_day__gte=OuterRef("starts_on"),
        )
        return self.annotate(last_day=last_day).filter(Exists(other.exclude(pk=OuterRef("pk"))))

    def in_arrears(self) -> Self:
        return self.filter(receivable__gt=F("received"))

    def not_recovered(self, day: date) -> Self:
        """Leases that have ended and of which nobody has entered that the thing came back."""
        ended = self.in_status("expired", day) | self.in_status("terminated", day)
        return ended.filter(kind__in=rules.LEASES, recovered_on=None)

    def expiring(self, day: date, days: int) -> Self:
        """Running contracts that end within so many days."""
        return self.in_status("valid", day).filter(ends_on__lte=day + timedelta(days=days))

    def to_review(self) -> Self:
        return self.filter(review=Contract.Review.ENTERED)

    def matching(self, text: str) -> Self:
        found = Q(number__icontains=text) | Q(subject__icontains=text) | Q(counterparty__icontains=text)
        return self.filter(found | Q(organisation__name__icontains=text))

    def split(self, held: FilingRules) -> set[int]:
        """The keys of unfiled contracts that are small each and reach the amount together with one party."""
        by_body: dict[int, list[Contract]] = defaultdict(list)
        for contract in self.filter(filing_number="").select_related("organisation__place"):
            by_body[contract.organisation_id].append(contract)
        return {key for rows in by_body.values() for key in split_of(rows, held)}


def split_of(contracts: list["Contract"], held: FilingRules) -> dict[int, tuple[frozenset[int], Decimal]]:
    """What `rules.split` finds among the contracts of one organisation, by the rule of the newest one's day."""
    if not contracts:
        return {}
    newest = max(contract.signed_on for contract in contracts)
    rule = held.rule(contracts[0].place.district_id, newest)
    return rules.split([contract.terms for contract in contracts], rule)


class Contract(models.Model):
    """One contract of one organisation. Money in yuan; of a counterparty who is a person the name only."""

    class AreaUnit(models.TextChoices):
        MU = "mu", "亩"
        SQUARE_METRE = "sqm", "㎡"

    class Related(models.TextChoices):
        NO = "no", "否"
        YES = "yes", "是"
        UNKNOWN = "unknown", "未核实"

    class Review(models.TextChoices):
        ENTERED = "entered", "待街道核对"
        CONFIRMED = "confirmed", "街道已核对"
        RETURNED = "returned", "退回更正"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="contracts", verbose_name="合同单位")
    number = models.CharField("合同编号", max_length=40)
    kind = models.CharField("类型", max_length=20, choices=[(kind.key, kind.label) for kind in rules.KINDS])
    subject = models.CharField("标的", max_length=120)
    line = models.ForeignKey(
        InventoryLine, models.PROTECT, null=True, blank=True, related_name="contracts", verbose_name="清查明细"
    )
    subject_key = models.CharField(max_length=120, editable=False)
    location = models.CharField("坐落、四至", max_length=200, blank=True)
    area = AreaField("面积", null=True, blank=True)
    area_unit = models.CharField("面积单位", max_length=4, choices=AreaUnit.choices, blank=True)
    counterparty = models.CharField("对方", max_length=80)
    is_person = models.BooleanField("对方是个人", default=False)
    cadre_related = models.CharField("村干部亲属", max_length=8, choices=Related.choices, default=Related.UNKNOWN)
    signed_on = models.DateField("签订日")
    starts_on = models.DateField("起始日")
    ends_on = models.DateField("终止日", null=True, blank=True)
    total = MoneyField("总价（元）", null=True, blank=True)
    rent_per_year = MoneyField("年租金（元）", null=True, blank=True)
    rent_terms = models.CharField("递增条款", max_length=200, blank=True)
    payment = models.CharField("支付方式", max_length=100, blank=True)
    deposit = MoneyField("押金（元）", null=True, blank=True)
    receivable = MoneyField("应收（元）", default=0)
    received = MoneyField("实收（元）", default=0)
    written = models.BooleanField("有书面合同", default=True)
    procedure = models.CharField("民主程序", max_length=200, blank=True)
    public_trading = models.BooleanField("公开交易", default=False)
    filing_number = models.CharField("备案文号", max_length=60, blank=True)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    problems = ArrayField(
        models.CharField(max_length=20, choices=list(rules.PROBLEMS.items())),
        verbose_name="问题类型",
        default=list,
        blank=True,
    )
    measure = models.CharField("处理意见", max_length=300, blank=True)
    successor = models.CharField("并入后承继主体", max_length=80, blank=True)
    disputed_on = models.DateField("发生争议", null=True, blank=True)
    dispute = models.CharField("争议情况", max_length=200, blank=True)
    settled_on = models.DateField("争议解决", null=True, blank=True)
    terminated_on = models.DateField("解除日期", null=True, blank=True)
    termination = models.CharField("解除原因", max_length=200, blank=True)
    recovered_on = models.DateField("收回日期", null=True, blank=True)
    # What follows from the terms, kept beside them so that lists can ask for it.
    worth = MoneyField("合同金额（元）", null=True, editable=False)
    lease_limit_on = models.DateField("租赁最长至", null=True, editable=False)
    entered_at = models.DateTimeField("登记时间", default=clock.now)
    changed_at = models.DateTimeField("最近更正", default=clock.now)
    changed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")  # null: a command
    review = models.CharField("核对", max_length=10, choices=Review.choices, default=Review.ENTERED)
    review_note = models.CharField("核对意见", max_length=300, blank=True)
    reviewed_at = models.DateTimeField("核对时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "organisation__place"
    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__place__code", "organisation", "-signed_on", "number", "pk"]
        indexes = [
            models.Index(fields=["organisation", "subject_key"]),
            models.Index(fields=["ends_on"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number"],
                name="contract_number_once",
                violation_error_message="该单位已登记同一编号的合同，请核对编号。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="contract_ends_after_start",
                violation_error_message="合同终止日不能早于起始日。",
            ),
            models.CheckConstraint(
                condition=(Q(total=None) | Q(total__gte=0))
                & (Q(rent_per_year=None) | Q(rent_per_year__gte=0))
                & (Q(deposit=None) | Q(deposit__gte=0))
                & Q(receivable__gte=0, received__gte=0),
                name="contract_money_not_negative",
                violation_error_message="合同的各项金额不能为负数。",
            ),
            models.CheckConstraint(
                condition=Q(area=None, area_unit="") | (Q(area__gt=0) & ~Q(area_unit="")),
                name="contract_area_has_unit",
                violation_error_message="面积须大于零，并写明单位（亩或㎡）。",
            ),
            models.CheckConstraint(
                condition=Q(filing_number="", filed_on=None) | (~Q(filing_number="") & Q(filed_on__isnull=False)),
                name="contract_filing_pair",
                violation_error_message="备案须同时有文号和日期。",
            ),
            models.CheckConstraint(
                condition=Q(disputed_on=None, dispute="", settled_on=None)
                | (
                    Q(disputed_on__isnull=False)
                    & ~Q(dispute="")
                    & (Q(settled_on=None) | Q(settled_on__gte=F("disputed_on")))
                ),
                name="contract_dispute_complete",
                violation_error_message="争议须同时有日期和情况，解决日期不能早于发生日期。",
            ),
            models.CheckConstraint(
                condition=Q(terminated_on=None, termination="") | (Q(terminated_on__isnull=False) & ~Q(termination="")),
                name="contract_termination_has_reason",
                violation_error_message="解除合同须同时有日期和原因。",
            ),
            models.CheckConstraint(
                condition=Q(review="entered", reviewed_at=None, reviewed_by=None)
                | (
                    ~Q(review="entered")
                    & Q(reviewed_at__isnull=False, reviewed_by__isnull=False)
                    & ~Q(reviewed_by=F("changed_by"))
                ),
                name="contract_review_by_another",
                violation_error_message="核对须有时间和人员，且不能是登记或更正这份合同的本人。",
            ),
            models.CheckConstraint(
                condition=~Q(review="returned") | ~Q(review_note=""),
                name="contract_return_has_reason",
                violation_error_message="退回更正须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    @property
    def place(self):
        return self.organisation.place

    @property
    def terms(self) -> rules.Terms:
        """What the rules ask."""
        same = ("kind", "subject", "counterparty", "signed_on", "starts_on", "ends_on", "terminated_on", "disputed_on")
        same += ("settled_on", "recovered_on", "total", "rent_per_year", "receivable", "received", "filing_number")
        return rules.Terms(key=self.pk or 0, **{name: getattr(self, name) for name in (*same, "written", "procedure")})
