"""What the small world's communities own: an inventory being counted, one that hangs on the board."""

from datetime import date
from decimal import Decimal
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from assets import intake
from assets import services as assets
from assets.models import Engagement, Inventory, InventoryPosting, PostedRow
from communities.lib import clock
from communities.lib.intake.blank import blank_workbook
from communities.models import Account, Intake, Notice, Objection, Organisation
from communities.services.intake import open_intake
from tests import makers

BASE, EARLIER_BASE = date(2025, 12, 31), date(2024, 12, 31)


def paper(name: str) -> ContentFile:
    out = BytesIO()
    Image.new("RGB", (16, 12), "blue").save(out, "PNG")
    return ContentFile(out.getvalue(), name=f"{name}.png")


def own(name: str, word: str, by: Account, notice: Notice, objection: Objection) -> dict:
    """The two inventories of a community's cooperative, each under contract with the community's agency."""
    place = by.posts()[0].place
    cooperative = makers.organisation(place, Organisation.Kind.COOPERATIVE, f"{name}股份经济合作社")
    agency = makers.organisation(place, Organisation.Kind.AGENCY, f"{place.name}会计师事务所")
    posted = assets.open_inventory(cooperative, EARLIER_BASE, by=by)
    inventory = assets.open_inventory(cooperative, BASE, group=f"{word}清查小组", by=by)
    found = counted(inventory, word, by)
    contract(inventory, agency, by)
    contract(posted, agency, by)
    assets.add_line(posted, {"account": "cash", "name": f"{word}水渠款", "book": Decimal("1.00")}, by=by)
    Inventory.objects.filter(pk=posted.pk).update(status=Inventory.Status.POSTING)
    found |= hung(posted, word, notice, by)
    found["assets_intake"] = workbook(cooperative, word, by)
    return {"inventory": inventory, "posted_inventory": posted, "inventory_objection": objection, **found}


def hung(inventory: Inventory, word: str, notice: Notice, by: Account) -> dict:
    """A list of one line, and an objection to it."""
    listing = InventoryPosting.objects.create(
        inventory=inventory, notice=notice, digest="0" * 64, rows=1, drafted_at=clock.now(), drafted_by=by
    )
    cells = ["1", f"{word}水渠", "经营性", "1.00", "0.00", "0.00", "1.00", f"{word}村北", "", "", ""]
    PostedRow.objects.create(posting=listing, position=1, number=1, cells=cells, digest="0" * 64)
    told = {"about": f"{word}水渠面积", "claimed": "两处", "objector": "赵某某", "text": f"{word}水渠有两处"}
    objection = assets.object_to_line(listing, 1, received_at=clock.now(), by=by, **told)
    return {"inventory_listing": listing, "line_objection": objection}


def counted(inventory: Inventory, word: str, by: Account) -> dict:
    """A sum, a thing off the books, a shortage with its motion, and a count of the things."""
    line = assets.add_line(inventory, {"account": "cash", "name": f"{word}存款", "book": Decimal("500.00")}, by=by)
    off_book = assets.add_line(
        inventory,
        {
            "account": "fixed_assets", "name": f"{word}水泵", "increase": Decimal("1.00"), "original": Decimal("1.00"),
            "off_book": True, "source": "捐赠", "holder": f"{word}灌溉队", "basis": "名义金额", "difference": "surplus",
            "cause": "历年未入账",
        },
        evidence=paper(f"{word}依据"),
        by=by,
    )  # fmt: skip
    lost = assets.add_line(
        inventory,
        {
            "account": "stocks", "name": f"{word}化肥", "book": Decimal("90.00"), "decrease": Decimal("90.00"),
            "difference": "shortage", "cause": f"{word}仓库漏雨",
        },
        by=by,
    )  # fmt: skip
    motion = {"responsible": "保管人赔偿", "body": "members", "decided_on": BASE}
    assets.state_write_off(lost, resolution=paper(f"{word}核销决议"), by=by, **motion)
    session = assets.open_session(inventory, title=f"{word}仓库", counted_on=BASE, counters=f"{word}甲", by=by)
    item = assets.mark(session.items.get(line=off_book), "found", condition="完好", by=by)
    return {
        "line": line,
        "off_book_line": off_book,
        "written_off_line": lost,
        "count_session": session,
        "counted_item": item,
    }


def workbook(cooperative: Organisation, word: str, by: Account) -> Intake:
    """A workbook that waits to be checked."""
    place, book = cooperative.place, intake.REGISTER.book
    rows = {"sums": [{"account": "cash", "name": f"{word}现金", "book": Decimal(1), "verified": Decimal(1)}]}
    content = ContentFile(blank_workbook(book, place.code, place.name, rows), name=f"{word}登记表.xlsx")
    return open_intake(intake.REGISTER, place, content, by=by, organisation=cooperative, base_date=BASE)


def contract(inventory: Inventory, agency: Organisation, by: Account) -> Engagement:
    return assets.engage(
        inventory,
        agency,
        contract=paper("委托合同"),
        by=by,
        qualification="执业证0001",
        qualified_from=BASE,
        qualified_until=date(2090, 12, 31),
        responsible="周会计",
        chosen_by="比选",
        contract_number="委1",
        contracted_on=BASE,
        no_conflict=True,
    )
