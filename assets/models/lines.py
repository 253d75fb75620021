"""The lines of an inventory: one thing, claim, debt, sum of equity or parcel of land each."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from assets.rules.accounts import shipped
from communities.lib import clock
from communities.lib.fields import AreaField, MoneyField
from communities.models import Account, Document, Objection

from .inventories import Inventory, InventoryQuerySet

# A locked inventory is what was confirmed: its lines are never touched again, by whatever door.
UNLOCKED_ONLY = pgtrigger.Trigger(
    name="inventory_line_unlocked",
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    when=pgtrigger.Before,
    declare=[("touched", "bigint")],
    func="""
        touched := CASE WHEN TG_OP = 'DELETE' THEN OLD.inventory_id ELSE NEW.inventory_id END;
        IF EXISTS (SELECT FROM assets_inventory WHERE id = touched AND status = 'locked') THEN
            RAISE EXCEPTION '清查已经锁定，明细不能改动';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    """,
)


class InventoryLineQuerySet(InventoryQuerySet):
    def counted_in(self) -> Self:
        """What enters the totals: all that is on the books, and off-book items once verified."""
        return self.exclude(off_book=True, off_book_verified_at=None)

    def that_can_be_let(self, organisations) -> Self:
        """Things and land in the newest inventory of each of the organisations, and whatever a contract names now."""
        newest = Inventory.objects.filter(organisation__in=organisations).order_by("organisation_id", "-base_date")
        newest = newest.distinct("organisation_id").values("pk")
        codes = [account.code for account in shipped().expected()]
        kept = Q(inventory__in=newest) | Q(contracts__organisation__in=organisations)
        found = self.filter(kept, Q(side="resource") | Q(account__in=codes))
        return found.order_by("inventory__organisation", "-inventory__base_date", "number").distinct()

    def differing(self) -> Self:
        """Lines whose verified figure is not the book's."""
        return self.filter(Q(increase__gt=0) | Q(decrease__gt=0) | Q(increase_area__gt=0) | Q(decrease_area__gt=0))

    def owed(self) -> Self:
        """Claims and debts: the lines that name another party."""
        return self.filter(account__in=[account.code for account in shipped().owed()])

    def of_kind(self, kind: str) -> Self:
        """The lines of one list of the inventory's pages; empty for all."""
        match kind:
            case "off_book":
                return self.filter(off_book=True)
            case "owed":
                return self.owed()
            case "differing":
                return self.differing()
            case "disputed":
                return self.filter(disputed=True)
        return self


