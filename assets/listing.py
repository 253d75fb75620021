"""The lists of an inventory for paper: every line under its class, with the class's sum, and the balance at the end."""

import hashlib
import json
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from assets.models import CountItem, CountSession, InventoryLine
from assets.rules.accounts import SIDES, Side, shipped
from assets.rules.checks import mu, yuan
from assets.rules.figures import Total

if TYPE_CHECKING:
    from assets.accounting import Standing

Row = tuple[str, tuple]
COLUMNS = (
    ("行号", 1, "centre"),
    ("名称", 0, ""),
    ("用途或地类", 3, "centre"),
    ("账面数", 5, "number"),
    ("清查增加", 4, "number"),
    ("清查减少", 4, "number"),
    ("核实数", 5, "number"),
    ("坐落、往来单位", 7, ""),
    ("保管人", 3, "centre"),
    ("权属证书", 4, ""),
    ("说明", 7, ""),
)
COUNT_COLUMNS = (
    ("行号", 1, "centre"),
    ("名称", 0, ""),
    ("应在地点", 7, ""),
    ("保管人", 3, "centre"),
    ("应有", 3, "number"),
    ("结果", 3, "centre"),
    ("现在地点", 7, ""),
    ("实有", 3, "number"),
    ("现状", 5, ""),
    ("说明", 7, ""),
)


def columns(given: Iterable[tuple[str, int, str]] = COLUMNS) -> list[dict]:
    return [{"label": label, "width": width, "align": align} for label, width, align in given]


def rows_of(standing: "Standing", only: Collection[int] | None = None) -> list[Row]:
    """Every line that counts, class by class in the order of the forms; off-book items not verified are left out.

    `only` narrows it to the lines of these numbers; the sums stay those of the whole inventory.
    """
    found: list[Row] = []
    for account in shipped().accounts:
        lines = [row for row in standing.rows if row.account == account.code and counts(row)]
        lines = [row for row in lines if only is None or row.number in only]
        if not lines:
            continue
        unit = "亩" if account.side == Side.RESOURCE else "元"
        named = " · ".join(dict.fromkeys((SIDES[account.side], account.name)))
        found.append(("head", (f"{named}（清查表{account.form}，单位：{unit}）",)))
        found += [("", line_cells(row)) for row in lines]
        found.append(("sum", _sum_cells(f"{account.name}合计", standing.tally.account(account.code), unit)))
    found += [
        ("sum", _sum_cells(f"{SIDES[side]}总计", standing.tally.side(side), "亩" if side == Side.RESOURCE else "元"))
        for side in Side
    ]
    return found


def line_cells(row: InventoryLine) -> tuple:
    """One line as it is printed; an area is read to two places, the register keeps four."""
    resource = row.side == Side.RESOURCE
    amounts = (row.book_area, row.increase_area, row.decrease_area, row.area) if resource else (
        row.book, row.increase, row.decrease, row.verified,
    )  # fmt: skip
    shown = mu if resource else yuan
    kind = shipped().land(row.land_class).name if resource else row.get_use_display()
    where = "；".join(text for text in (row.location, row.counterparty) if text)
    return (
        row.number,
        row.name,
        kind,
        *(shown(each) for each in amounts),
        where,
        row.custodian,
        row.certificate,
        notes(row),
    )


def notes(row: InventoryLine) -> str:
    """What stands in the last column: off the books, disputed, original value, due day, surplus or shortage."""
    told = []
    if row.off_book:
        told.append(f"账外，来源：{row.source}")
    if row.disputed:
        told.append("权属有争议")
    if row.original is not None:
        told.append(f"原值{yuan(row.original)}，累计折旧{yuan(row.depreciation)}")
    if row.due_on:
        told.append(f"到期{row.due_on}")
    if row.difference:
        told.append(f"{row.get_difference_display()}：{row.cause}")
    return "；".join([*told, *([row.remarks] if row.remarks else [])])


def posted_texts(rows: Iterable[Row]) -> list[tuple[str, str]]:
    """(where, text) of all words on the list, to be searched for personal numbers before they hang in public."""
    return [
        (f"清单第{cells[0]}行", str(cell))
        for kind, cells in rows
        if kind == ""
        for cell in (cells[1], *cells[7:])
        if cell
    ]


def count_rows(session: CountSession) -> list[Row]:
    """The differences of a count first, then what nobody looked at; things in their place are counted in the notes."""
    items = list(session.items.select_related("line"))
    found: list[Row] = []
    for title, states in (
        ("盘点差异", (CountItem.State.MISSING, CountItem.State.MOVED)),
        ("数量不符或现状有说明", (CountItem.State.FOUND,)),
        ("未盘", (CountItem.State.PENDING,)),
    ):
        rows = [item for item in items if item.state in states and (item.state != "found" or _odd(item))]
        if rows:
            found.append(("head", (f"{title}（{len(rows)}项）",)))
            found += [("", count_cells(item)) for item in rows]
    return found or [("head", ("账实相符，没有差异。",))]


def count_cells(item: CountItem) -> tuple:
    return (
        item.line.number,
        item.line.name,
        item.expected_location,
        item.expected_custodian,
        plain(item.expected_quantity),
        item.get_state_display(),
        item.found_location,
        plain(item.found_quantity),
        item.condition,
        item.note,
    )


def plain(quantity) -> str:
    """A quantity without the noughts it is stored with."""
    return "" if quantity is None else f"{quantity.normalize():f}"


def _odd(item: CountItem) -> bool:
    other = item.found_quantity is not None and item.found_quantity != item.expected_quantity
    return other or bool(item.note)


def digest_of(cells: Iterable) -> str:
    """SHA-256 over the words of one line on paper."""
    text = json.dumps([str(cell) for cell in cells], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def sentence_of(cells: Iterable) -> str:
    """A line of the list in one sentence, by its headings; what is empty is left out."""
    pairs = list(zip((label for label, _, _ in COLUMNS), cells, strict=True))[2:]
    return "，".join(f"{label}：{cell}" for label, cell in pairs if cell)


def counts(row: InventoryLine) -> bool:
    return not row.off_book or row.off_book_verified_at is not None


def _sum_cells(label: str, total: Total, unit: str) -> tuple:
    shown = mu if unit == "亩" else yuan
    amounts = (total.book, total.increase, total.decrease, total.verified)
    return ("", label, f"{total.lines}项", *(shown(each) for each in amounts), f"单位：{unit}", "", "", "")
