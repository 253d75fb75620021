"""How facts of the asset registers are shown: days, amounts, statuses with their tone, trails and tabs."""

from datetime import date, datetime
from decimal import Decimal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from assets.models import Inventory, InventoryLine
from assets.rules.accounts import Side
from assets.rules.checks import Check, mu, yuan
from communities.lib import clock
from communities.models import Document

TONES = {"counting": "going", "verifying": "wait", "posting": "wait", "confirmed": "due", "locked": "done"}
LIST = {"label": "资产", "url": "/assets/"}
TABS = (
    ("总表", "inventory", ""),
    ("明细", "inventory_lines", ""),
    ("账外资产", "inventory_lines", "off_book"),
    ("债权债务", "inventory_lines", "owed"),
    ("盘盈盘亏", "inventory_lines", "differing"),
    ("机构签章", "inventory_agency", ""),
    ("盘点", "counts", ""),
    ("公示与确认", "inventory_posting", ""),
)


def day_of(moment: datetime | None) -> str:
    """The legal day of a moment, empty where there is none."""
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d}" if moment else ""


def moment_of(moment: datetime | None) -> str:
    return f"{moment.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if moment else ""


def inventory_of(request: HttpRequest, pk: int) -> Inventory:
    """The inventory the address names, if the viewer may see it."""
    whole = Inventory.objects.visible_to(request.user)
    whole = whole.select_related("organisation__place__parent", "organisation__place__district", "previous")
    return get_object_or_404(whole, pk=pk)


def address(inventory: Inventory) -> str:
    return reverse("inventory", args=[inventory.pk])


def trail(inventory: Inventory, *more: str) -> list[dict]:
    here = {"label": str(inventory), "url": address(inventory)}
    return [LIST, here, *({"label": label} for label in more)] if more else [LIST, {"label": str(inventory)}]


def status(inventory: Inventory) -> dict:
    return {"tone": TONES[inventory.status], "word": inventory.get_status_display()}


def head(inventory: Inventory, current: str, *more: str, kind: str = "") -> dict:
    """What stands above every page of an inventory; `current` is the URL name of its tab, `kind` of its list."""
    return {
        "inventory": inventory,
        "trail": trail(inventory, *more),
        "status": status(inventory),
        "tabs": [
            {
                "label": label,
                "url": reverse(name, args=[inventory.pk]) + (f"?kind={sort}" if sort else ""),
                "current": (name, sort) == (current, kind),
            }
            for label, name, sort in TABS
        ],
    }


def amount(value: Decimal | None, side: str) -> dict:
    """Yuan, or 亩 to two places, as a cell at the right."""
    text = "" if value is None else (mu if side == Side.RESOURCE else yuan)(value)
    return {"text": text, "num": True}


def amounts_of(row: InventoryLine) -> tuple:
    """账面, 增加, 减少, 核实 of a line: yuan, for land 亩."""
    if row.side == Side.RESOURCE:
        return row.book_area, row.increase_area, row.decrease_area, row.area
    return row.book, row.increase, row.decrease, row.verified


# Where the cure of a check is found, and what it is called; all others are cured in the lines.
CURES = {
    "differences": ("inventory_lines", "?kind=differing", "补充"),
    "write_offs": ("inventory_lines", "?kind=differing", "办理"),
    "off_book": ("inventory_lines", "?kind=off_book", "核实"),
    "counted": ("counts", "", "盘点"),
    "signed": ("inventory_agency", "", "签章"),
    "posted": ("inventory_posting", "", "公示"),
    "confirmed": ("inventory_posting", "", "登记"),
}
LINES = ("inventory_lines", "", "核对")


def check_items(checks: list[Check], inventory: Inventory | None = None) -> list[dict]:
    """Checks for the check list: each fault a line of its own, what holds with its sums.

    With the inventory each fault leads to where it is cured.
    """
    items: list[dict] = []
    for check in checks:
        if check.ok:
            items.append({"ok": True, "text": check.text, "detail": check.detail})
            continue
        way = _cure(check, inventory) if inventory else {}
        items += [{"ok": False, "text": fault, "detail": check.text, **way} for fault in check.faults]
    return sorted(items, key=lambda item: item["ok"])


def _cure(check: Check, inventory: Inventory) -> dict:
    page, query, label = CURES.get(check.key, LINES)
    return {"action_url": f"{reverse(page, args=[inventory.pk])}{query}", "action_label": label}


def pairs(*given: tuple) -> list[dict]:
    """Label and value (and address) for the `key_values` component; empty ones are left out, days as on lists."""
    kept = (each for each in given if each[1] not in ("", None))
    return [
        {"label": label, "value": value.isoformat() if isinstance(value, date) else value, "url": next(iter(url), "")}
        for label, value, *url in kept
    ]


def paper_url(document: Document | None) -> str:
    return reverse("document_download", args=[document.pk, document.latest.number]) if document else ""
