"""Inventories reached through their services: opened, filled, filed, approved, signed, posted, confirmed, locked."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from assets import services as assets
from assets.accounting import Standing
from assets.models import Inventory, InventoryLine
from assets.rules.accounts import Side, shipped
from communities.access import Role
from communities.lib import clock
from communities.models import Objection, Organisation, Posting
from communities.services import notices
from tests import makers

BASE = date(2025, 12, 31)
CAUSE = {"difference": "adjusted", "cause": "清查核实调整"}


def at(text: str) -> datetime:
    """“2026-03-02 09:00” in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)


def picture(name: str = "照片.png", colour: str = "green") -> ContentFile:
    out = BytesIO()
    Image.new("RGB", (32, 24), colour).save(out, "PNG")
    return ContentFile(out.getvalue(), name=name)


def money(text: str) -> Decimal:
    return Decimal(text)


class Village:
    """A community with its clerks, its cooperative, its street officers and an agency with a person."""

    def __init__(self) -> None:
        self.place = makers.community(makers.street(makers.district()))
        self.cooperative = makers.organisation(self.place, Organisation.Kind.COOPERATIVE)
        self.clerk = makers.account(Role.CLERK, self.place)
        self.other_clerk = makers.account(Role.COOP_CLERK, self.place, held_for=self.cooperative)
        self.street = makers.account(Role.STREET, self.place.parent)
        self.agency = makers.organisation(self.place, Organisation.Kind.AGENCY, "海岳会计师事务所")
        self.accountant = makers.account(Role.AGENCY, self.place, held_for=self.agency)
        self.board = notices.add_board(self.place, "财务公开栏", by=self.clerk)

    def opened(self, base: date = BASE, **changes) -> Inventory:
        return assets.open_inventory(self.cooperative, base, by=self.clerk, **changes)

    def line(self, inventory: Inventory, account: str, name: str, **values) -> InventoryLine:
        evidence = picture("依据.png", "blue") if values.get("increase") or values.get("decrease") else None
        values = {"account": account, "name": name, **values}
        return assets.add_line(inventory, values, evidence=evidence, by=self.clerk)

    def filled(self, inventory: Inventory | None = None) -> Inventory:
        """Assets 1,000,000 = liabilities 300,000 + equity 700,000, one parcel of 12.3456 亩 in dispute."""
        inventory = inventory or self.opened()
        self.line(inventory, "cash", "银行存款", book=money("200000.00"))
        self.line(inventory, "receivables", "门市租金", book=money("100000.00"), counterparty="李某某")
        self.line(
            inventory, "fixed_assets", "办公楼", book=money("700000.00"), original=money("900000.00"),
            depreciation=money("200000.00"), location="村委会东侧", custodian="王某某", quantity=Decimal(1), unit="栋",
        )  # fmt: skip
        self.line(inventory, "payables", "工程尾款", book=money("300000.00"), counterparty="某建筑公司")
        self.line(inventory, "capital", "资本", book=money("700000.00"))
        self.line(
            inventory, "land", "北洼地", land_class="arable", book_area=Decimal("12.3456"),
            disputed=True, location="村北",
        )  # fmt: skip
        return inventory

    def off_book(self, inventory: Inventory, name: str = "水泵") -> InventoryLine:
        """Worth one yuan (名义金额), with the equity that stands against it once it is verified."""
        return self.line(
            inventory, "fixed_assets", name, increase=money("1.00"), original=money("1.00"), off_book=True,
            source="村民捐赠", holder="灌溉队", basis="无发票，按名义金额", difference="surplus", cause="历年未入账",
        )  # fmt: skip

    def filed(self, inventory: Inventory | None = None) -> Inventory:
        return assets.move(inventory or self.filled(), "file", by=self.clerk)

    def approved(self, inventory: Inventory | None = None) -> Inventory:
        inventory = inventory or self.filled()
        if not inventory.no_agency_reason and not hasattr(inventory, "engagement"):
            self.engaged(inventory)
        return assets.move(self.filed(inventory), "approve", by=self.street)

    def engaged(self, inventory: Inventory, **changes):
        facts = {
            "qualification": "执业证0001", "qualified_from": date(2025, 1, 1), "qualified_until": date(2027, 12, 31),
            "responsible": "周会计", "chosen_by": "比选", "contract_number": "委2026-1", "contracted_on": BASE,
            "no_conflict": True, **changes,
        }  # fmt: skip
        contract = picture("合同.png", "yellow")
        return assets.engage(inventory, self.agency, contract=contract, by=self.clerk, **facts)

    def signed(self, inventory: Inventory) -> Inventory:
        """Every class signed over the register's own totals."""
        standing = Standing(Inventory.objects.get(pk=inventory.pk))
        for code in standing.class_digests:
            total = standing.tally.account(code)
            book = None if shipped().account(code).side == Side.RESOURCE else total.book
            assets.sign_class(
                inventory,
                code,
                report_number="海岳字〔2026〕8号",
                verified=total.verified,
                book=book,
                by=self.accountant,
            )
        return inventory

    def posted(self, inventory: Inventory | None = None) -> Inventory:
        """Approved, signed, and hanging on the board since the clock's day."""
        inventory = self.signed(self.approved(inventory))
        posting = assets.draft_posting(inventory, [self.board], contact="王堃", telephone="0633-0000000", by=self.clerk)
        notice = notices.publish(posting.notice, by=self.clerk)
        notices.put_up(notice, self.board, clock.now(), picture("张贴.png", "red"), Posting.Proof.PHOTO, by=self.clerk)
        return Inventory.objects.get(pk=inventory.pk)

    def objected(self, inventory: Inventory, result: str = Objection.Result.UPHELD) -> Objection:
        notice = Standing(inventory).posting.notice
        objection = notices.receive_objection(notice, "赵某某", "北洼地面积有误", clock.now(), by=self.clerk)
        return notices.answer_objection(objection, "已复核", result, by=self.clerk)

    def confirmed(self, inventory: Inventory, **changes) -> Inventory:
        facts = {
            "body": "members", "held_on": clock.today(), "entitled": 100, "present": 80, "in_favour": 75, **changes,
        }  # fmt: skip
        return assets.confirm(inventory, resolution=picture("决议.png", "black"), by=self.clerk, **facts)

    def locked(self) -> Inventory:
        """The whole way, over eleven days."""
        start = at("2026-03-02 09:00")
        with clock.set_to(start):
            inventory = self.posted()
        with clock.set_to(start + timedelta(days=9)):
            inventory = self.confirmed(inventory)
        with clock.set_to(start + timedelta(days=10)):
            return assets.move(inventory, "lock", by=self.street)
