"""The inventory of a unit: counted on its workbook, its differences proved, found right, posted, confirmed, locked."""

from collections.abc import Generator, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from assets import services as assets
from assets.accounting import Standing
from assets.intake import REGISTER
from assets.models import Contract, Inventory
from assets.services import contracts
from communities.access import Role
from communities.lib import clock
from communities.models import Account, Intake, Notice
from communities.rules.intakes import State
from communities.services import intake, notices
from mergers.services import evidence

from . import papers
from .postings import CONTACT, put_up
from .timeline import Story, workday, workdays_later
from .units import DISTRICT_NAME, Unit
from .workbooks import filled

if TYPE_CHECKING:
    from .unit_story import UnitStory

STEP = 5
YEAR = timedelta(days=365)
PURPOSE = "posting.inventory"
NO_AGENCY = "资产规模小、账目清楚，经成员代表会议同意由清查小组自行清查"
REFUSED = "盐场"  # its workbook has faults and has not come back yet
UNPROVED = "新桥"  # its differences wait for their papers
SIGNED = "槐里"  # counted with an agency that signs every class; a line is corrected while the list hangs
REPORT = "示诚会专审〔{year}〕16号"


def lines_of(unit: Unit) -> dict[str, list[dict]]:
    """The sheets of the workbook; they add up to the figures of `totals_of`."""
    assets_, debts = totals_of(unit)
    building, shops = assets_ * 2 // 10, assets_ * 6 // 10
    found = Decimal(12000) if unit.number % 4 == 0 else Decimal(0)
    off_book = off_book_of(unit)
    rest = assets_ - building - shops - found - off_book
    things = [
        _thing("沿街商铺", "operating", shops),
        _thing("便民服务中心", "non_operating", building),
    ]
    if found:
        surplus = {"difference": "surplus", "cause": "清查时发现，购置后未入账"}
        things.append(_thing("健身器材", "non_operating", found) | {"book": 0, "increase": found} | surplus)
    if off_book:
        told = {"off_book": "yes", "source": "早年村民集资", "holder": "合作社", "basis": "评估作价"}
        gained = {"book": 0, "increase": off_book, "difference": "surplus", "cause": "账外仓库纳入登记"}
        things.append(_thing("临街仓库", "operating", off_book) | gained | told)
    sums = [
        _sum("cash", "基本账户存款", rest * 7 // 10, ""),
        _sum("receivables", "商铺租金", rest - rest * 7 // 10, "某商贸有限公司"),
        _sum("payables", "便民服务中心工程尾款", debts, "某建筑工程有限公司"),
        _sum("capital", "资本", assets_ - debts - found - off_book, ""),
    ]
    if found or off_book:
        gained = {"book": 0, "increase": found + off_book, "difference": "adjusted", "cause": "盘盈资产转入"}
        sums.append(_sum("reserves", "公积公益金", found + off_book, "") | gained)
    area = Decimal(unit.households) / 8
    land = {"land_class": "public", "name": "村庄建设用地", "book_area": area, "area": area, "location": unit.name}
    return {"things": things, "sums": sums, "land": [land]}


def totals_of(unit: Unit) -> tuple[Decimal, Decimal]:
    """(assets, liabilities) in yuan."""
    return unit.households * Decimal("36800.00"), unit.households * Decimal("4150.50")


def operating_of(unit: Unit) -> Decimal:
    """Of the assets, those that earn: the shops and what is let, money and claims included."""
    return sum(
        (line["verified"] for line in (*lines_of(unit)["things"], *lines_of(unit)["sums"]) if _operating(line)),
        Decimal(0),
    )


def _operating(line: dict) -> bool:
    return line.get("use") == "operating" or line["account"] in ("cash", "receivables")


def off_book_of(unit: Unit) -> Decimal:
    return Decimal("86000.00") if unit.number % 5 == 0 else Decimal(0)


def _thing(name: str, use: str, value: Decimal) -> dict:
    told = {"original": value * 2, "depreciation": value, "quantity": 1, "unit": "处", "acquired_on": date(2009, 6, 30)}
    amounts = {"book": value, "increase": 0, "decrease": 0, "verified": value}
    return {
        "account": "fixed_assets",
        "name": name,
        "use": use,
        "location": "主路南侧",
        "custodian": "合作社",
        **amounts,
        **told,
    }


def _sum(account: str, name: str, value: Decimal, party: str) -> dict:
    return {
        "account": account,
        "name": name,
        "counterparty": party,
        "book": value,
        "increase": 0,
        "decrease": 0,
        "verified": value,
    }


def begin(story: "UnitStory", base_date: date) -> Inventory | None:
    """Take the workbook in and prove its differences; None where the workbook was refused."""
    unit = story.unit
    lines = lines_of(unit)
    if unit.name == REFUSED:
        lines["sums"][0]["verified"] -= 100
        lines["things"][0].pop("original")
    taken = take(story, lines, base_date)
    if taken.state != State.STORED:
        return None
    inventory = Inventory.objects.get(organisation=story.cooperative, base_date=base_date)
    if unit.name == SIGNED:
        _engage(story, inventory)
    else:
        assets.explain_no_agency(inventory, NO_AGENCY, by=story.coop_clerk)
    if unit.name != UNPROVED:
        for line in inventory.lines.exclude(difference=""):
            given = {"account": line.account}
            assets.change_line(line, given, evidence=papers.paper("清查依据"), by=story.coop_clerk)
    return inventory


def take(story: "UnitStory", lines: dict[str, list[dict]], base_date: date) -> Intake:
    content = filled(REGISTER.book, story.place, lines)
    name = f"{story.unit.name}资产清查登记表.xlsx"
    whose = {"organisation": story.cooperative, "base_date": base_date}
    return intake.take(REGISTER, story.place, name, content, by=story.coop_clerk, **whose)


def carry_out(story: "UnitStory", number: int) -> Story:
    """Step 5: counted, off-book things found right by the street, filed for its review."""
    base_date = clock.today() - timedelta(days=5)
    inventory = begin(story, base_date)
    if story.unit.name == SIGNED:
        yield story.hour(workdays_later(clock.today(), 1), 9)
        _count(story, inventory)
        _link(story, inventory)
    yield story.hour(workdays_later(clock.today(), 1), 10)
    for line in inventory.lines.filter(off_book=True):
        assets.verify_off_book(line, by=story.street)
    assets.move(inventory, "file", by=story.coop_clerk)
    return {"base_date": base_date}


def approve(story: "UnitStory") -> None:
    """With its review of step 5 the street finds the inventory right."""
    for inventory in inventories(story).filter(status=Inventory.Status.VERIFYING):
        assets.move(inventory, "approve", by=story.street)


def post(story: "UnitStory", number: int) -> Story:
    """Step 6: posted item by item, confirmed by the representatives once nobody may object, locked by the street."""
    inventory = inventories(story).get()
    signed = story.unit.name == SIGNED
    if signed:
        _sign(story, inventory)
    notice = yield from _hang(story, inventory, number)
    if signed:
        yield from _correct(story, inventory)
        notice = yield from _hang(story, inventory, number)
    yield story.hour(workday(notice.objection_ends_on + timedelta(days=1)), 11)
    meeting = clock.today()
    entitled = 45 + story.unit.number
    votes = {"entitled": entitled, "present": entitled - 3, "in_favour": entitled - 4}
    resolution = papers.paper("成员代表大会决议")
    assets.confirm(
        inventory, resolution=resolution, body="representatives", held_on=meeting, by=story.coop_clerk, **votes
    )
    yield story.hour(workdays_later(clock.today(), 1), 10)
    assets.move(inventory, "lock", by=story.street)
    return {"meeting": meeting}


def _hang(story: "UnitStory", inventory: Inventory, number: int) -> Generator[datetime, None, Notice]:
    """Draft what is to be posted now, publish it in the morning, hang it in the afternoon."""
    boards = story.ground.boards[story.unit.name]
    posting = assets.draft_posting(inventory, boards, **CONTACT, by=story.clerk)
    notice = notices.publish(posting.notice, by=story.secretary)
    evidence.use_notice(story.case, number, notice, PURPOSE, by=story.clerk)
    yield story.hour(clock.today(), 16)
    put_up(story, notice)
    return notice


def _engage(story: "UnitStory", inventory: Inventory) -> None:
    """The district's agency under contract, its qualification good for three years."""
    today = clock.today()
    terms = {
        "qualification": "示会执证00016", "qualified_from": today - YEAR, "qualified_until": today + 2 * YEAR,
        "responsible": "周会计", "responsible_number": "示注会0316", "chosen_by": "比选", "no_conflict": True,
        "contract_number": f"委〔{today.year}〕3号", "contracted_on": today, "fee": Decimal("18000.00"),
    }  # fmt: skip
    agency = _accountant(story).posts()[0].organisation
    assets.engage(inventory, agency, contract=papers.paper("清产核资委托合同"), by=story.coop_clerk, **terms)


def _count(story: "UnitStory", inventory: Inventory) -> None:
    """The things looked for on the spot: one has been moved, one nobody came to."""
    told = {"title": "固定资产实地盘点", "counted_on": clock.today(), "counters": "理财小组、诚信会计师事务所"}
    session = assets.open_session(inventory, by=story.coop_clerk, **told)
    for item in session.items.select_related("line").exclude(line__off_book=True):
        moved = {"found_location": "便民服务中心二楼"} if item.line.difference else {}
        found = {"condition": "完好", "found_quantity": item.expected_quantity, **moved}
        assets.mark(item, "moved" if moved else "found", by=story.coop_clerk, **found)
    assets.finalise(session, by=story.coop_clerk)


def _link(story: "UnitStory", inventory: Inventory) -> None:
    """The lease of the shops names its line; whatever is corrected of a contract the street checks again."""
    lease = Contract.objects.get(organisation=story.cooperative, subject="沿街房屋")
    shops = inventory.lines.get(name="沿街商铺")
    contracts.change(lease, reason="与清查明细核对", line=shops, signed_on=lease.signed_on, by=story.coop_clerk)
    contracts.review(lease, "confirm", by=story.street)


def _sign(story: "UnitStory", inventory: Inventory, *only: str) -> None:
    """The agency signs every class over the totals of its report, or only what was corrected."""
    standing = Standing(inventory)
    for code in only or standing.class_digests:
        total = standing.tally.account(code)
        stated = {"verified": total.verified, "book": total.book}
        number = REPORT.format(year=clock.today().year)
        assets.sign_class(inventory, code, report_number=number, by=_accountant(story), **stated)


def _correct(story: "UnitStory", inventory: Inventory) -> Story:
    """A villager objects to an area, rightly: it is measured again, corrected, and signed again by the agency."""
    yield story.hour(workdays_later(clock.today(), 1), 9)
    line = inventory.lines.get(account="land")
    raised = assets.object_to_line(
        Standing(inventory).posting,
        line.number,
        about="面积有误",
        claimed=f"{line.area + 1:.2f}亩",
        objector="某居民",
        text="村庄建设用地西侧晒场未计入。",
        received_at=clock.now(),
        by=story.clerk,
    )
    yield story.hour(workdays_later(clock.today(), 1), 10)
    more = {"account": "land", "increase_area": Decimal(1), "difference": "surplus", "cause": "西侧晒场补测计入"}
    proof = papers.paper("地块复测记录")
    assets.uphold(inventory, raised, line, more, "经现场复测属实，已补计1亩。", evidence=proof, by=story.clerk)
    yield story.hour(workdays_later(clock.today(), 1), 9)
    _sign(story, inventory, "land")


def _accountant(story: "UnitStory") -> Account:
    return story.ground.cast.of(Role.AGENCY, DISTRICT_NAME)


def inventories(story: "UnitStory") -> Iterable[Inventory]:
    return Inventory.objects.filter(organisation=story.cooperative)
