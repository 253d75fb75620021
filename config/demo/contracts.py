"""A unit's contracts, its 四个不变 and what it disposed of: entered early, checked by the street, some unfiled."""

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from assets.models import CommitmentRegister
from assets.services import commitments, contracts, disposals
from communities.lib import clock

from .timeline import Story, workday, workdays_later

if TYPE_CHECKING:
    from .unit_story import UnitStory

LAST_STEP, VOTED = 16, 11
FEWER = "北港"  # the check afterwards finds a difference, and why
YEAR = timedelta(days=365)


def told(story: "UnitStory") -> Story:
    """Three contracts and the four registers in the weeks after the case was opened; a check once all is done."""
    first = workday(story.schedule.opened + timedelta(days=3))
    yield story.hour(first, 15)
    entered = [_enter(story, row) for row in _contracts(story, first)]
    yield story.hour(workdays_later(first, 2), 10)
    for contract in entered[: 1 + story.unit.number % 3]:
        contracts.review(contract, "confirm", by=story.street)
    yield story.hour(workdays_later(first, 4), 11)
    register = _register(story, first)
    yield story.hour(workdays_later(first, 6), 16)
    commitments.freeze(register, by=story.street)
    if story.unit.step > VOTED and story.unit.number % 4 == 0:
        yield story.hour(workdays_later(first, 40), 10)
        _dispose(story)
    if story.unit.step > LAST_STEP:
        yield story.hour(workdays_later(story.schedule.ends[LAST_STEP], 2), 9)
        yield from _check(story, register)


def _contracts(story: "UnitStory", day: date) -> list[dict]:
    """A filed lease of shops, one of a store that is unfiled in some units, a family contract over land."""
    unit = story.unit
    filed = {} if unit.number % 3 == 0 else {"filing_number": f"示农备〔{day.year - 1}〕{unit.number + 31}号"}
    filed |= {"filed_on": day - YEAR + timedelta(days=20)} if filed else {}
    return [
        {
            "number": f"租〔{day.year - 3}〕1号", "kind": "house_lease", "subject": "沿街房屋", "area": Decimal(860),
            "area_unit": "sqm", "counterparty": "兴河商贸有限公司", "signed_on": day - 3 * YEAR,
            "starts_on": day - 3 * YEAR, "ends_on": day + 3 * YEAR, "rent_per_year": Decimal(96_000),
            "procedure": "成员代表会议通过", "public_trading": True, "payment": "按年支付，先付后用",
            "filing_number": f"示农备〔{day.year - 3}〕{unit.number + 1}号", "filed_on": day - 3 * YEAR + timedelta(30),
        },
        {
            "number": f"租〔{day.year - 1}〕2号", "kind": "land_lease", "subject": "村东场院", "area": Decimal("6.4"),
            "area_unit": "mu", "counterparty": "海通物流有限公司", "signed_on": day - YEAR, "starts_on": day - YEAR,
            "ends_on": day + timedelta(days=60 + 40 * (unit.number % 8)), "rent_per_year": Decimal(32_000),
            "procedure": "成员代表会议通过" if unit.number % 5 else "", **filed,
        },
        {
            "number": f"包〔{day.year - 5}〕1号", "kind": "family_contracting", "subject": "北坡承包地",
            "area": Decimal("18.5"), "area_unit": "mu", "counterparty": "某承包户", "is_person": True,
            "signed_on": day - 5 * YEAR, "starts_on": day - 5 * YEAR, "ends_on": day + 25 * YEAR,
            "procedure": "村民会议通过", "rent_per_year": Decimal(0),
        },
    ]  # fmt: skip


def _enter(story: "UnitStory", terms: dict):
    return contracts.enter(story.ground.cooperatives[story.unit.name], by=story.coop_clerk, **terms)


def _register(story: "UnitStory", base_date: date) -> CommitmentRegister:
    """The contracts drawn in, a facility and an allowance beside them."""
    by, unit = story.coop_clerk, story.unit
    register = commitments.open_register(story.ground.cooperatives[unit.name], base_date, by=by)
    commitments.draw_contracts(register, by=by)
    facility = {"title": "自来水管网", "quantity": Decimal(unit.households), "amount": Decimal(26_000)}
    allowance = {"title": "老年人生活补助", "quantity": Decimal(unit.households // 6), "amount": Decimal(120_000)}
    commitments.add_item(register, kind="facilities", scope="本村全体居民", by=by, **facility)
    commitments.add_item(register, kind="welfare", scope="65周岁以上户籍居民", by=by, **allowance)
    return register


def _dispose(story: "UnitStory") -> None:
    facts = {
        "subject": "旧抽水设备",
        "amount": Decimal(8_600),
        "reason": "管网改造后闲置",
        "happened_on": clock.today(),
    }
    body = story.ground.cooperatives[story.unit.name]
    disposals.enter(body, kind="sale", procedure="理事会研究，成员代表会议通过", by=story.coop_clerk, **facts)


def _check(story: "UnitStory", register: CommitmentRegister) -> Story:
    """Everything as it was but for one allowance, whose change is explained; the street closes the check."""
    check = commitments.open_check(register, clock.today(), by=story.coop_clerk)
    for item in register.items.all():
        state = {name: getattr(item, name) for name in ("holder", "quantity", "amount", "ends_on", "scope")}
        fewer = item.kind == "welfare" and story.unit.name == FEWER
        why = "两名享受对象去世，标准和范围不变" if fewer else ""
        state["quantity"] = item.quantity - 2 if fewer else item.quantity
        commitments.enter_finding(check, item, exists=True, explanation=why, by=story.coop_clerk, **state)
    yield story.hour(workdays_later(clock.today(), 3), 10)
    commitments.close_check(check, by=story.street)
