"""Counts: the sessions of an inventory, one session with its things to be marked, and what was never counted."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from assets import services as assets
from assets.forms.counts import CountForm, MarkForm
from assets.forms.inventories import facts_of
from assets.listing import plain
from assets.models import CountItem, CountSession, Inventory, InventoryLine
from assets.rules.accounts import shipped
from assets.rules.inventory_moves import OPEN, UNIT
from assets.services.parties import is_party
from communities.access import Verb, page
from communities.forms.base import KeyedForm
from communities.lib.tables import table
from communities.views.carrying import carry_out, form_page
from communities.views.exporting import workbook_response

from .line_page import COUNT_TONES
from .shown import day_of, head, inventory_of, pairs, paper_url, trail

HEADS = ("行号", "名称", "应在地点", "保管人", "应有", "结果", "现在地点", "实有", "现状", "说明")
UNCOUNTED = ("行号", "类别", "名称", "坐落", "保管人", "数量", "单位")
State = CountItem.State


@page("GET", may=Verb.VIEW)
def counts(request: HttpRequest, pk: int) -> HttpResponse:
    found = inventory_of(request, pk)
    loose = uncounted(found)
    context = {
        **head(found, "counts"),
        "acts": _acts(request, found),
        "sessions": [_session_item(each) for each in found.count_sessions.prefetch_related("items")],
        "table": table(*UNCOUNTED, rows=(_uncounted_row(each) for each in loose)),
        "count": len(loose),
        "export_url": reverse("uncounted_export", args=[pk]),
    }
    return render(request, "assets/counts.html", context)


@page("GET", may=Verb.VIEW)
def uncounted_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly the list of what no count has looked at."""
    found = inventory_of(request, pk)
    name = f"{found.organisation.name}从未盘点清单"
    return workbook_response(name, UNCOUNTED, (_uncounted_row(each) for each in uncounted(found)))


