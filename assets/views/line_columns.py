"""What the lists of lines show, by the kind of list, and the columns of their export."""

from assets.models import InventoryLine
from assets.rules.accounts import Side, shipped
from assets.views.shown import amount, amounts_of

AMOUNTS = ("账面数", "增加", "减少", "核实数")


def class_word(row: InventoryLine) -> str:
    """“固定资产 · 经营性”, for land its class."""
    if row.side == Side.RESOURCE:
        return shipped().land(row.land_class).name
    use = row.get_use_display()
    return " · ".join(word for word in (shipped().account(row.account).name, use) if word)


def _amounts(row: InventoryLine) -> tuple:
    return tuple(amount(value, row.side) for value in amounts_of(row))


def _state(row: InventoryLine) -> dict | str:
    """Off the books and not verified, in dispute: what a reader must see at a glance."""
    if row.off_book and row.off_book_verified_at is None:
        return {"text": "账外待核实", "tone": "due"}
    if row.disputed:
        return {"text": "有争议", "tone": "due"}
    return {"text": "账外已核实", "tone": "done"} if row.off_book else ""


def all_row(row: InventoryLine) -> tuple:
    photo = "有" if row.photo_id else ""
    return (row.number, row.name, class_word(row), *_amounts(row), row.location, row.custodian, photo, _state(row))


def off_book_row(row: InventoryLine) -> tuple:
    worth = amounts_of(row)[3]
    return (
        row.number,
        row.name,
        class_word(row),
        amount(worth, row.side),
        row.source,
        row.holder,
        row.basis,
        _state(row),
    )


def owed_row(row: InventoryLine) -> tuple:
    return (row.number, row.name, class_word(row), row.counterparty, row.due_on or "", *_amounts(row), row.remarks)


def differing_row(row: InventoryLine) -> tuple:
    return (
        row.number,
        row.name,
        class_word(row),
        *_amounts(row),
        row.get_difference_display(),
        row.cause,
        _written_off(row),
    )


def _written_off(row: InventoryLine) -> dict | str:
    if row.difference not in ("shortage", "scrapped", "bad_debt"):
        return ""
    made = getattr(row, "write_off", None)
    if made is None:
        return {"text": "待表决", "tone": "due"}
    return {"text": "已核销", "tone": "done"} if made.reviewed_at else {"text": "待街道审核", "tone": "wait"}


COLUMNS = {
    "": (("行号", "名称", "类别", *AMOUNTS, "坐落", "保管人", "照片", "提示"), all_row),
    "disputed": (("行号", "名称", "类别", *AMOUNTS, "坐落", "保管人", "照片", "提示"), all_row),
    "off_book": (("行号", "名称", "类别", "价值", "来源", "现持有人", "依据", "核实"), off_book_row),
    "owed": (("行号", "名称", "类别", "往来单位", "到期日", *AMOUNTS, "备注"), owed_row),
    "differing": (("行号", "名称", "类别", *AMOUNTS, "性质", "原因", "核销"), differing_row),
}
# Every column of a line, by its field; the workbook has them all, whatever list it was made from.
EXPORTED = (
    *("book", "increase", "decrease", "verified", "original", "depreciation", "net"),
    *("book_area", "increase_area", "decrease_area", "area", "disputed", "quantity", "unit", "acquired_on"),
    *("location", "custodian", "certificate", "condition", "counterparty", "due_on"),
    *("off_book", "source", "holder", "basis", "difference", "cause", "remarks"),
)


def export_heads() -> tuple[str, ...]:
    fields = {field.name: str(field.verbose_name) for field in InventoryLine._meta.fields}
    return ("行号", "类别", "名称", "用途", "地类", *(fields[name] for name in EXPORTED), "照片档号")


def export_row(row: InventoryLine) -> tuple:
    land = shipped().land(row.land_class).name if row.land_class else ""
    values = [row.get_difference_display() if name == "difference" else getattr(row, name) for name in EXPORTED]
    photo = row.photo.archive_number if row.photo else ""
    return (row.number, shipped().account(row.account).name, row.name, row.get_use_display(), land, *values, photo)
