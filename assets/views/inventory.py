"""One inventory: its class table with the sums, what keeps it from moving on, and the moves themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assets import services as assets
from assets.accounting import Standing
from assets.forms.inventories import MoveForm
from assets.models import Inventory
from assets.rules.accounts import SIDES, Side, shipped
from assets.rules.figures import USES, Total
from assets.rules.inventory_moves import MOVE_LABELS, MOVES, STATUS_LABELS
from assets.services.parties import is_party
from communities.access import Verb, page
from communities.lib.tables import table
from communities.views.carrying import carry_out

from .shown import (
    address,
    amount,
    check_items,
    day_of,
    head,
    inventory_of,
    moment_of,
    pairs,
    paper_url,
    trail,
)

HEADS = ("类别", "行数", "账面数", "清查增加", "清查减少", "核实数", "机构签章")
SAID = {
    "file": "已提交街道核实。",
    "return": "已退回清查。",
    "approve": "已核实通过，可以起草公示。",
    "lock": "已审核备案并锁定，资产清册正在生成。",
}
# The move that takes the inventory on from each state; its checks are drawn on the page.
ONWARD = {"counting": "file", "verifying": "approve", "posting": "confirm", "confirmed": "lock"}


@page("GET", may=Verb.VIEW)
def inventory(request: HttpRequest, pk: int) -> HttpResponse:
    found = inventory_of(request, pk)
    standing, onward = Standing(found), ONWARD.get(found.status)
    context = {
        **head(found, "inventory"),
        "acts": _acts(request, found, standing),
        "checks": check_items(standing.checks_for(onward) if onward else standing.identities, found),
        "onward": MOVE_LABELS.get(onward, ""),
        "classes": table(*HEADS, rows=_class_rows(standing)),
        "uses": table("用途", "账面数", "核实数", rows=_use_rows(standing)),
        "lands": table("地类", "宗数", "账面面积", "核实面积", rows=_land_rows(standing)),
        "facts": _facts(found, standing),
        "events": _events(found),
        "history_url": reverse("history", args=[Inventory._meta.label_lower, found.pk]),
    }
    return render(request, "assets/inventory.html", context)


@page("GET", "POST", may=(Verb.FILE, Verb.REVIEW))
def inventory_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """One move with its checks: shown before it is made, and again with the reasons when it is refused."""
    found = inventory_of(request, pk)
    row = next((each for each in MOVES if each.move == move), None)
    form = MoveForm(row is not None and row.needs_reason, request.POST or None)

    def act() -> str:
        assets.move(found, move, reason=form.cleaned_data["reason"], by=request.user)
        return address(found)

    said = SAID.get(move, "已办理。")
    if request.method == "POST" and form.is_valid() and (done := carry_out(request, form.key, act, said)):
        return done
    label = MOVE_LABELS.get(move, "办理")
    context = {"form": form, "heading": label, "trail": trail(found, label), "back": address(found)}
    context |= {"sub": str(found), "checks": check_items(Standing(found).checks_for(move), found), "submit": label}
    return render(request, "communities/form.html", context)


def _acts(request: HttpRequest, inventory: Inventory, standing: Standing) -> list[dict]:
    """Links to the moves that are the viewer's now."""
    facts = set() if standing.posting else {"unposted"}
    rows = [
        row for row in MOVES.moves_from(inventory.status, facts=facts) if is_party(request.user, row.party, inventory)
    ]
    return [
        {
            "label": MOVE_LABELS[row.move],
            "url": reverse("inventory_confirm", args=[inventory.pk])
            if row.move == "confirm"
            else reverse("inventory_move", args=[inventory.pk, row.move]),
            "primary": row.move in ONWARD.values(),
        }
        for row in rows
        if is_party(request.user, row.party, inventory)
    ]


def _class_rows(standing: Standing) -> list[tuple]:
    rows = []
    for side, word in SIDES.items():
        for account in shipped().of_side(side):
            total = standing.tally.account(account.code)
            if total.lines:
                rows.append((_class_link(standing, account), *_sums(total, side), _signature(standing, account.code)))
        unit = "（亩）" if side == Side.RESOURCE else ""
        rows.append(({"text": f"{word}总计{unit}", "tone": "idle"}, *_sums(standing.tally.side(side), side), ""))
    return rows


def _sums(total: Total, side: str) -> tuple:
    columns = (total.book, total.increase, total.decrease, total.verified)
    return (total.lines, *(amount(each, side) for each in columns))


def _class_link(standing: Standing, account) -> dict:
    url = reverse("inventory_lines", args=[standing.inventory.pk])
    return {"text": account.name, "url": f"{url}?account={account.code}"}


def _signature(standing: Standing, code: str) -> dict | str:
    if standing.engagement is None:
        return ""
    signature = standing.signatures.get(code)
    if signature is None:
        return {"text": "未签章", "tone": "late"}
    if signature.digest != standing.class_digests.get(code):
        return {"text": "须重新签章", "tone": "again"}
    return {"text": day_of(signature.signed_at), "tone": "done"}


def _use_rows(standing: Standing) -> list[tuple]:
    sums = [(word, standing.tally.use(use)) for use, word in USES.items()] + [("合计", standing.tally.side(Side.ASSET))]
    return [(word, amount(total.book, Side.ASSET), amount(total.verified, Side.ASSET)) for word, total in sums]


def _land_rows(standing: Standing) -> list[tuple]:
    found = [
        (land.name, standing.tally.lands[land.code]) for land in shipped().lands if land.code in standing.tally.lands
    ]
    if standing.tally.disputed.lines:
        found.append(("其中权属有争议", standing.tally.disputed))
    return [
        (name, total.lines, amount(total.book, Side.RESOURCE), amount(total.verified, Side.RESOURCE))
        for name, total in found
    ]


def _facts(inventory: Inventory, standing: Standing) -> list[dict]:
    register = getattr(inventory, "register", None)
    paper = register.paper if register else None
    return pairs(
        ("清查单位", inventory.organisation.name),
        ("登记时点", inventory.base_date),
        ("方式", inventory.get_kind_display()),
        ("清查小组", inventory.group),
        ("上一次清查", inventory.previous, address(inventory.previous) if inventory.previous else ""),
        ("受托机构", standing.engagement.agency.name if standing.engagement else inventory.no_agency_reason),
        ("提交核实", f"{inventory.filed_by.name} {day_of(inventory.filed_at)}" if inventory.filed_by else ""),
        ("核实通过", f"{inventory.reviewed_by.name} {day_of(inventory.reviewed_at)}" if inventory.reviewed_by else ""),
        ("册号", register.number if register else "", paper_url(paper)),
        ("册内容摘要", register.digest if register else ""),
        ("资产清册", "" if register is None or paper else "正在生成，请稍后刷新"),
    )


def _events(inventory: Inventory) -> list[dict]:
    labels = MOVE_LABELS | {"open": "开始清查"}
    return [
        {
            "when": moment_of(event.at),
            "who": event.by.name if event.by else "系统",
            "act": labels.get(event.move, event.move),
            "was": STATUS_LABELS.get(event.source, ""),
            "now": STATUS_LABELS[event.target],
            "text": event.reason,
            "tone": "done" if event.target == "locked" else "going",
        }
        for event in inventory.events.select_related("by").order_by("-at", "-pk")
    ]