@page("GET", "POST", may=Verb.FILE)
def count_new(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = inventory_of(request, pk), CountForm(request.POST or None)

    def act() -> str:
        return _address(assets.open_session(found, by=request.user, **facts_of(form)))

    said = "盘点已开始，应盘资产已列出。"
    told = {
        "heading": "开始盘点",
        "sub": str(found),
        "back": reverse("counts", args=[pk]),
        "trail": trail(found, "盘点"),
    }
    return form_page(request, form, act, said, submit="开始", **told)


@page("GET", may=Verb.VIEW)
def count(request: HttpRequest, pk: int, session: int) -> HttpResponse:
    found, opened = session_of(request, pk, session)
    items = list(opened.items.select_related("line"))
    may_mark = opened.finalised_at is None and is_party(request.user, UNIT, found)
    context = {
        **head(found, "counts", str(opened)),
        "session": opened,
        "progress": {state.label: sum(item.state == state for item in items) for state in State}.items(),
        "items": [_item(item, may_mark) for item in _pending_first(items)],
        "facts": _facts(opened),
        "may_mark": may_mark,
        "finalise_url": reverse("count_finalise", args=[pk, opened.pk]),
        "export_url": reverse("count_export", args=[pk, opened.pk]),
        "form_key": KeyedForm()["form_key"].value(),
    }
    return render(request, "assets/count.html", context)


@page("GET", may=Verb.VIEW)
def count_export(request: HttpRequest, pk: int, session: int) -> HttpResponse:
    """Every thing of the session with what was found."""
    found, opened = session_of(request, pk, session)
    rows = (_row(item) for item in opened.items.select_related("line"))
    return workbook_response(f"{found.organisation.name}第{opened.number}次盘点", HEADS, rows)


@page("GET", "POST", may=Verb.FILE)
def count_item(request: HttpRequest, pk: int, session: int, item: int) -> HttpResponse:
    """Mark one thing; made for a phone held in one hand."""
    found, opened = session_of(request, pk, session)
    thing = get_object_or_404(opened.items.select_related("line__photo", "session"), pk=item)
    form = MarkForm(request.POST or None, initial=_initial(thing))

    def act() -> str:
        given = facts_of(form)
        assets.mark(thing, given.pop("state"), by=request.user, **given)
        return f"{_address(opened)}#items"

    if (
        request.method == "POST"
        and form.is_valid()
        and (done := carry_out(request, form.key, act, f"{thing.line}已记录。"))
    ):
        return done
    context = {"form": form, "heading": str(thing.line), "sub": str(opened), "back": _address(opened)}
    context |= {"facts": _thing_facts(thing), "submit": "记录"}
    return render(request, "communities/form.html", {**context, "trail": trail(found, str(opened), "盘点")})


@page("POST", may=Verb.FILE)
def count_finalise(request: HttpRequest, pk: int, session: int) -> HttpResponse:
    _, opened = session_of(request, pk, session)

    def act() -> str:
        return _address(assets.finalise(opened, by=request.user))

    said = "盘点已结束，记录不再改动；差异表正在生成。"
    return carry_out(request, request.POST.get("form_key", "")[:64], act, said) or redirect(_address(opened))


def uncounted(inventory: Inventory) -> list[InventoryLine]:
    """The countable lines that no session of this inventory has looked at."""
    codes = [account.code for account in shipped().expected()]
    looked = CountItem.objects.filter(line=OuterRef("pk")).exclude(state=State.PENDING)
    return list(inventory.lines.filter(~Exists(looked), account__in=codes).order_by("number"))


def session_of(request: HttpRequest, pk: int, session: int) -> tuple[Inventory, CountSession]:
    found = inventory_of(request, pk)
    opened = get_object_or_404(found.count_sessions.select_related("paper", "finalised_by"), pk=session)
    opened.inventory = found
    return found, opened


def _address(session: CountSession) -> str:
    return reverse("count", args=[session.inventory_id, session.pk])


def _acts(request: HttpRequest, inventory: Inventory) -> list[dict]:
    if inventory.status not in OPEN or not is_party(request.user, UNIT, inventory):
        return []
    return [{"label": "开始盘点", "url": reverse("count_new", args=[inventory.pk]), "primary": True}]


def _session_item(session: CountSession) -> dict:
    states = [item.state for item in session.items.all()]
    done = session.finalised_at is not None
    told = "，".join(f"{state.label}{states.count(state)}" for state in State if states.count(state))
    return {
        "text": str(session),
        "url": _address(session),
        "word": "已结束" if done else "进行中",
        "tone": "done" if done else "going",
        "detail": f"{session.counted_on} · {session.counters} · 应盘{len(states)}：{told}",
    }


def _pending_first(items: Iterable[CountItem]) -> list[CountItem]:
    return sorted(items, key=lambda item: (item.state != State.PENDING, item.line.number))


def _item(item: CountItem, may_mark: bool) -> dict:
    where = [item.session.inventory_id, item.session_id, item.pk]
    expected = "；".join(text for text in (item.expected_location, item.expected_custodian, _quantity(item)) if text)
    told = [f"{word}：{text}" for word, text in (("现在", item.found_location), ("现状", item.condition)) if text]
    told += [f"说明：{item.note}"] if item.note else []
    return {
        "text": str(item.line),
        "url": reverse("count_item", args=where) if may_mark else "",
        "word": item.get_state_display(),
        "tone": COUNT_TONES[item.state],
        "detail": "　".join([f"应在：{expected or '未登记'}", *told]),
    }


def _quantity(item: CountItem) -> str:
    return f"{plain(item.expected_quantity)}{item.line.unit}" if item.expected_quantity is not None else ""


def _row(item: CountItem) -> tuple:
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


def _uncounted_row(row: InventoryLine) -> tuple:
    account = shipped().account(row.account).name
    return (row.number, account, row.name, row.location, row.custodian, plain(row.quantity), row.unit)


def _initial(item: CountItem) -> dict:
    state = State.FOUND if item.state == State.PENDING else item.state
    quantity = item.expected_quantity if item.found_quantity is None else item.found_quantity
    shown = {"condition": item.condition, "found_location": item.found_location, "note": item.note}
    return {"state": state, "found_quantity": plain(quantity), **shown}


def _thing_facts(item: CountItem) -> list[dict]:
    return pairs(
        ("应在地点", item.expected_location),
        ("保管人", item.expected_custodian),
        ("应有数量", _quantity(item)),
        ("照片", item.line.photo.archive_number if item.line.photo else "", paper_url(item.line.photo)),
    )


def _facts(session: CountSession) -> list[dict]:
    done = f"{session.finalised_by.name} {day_of(session.finalised_at)}" if session.finalised_by else ""
    waiting = "正在生成，请稍后刷新" if done and session.paper is None else ""
    return pairs(
        ("盘点日期", session.counted_on),
        ("盘点人员", session.counters),
        ("结束", done),
        ("差异表", session.paper.archive_number if session.paper else waiting, paper_url(session.paper)),
    )
