"""One line: its figures, its photo and evidence, what may be done with it, its write-off, how it was counted."""

from django.http import HttpRequest
from django.urls import reverse

from assets.listing import plain
from assets.models import Contract, Inventory, InventoryLine, PostedRow
from assets.presenters import contracts
from assets.rules.accounts import shipped
from assets.rules.checks import NEEDS_MOTION, mu, yuan
from assets.rules.inventory_moves import OPEN, STREET, UNIT, Status
from assets.services.parties import is_party
from communities.access import Verb, has_verb, may
from communities.forms.base import KeyedForm
from communities.models import Notice

from .line_columns import class_word
from .shown import amounts_of, day_of, head, moment_of, pairs, paper_url

COUNT_TONES = {"pending": "idle", "found": "done", "moved": "due", "missing": "late"}


def context_of(request: HttpRequest, inventory: Inventory, row: InventoryLine) -> dict:
    return {
        **head(inventory, "inventory_lines", str(row)),
        "line": row,
        "acts": _acts(request, inventory, row),
        "buttons": _buttons(request, inventory, row),
        "form_key": KeyedForm()["form_key"].value(),
        "figures": _figures(row),
        "facts": _facts(row),
        "photo_url": paper_url(row.photo),
        "papers": _papers(row),
        "write_off": _write_off(row),
        "counts": _counts(row),
        "contracts": contracts.of_line(Contract.objects.visible_to(request.user).filter(line=row)),
        "corrections": _corrections(row),
        "history_url": reverse("history", args=[InventoryLine._meta.label_lower, row.pk]),
    }


def _figures(row: InventoryLine) -> list[dict]:
    book, increase, decrease, verified = amounts_of(row)
    if row.area is not None:
        told = (("账面面积", book), ("清查增加", increase), ("清查减少", decrease), ("核实面积", verified))
        return pairs(*((label, f"{mu(value)} 亩") for label, value in told))
    told = (("账面数", book), ("清查增加", increase), ("清查减少", decrease), ("核实数", verified))
    fixed = (("原值", row.original), ("累计折旧", row.depreciation), ("净值", row.net))
    return pairs(*((label, f"{yuan(value)} 元") for label, value in (*told, *fixed) if value is not None))


def _facts(row: InventoryLine) -> list[dict]:
    fields = {field.name: str(field.verbose_name) for field in row._meta.fields}
    names = (
        *("location", "custodian", "certificate", "condition", "acquired_on", "counterparty", "due_on"),
        *("source", "holder", "basis", "cause", "remarks"),
    )
    quantity = f"{plain(row.quantity)}{row.unit}" if row.quantity is not None else ""
    verified = f"{row.off_book_verified_by.name} {day_of(row.off_book_verified_at)}" if row.off_book_verified_by else ""
    return pairs(
        ("类别", class_word(row)),
        ("清查表", shipped().account(row.account).form),
        ("数量", quantity),
        *((fields[name], getattr(row, name)) for name in names),
        ("增减性质", row.get_difference_display()),
        ("权属", "有争议" if row.disputed else ""),
        ("账外资产", ("已核实，" + verified if verified else "待核实，不计入合计") if row.off_book else ""),
        ("登记", f"{row.entered_by.name if row.entered_by else '系统'} {moment_of(row.entered_at)}"),
    )


def _papers(row: InventoryLine) -> list[dict]:
    named = (("照片", row.photo), ("依据材料", row.evidence))
    return [{"text": f"{word} {paper.archive_number}", "url": paper_url(paper)} for word, paper in named if paper]


def _acts(request: HttpRequest, inventory: Inventory, row: InventoryLine) -> list[dict]:
    unit, where = is_party(request.user, UNIT, inventory), [inventory.pk, row.pk]
    acts = []
    if unit and inventory.status in OPEN:
        acts.append({"label": "修改", "url": reverse("line_edit", args=where), "primary": True})
        if not (row.book or row.book_area):
            acts.append({"label": "删除", "url": reverse("line_remove", args=where)})
    if unit and inventory.status != Status.LOCKED and _needs_write_off(row) and not hasattr(row, "write_off"):
        acts.append({"label": "登记核销", "url": reverse("write_off", args=where)})
    if inventory.status == Status.POSTING and may(request.user, Verb.POST, inventory.place):
        hung = PostedRow.objects.filter(posting__inventory=inventory, number=row.number).exclude(
            posting__notice__status__in=(Notice.Status.DRAFT, Notice.Status.WITHDRAWN)
        )
        if posting := hung.order_by("-posting").values_list("posting", flat=True).first():
            url = reverse("line_objection_new", args=[inventory.pk, posting])
            acts.append({"label": "登记异议", "url": f"{url}?line={row.number}"})
    return acts


def _buttons(request: HttpRequest, inventory: Inventory, row: InventoryLine) -> list[dict]:
    where, found = [inventory.pk, row.pk], []
    party = any(is_party(request.user, each, inventory) for each in (UNIT, STREET))
    loose = row.off_book and row.off_book_verified_at is None
    if party and loose and inventory.status in OPEN | {Status.POSTING} and row.entered_by_id != request.user.pk:
        found.append({"label": "核实这项账外资产", "url": reverse("line_verify", args=where), "tone": "primary"})
    made = getattr(row, "write_off", None)
    street = is_party(request.user, STREET, inventory) and has_verb(request.user, Verb.REVIEW)
    if made and not made.reviewed_at and street and inventory.status != Status.LOCKED:
        found.append({"label": "审核核销", "url": reverse("write_off_review", args=where), "tone": "primary"})
    return found


def _needs_write_off(row: InventoryLine) -> bool:
    return row.difference in NEEDS_MOTION and bool(row.decrease or row.decrease_area)


def _write_off(row: InventoryLine) -> list[dict]:
    made = getattr(row, "write_off", None)
    if made is None:
        return pairs(("核销", "须经成员（代表）大会表决并由街道审核")) if _needs_write_off(row) else []
    reviewed = f"{made.reviewed_by.name} {day_of(made.reviewed_at)}" if made.reviewed_at else "待审核"
    return pairs(
        ("责任人及处理意见", made.responsible),
        ("表决", f"{made.get_body_display()} {made.decided_on}"),
        ("决议", made.resolution.archive_number, paper_url(made.resolution)),
        ("街道审核", reviewed),
    )


def _counts(row: InventoryLine) -> list[dict]:
    items = row.count_items.select_related("session").order_by("-session__number")
    return [
        {
            "text": str(item.session),
            "url": reverse("count", args=[row.inventory_id, item.session_id]),
            "word": item.get_state_display(),
            "tone": COUNT_TONES[item.state],
            "detail": "；".join(text for text in (item.condition, item.found_location, item.note) if text),
        }
        for item in items
    ]


def _corrections(row: InventoryLine) -> list[dict]:
    return [
        {
            "text": f"因第{each.objection.number}号异议更正",
            "detail": "；".join(
                f"{label}：{was or '空'} → {now or '空'}" for label, (was, now) in each.changes.items()
            ),
        }
        for each in row.corrections.select_related("objection")
    ]