class InventoryLine(models.Model):
    """Money in yuan, areas in 亩; a resource line has an area and no money, every other line money and no area.

    Fixed assets stand at their net value: `net` = `original` − `depreciation`, and `net` is the verified figure.
    """

    class Side(models.TextChoices):
        ASSET = "asset", "资产"
        LIABILITY = "liability", "负债"
        EQUITY = "equity", "所有者权益"
        RESOURCE = "resource", "资源性资产"

    class Use(models.TextChoices):
        OPERATING = "operating", "经营性"
        NON_OPERATING = "non_operating", "非经营性"
        UNDECIDED = "undecided", "待界定"

    class Difference(models.TextChoices):
        SURPLUS = "surplus", "盘盈"
        SHORTAGE = "shortage", "盘亏"
        SCRAPPED = "scrapped", "报废毁损"
        BAD_DEBT = "bad_debt", "坏账"
        ADJUSTED = "adjusted", "账务调整"

    inventory = models.ForeignKey(Inventory, models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField("行号")
    account = models.CharField("类别", max_length=20)  # a code of rules/accounts.toml
    side = models.CharField("方面", max_length=10, choices=Side.choices)
    name = models.CharField("名称", max_length=120)
    use = models.CharField("用途", max_length=14, choices=Use.choices, blank=True)
    book = MoneyField("账面数（元）", null=True, blank=True)
    increase = MoneyField("清查增加（元）", null=True, blank=True)
    decrease = MoneyField("清查减少（元）", null=True, blank=True)
    verified = MoneyField("核实数（元）", null=True, blank=True)
    original = MoneyField("原值（元）", null=True, blank=True)
    depreciation = MoneyField("累计折旧（元）", null=True, blank=True)
    net = MoneyField("净值（元）", null=True, blank=True)
    land_class = models.CharField("地类", max_length=20, blank=True)  # a code of rules/accounts.toml
    book_area = AreaField("账面面积（亩）", null=True, blank=True)
    increase_area = AreaField("增加面积（亩）", null=True, blank=True)
    decrease_area = AreaField("减少面积（亩）", null=True, blank=True)
    area = AreaField("核实面积（亩）", null=True, blank=True)
    disputed = models.BooleanField("权属有争议", default=False)
    quantity = AreaField("数量", null=True, blank=True)
    unit = models.CharField("单位", max_length=10, blank=True)
    acquired_on = models.DateField("购建日期", null=True, blank=True)
    location = models.CharField("坐落（存放地点）", max_length=120, blank=True)
    custodian = models.CharField("保管人", max_length=40, blank=True)
    certificate = models.CharField("权属证书号", max_length=80, blank=True)
    condition = models.CharField("使用状况", max_length=60, blank=True)
    counterparty = models.CharField("债务人（债权人）", max_length=80, blank=True)
    due_on = models.DateField("到期日", null=True, blank=True)
    off_book = models.BooleanField("账外", default=False)
    source = models.CharField("来源", max_length=120, blank=True)
    holder = models.CharField("现持有（使用）人", max_length=80, blank=True)
    basis = models.CharField("计价及认定依据", max_length=200, blank=True)
    off_book_verified_at = models.DateTimeField("账外核实时间", null=True, blank=True)
    off_book_verified_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    difference = models.CharField("增减性质", max_length=10, choices=Difference.choices, blank=True)
    cause = models.CharField("增减原因", max_length=200, blank=True)
    evidence = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    photo = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    remarks = models.CharField("备注", max_length=200, blank=True)
    entered_at = models.DateTimeField("登记时间", default=clock.now)
    entered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")  # null: a command did it

    place_path = "inventory__organisation__place"
    objects = InventoryLineQuerySet.as_manager()

    class Meta:
        ordering = ["inventory", "number"]
        triggers = [UNLOCKED_ONLY]
        constraints = [
            models.UniqueConstraint(
                fields=["inventory", "number"],
                name="inventory_line_number_once",
                violation_error_message="这个行号已经有一条明细，请刷新后再试。",
            ),
            models.CheckConstraint(
                condition=Q(side="resource", area__isnull=True)
                | Q(side="resource", area=F("book_area") + F("increase_area") - F("decrease_area"))
                | (~Q(side="resource") & Q(verified=F("book") + F("increase") - F("decrease"))),
                name="inventory_line_verified_sum",
                violation_error_message="核实数须等于账面数加清查增加减清查减少。",
            ),
            models.CheckConstraint(
                condition=Q(
                    side="resource",
                    book=None,
                    increase=None,
                    decrease=None,
                    verified=None,
                    original=None,
                    depreciation=None,
                    net=None,
                    area__isnull=False,
                    book_area__isnull=False,
                    increase_area__isnull=False,
                    decrease_area__isnull=False,
                )
                & ~Q(land_class="")
                | ~Q(side="resource")
                & Q(
                    book__isnull=False,
                    increase__isnull=False,
                    decrease__isnull=False,
                    verified__isnull=False,
                    book_area=None,
                    increase_area=None,
                    decrease_area=None,
                    area=None,
                    land_class="",
                    disputed=False,
                ),
                name="inventory_line_money_or_land",
                violation_error_message="资源性资产只登记地类和面积（亩），不登记金额；其他各类只登记金额。",
            ),
            models.CheckConstraint(
                condition=Q(original=None, depreciation=None, net=None)
                | Q(
                    original__isnull=False,
                    depreciation__isnull=False,
                    net=F("original") - F("depreciation"),
                    verified=F("net"),
                ),
                name="inventory_line_net_value",
                violation_error_message="固定资产的净值须等于原值减累计折旧，并与核实数相同。",
            ),
            models.CheckConstraint(
                condition=Q(side="asset") & ~Q(use="") | ~Q(side="asset") & Q(use=""),
                name="inventory_line_use_of_assets",
                violation_error_message="资产须注明经营性、非经营性或待界定，负债、权益和资源不注。",
            ),
            models.CheckConstraint(
                condition=(Q(increase=None) | Q(increase=0))
                & (Q(decrease=None) | Q(decrease=0))
                & (Q(increase_area=None) | Q(increase_area=0))
                & (Q(decrease_area=None) | Q(decrease_area=0))
                | ~Q(cause="") & ~Q(difference=""),
                name="inventory_line_difference_has_cause",
                violation_error_message="核实数与账面数不同的，须写明增减性质和原因。",
            ),
            models.CheckConstraint(
                condition=Q(off_book=False)
                | ~Q(source="") & ~Q(holder="") & ~Q(basis="") & (Q(book=0) | Q(book_area=0)),
                name="inventory_line_off_book_told",
                violation_error_message="账外资产须写明来源、现持有人和依据，账面数为零。",
            ),
            models.CheckConstraint(
                condition=Q(off_book_verified_at=None, off_book_verified_by=None)
                | Q(off_book=True, off_book_verified_at__isnull=False, off_book_verified_by__isnull=False)
                & ~Q(off_book_verified_by=F("entered_by")),
                name="inventory_line_off_book_verified_by_another",
                violation_error_message="账外资产须由登记人以外的人员核实。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}号 {self.name}"


class LineCorrection(models.Model):
    """A change after the posting began: only by an upheld objection, with what stood before and after."""

    line = models.ForeignKey(InventoryLine, models.PROTECT, related_name="corrections")
    objection = models.ForeignKey(Objection, models.PROTECT, related_name="corrections")
    changes = models.JSONField("变更", default=dict)
    made_at = models.DateTimeField("更正时间", default=clock.now)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    place_path = "line__inventory__organisation__place"
    objects = InventoryQuerySet.as_manager()

    class Meta:
        ordering = ["line", "made_at"]


class WriteOff(models.Model):
    """What takes a shortage, a scrapped thing or a bad debt off the books: a motion, then the street's review."""

    line = models.OneToOneField(InventoryLine, models.PROTECT, related_name="write_off")
    responsible = models.CharField("责任人及处理意见", max_length=200)
    body = models.CharField(
        "表决机构",
        max_length=20,
        choices=[("members", "成员大会"), ("representatives", "成员代表大会")],
    )
    decided_on = models.DateField("表决日期")
    resolution = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name="决议")
    stated_at = models.DateTimeField("登记时间", default=clock.now)
    stated_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField("街道审核", null=True, blank=True)
    reviewed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")

    place_path = "line__inventory__organisation__place"
    objects = InventoryQuerySet.as_manager()

    class Meta:
        ordering = ["line"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(reviewed_by=F("stated_by")),
                name="write_off_reviewed_by_another",
                violation_error_message="核销须由登记人以外的街道人员审核。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.line.name}核销"
