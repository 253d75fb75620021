"""Count sessions: opened with the expected things, marked one by one, finalised with their differences."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from assets.models import CountItem, CountSession, Inventory
from assets.rules.accounts import shipped
from assets.rules.inventory_moves import UNIT
from assets.services.parties import held, refuse_faults, require_open, require_party
from communities.lib import clock
from communities.lib.errors import Refused
from communities.services import jobs
from communities.services.recording import differences, record

State = CountItem.State


@transaction.atomic
def open_session(
    inventory: Inventory,
    *,
    title: str,
    counted_on: date,
    counters: str,
    accounts: Collection[str] = (),
    location: str = "",
    by,
) -> CountSession:
    """Begin a count of the things expected: those of `accounts` (all countable classes if empty), those at `location`.

    Off-book things are expected too. Raises Refused where nothing is expected.
    """
    locked = held(inventory)
    require_party(by, UNIT, locked)
    require_open(locked)
    if counted_on > clock.today():
        raise Refused(f"盘点日期{counted_on}晚于今天，请核对。")
    number = (locked.count_sessions.aggregate(last=Max("number"))["last"] or 0) + 1
    session = CountSession(inventory=locked, number=number, title=title.strip(), counted_on=counted_on)
    session.counters, session.opened_at, session.opened_by_id = counters.strip(), clock.now(), by.pk
    refuse_faults(session)
    lines = expected(locked, accounts, location)
    if not lines:
        raise Refused("没有应盘的资产：请先登记固定资产等明细，或放宽盘点范围。")
    session.save(force_insert=True)
    CountItem.objects.bulk_create(
        CountItem(
            session=session,
            line=line,
            expected_location=line.location,
            expected_custodian=line.custodian,
            expected_quantity=line.quantity,
        )
        for line in lines
    )
    changes = {"盘点日期": [None, counted_on], "应盘": [None, len(lines)]}
    record("开始盘点", session, by=by, place=locked.place, changes=changes)
    return session


def expected(inventory: Inventory, accounts: Collection[str] = (), location: str = "") -> list:
    """The lines that a count looks for, by number."""
    codes = [account.code for account in shipped().expected() if not accounts or account.code in accounts]
    lines = inventory.lines.filter(account__in=codes)
    return list((lines.filter(location__icontains=location) if location else lines).order_by("number"))


@transaction.atomic
def mark(
    item: CountItem,
    state: str,
    *,
    condition: str = "",
    found_location: str = "",
    found_quantity: Decimal | None = None,
    note: str = "",
    by,
) -> CountItem:
    """Say how a thing was found; may be said again until the session is finalised. Raises Refused."""
    session = _held(item.session)
    require_party(by, UNIT, session.inventory)
    _require_going_on(session)
    if state not in (State.FOUND, State.MOVED, State.MISSING):
        raise Refused("请选择盘点结果：在位、已移位或未找到。")
    if state == State.MOVED and not found_location.strip():
        raise Refused("已移位的须写明现在地点。")
    if state == State.MISSING and not note.strip():
        raise Refused("未找到的须写明情况，如最后见到的时间和保管人说明。")
    item = CountItem.objects.select_for_update(of=("self",)).select_related("line", "session").get(pk=item.pk)
    before = _shown(item)
    item.state, item.condition, item.note = state, condition.strip(), note.strip()
    item.found_location, item.found_quantity = found_location.strip(), found_quantity
    item.marked_at, item.marked_by_id = clock.now(), by.pk
    refuse_faults(item)
    item.save()
    record("盘点", item.line, by=by, place=session.inventory.place, changes=differences(before, _shown(item)))
    return item


@transaction.atomic
def finalise(session: CountSession, *, by) -> CountSession:
    """End the count: from here on nothing of it changes, and the list of differences is printed.

    Things nobody looked at stay 未盘 and stand on the list of what was never counted.
    """
    locked = _held(session)
    require_party(by, UNIT, locked.inventory)
    _require_going_on(locked)
    if not locked.items.exclude(state=State.PENDING).exists():
        raise Refused("还没有盘点任何一项，不能结束。")
    locked.finalised_at, locked.finalised_by_id = clock.now(), by.pk
    locked.save(update_fields=["finalised_at", "finalised_by"])
    place = locked.inventory.place
    record("结束盘点", locked, by=by, place=place, changes={"结束时间": [None, locked.finalised_at]})
    jobs.enqueue("assets.tasks.print_count", f"count:{locked.pk}", place=place, session=locked.pk)
    return locked


def _held(session: CountSession) -> CountSession:
    inventory = held(session.inventory)
    locked = CountSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    locked.inventory = inventory
    return locked


def _require_going_on(session: CountSession) -> None:
    if session.finalised_at:
        raise Refused(f"“{session}”已经结束，记录不能改动；需要重盘的请另开一次盘点。")


def _shown(item: CountItem) -> dict:
    facts = {
        "盘点结果": item.get_state_display(),
        "现状": item.condition,
        "现在地点": item.found_location,
        "实有数量": item.found_quantity,
        "说明": item.note,
    }
    return {label: value for label, value in facts.items() if value not in (None, "")}
