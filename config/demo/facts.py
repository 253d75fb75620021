"""What the filer of each step enters, from the unit's own figures. Days are those on which it happened."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from mergers.rules import separation
from mergers.rules.rulebook import StepView

from . import inventories, risks
from .units import RECEIVERS, Halt, Unit
from .villagers import adults


def facts_for(unit: Unit, view: StepView, day: date, **days: date) -> dict:
    """The facts of a step filed on `day`; `days` are the step's own: notice, meeting, request."""
    return {"happened_on": day, **FACTS[view.step.key](unit, day, days)}


def _survey(unit: Unit, day: date, days: dict) -> dict:
    return {
        "households": unit.households,
        "population": unit.population,
        "area_km2": Decimal(unit.households) / 500,
        "party_members": unit.party_members,
        "committee_members": 5 + unit.number % 3,
        "term_ends_on": date(day.year + 2, 3, 31),
        "reform_done": "yes" if unit.reformed else "no",
        "assets_summary": "集体资产由合作社持有，主要为沿街房屋租赁和留用地收益",
        "legacy": "无重大历史遗留问题" if unit.risk == "low" else "早期房屋租赁合同两份约定不清，正在协商",
        "petitions": unit.petitions,
        "verdict": "include",
        "verdict_reason": "居民居住已城市化，服务半径与相邻社区重叠，条件成熟",
    }


def _plan(unit: Unit, day: date, days: dict) -> dict:
    return {
        "boundary": "东至滨河路，南至兴业街，西至学苑路，北至文化路",
        "service_radius_m": 600 + unit.number * 10,
        "households_after": unit.households + (0 if unit.converts else dict(RECEIVERS[unit.street])[unit.receiver]),
        "cadres_plan": "现任两委成员待遇不变，一届内在接收社区任职或承担网格工作",
        "cooperative_plan": f"{unit.name}股份经济合作社继续存在，资产不平调",
        "transition_ends_on": date(day.year + 5, 12, 31),
        "no_liabilities": "" if unit.number % 3 == 0 else "on",
    }


def _mobilisation(unit: Unit, day: date, days: dict) -> dict:
    away = unit.households // 40
    sent = unit.households // 2
    return {
        "meeting_on": day - timedelta(days=1),
        "attended": unit.party_members + 40,
        "letters_due": unit.households,
        "letters_delivered": unit.households - away,
        "letters_attempted": away,
        "questionnaires_sent": sent,
        "questionnaires_back": sent * 96 // 100,
        "aware": sent * 95 // 100,
        "supportive": sent * 91 // 100,
        **days.get("publicity", {}),
    }


def _risk(unit: Unit, day: date, days: dict) -> dict:
    suspended = unit.halt == Halt.SUSPENDED
    return {
        "risk_level": unit.risk,
        "conclusion": "suspend" if suspended else "proceed",
        "note": "房屋租赁合同纠纷化解前不具备实施条件" if suspended else "",
        "concluded_on": days.get("concluded", day),
        "receipt_number": risks.receipt(unit, days.get("concluded", day)),
    }


def _inventory(unit: Unit, day: date, days: dict) -> dict:
    assets, debts = inventories.totals_of(unit)
    return {
        "base_date": days["base_date"],
        "total_assets": assets,
        "total_liabilities": debts,
        "total_equity": assets - debts,
        "operating_assets": inventories.operating_of(unit),
        "off_book_assets": inventories.off_book_of(unit),
        "land_mu": Decimal(unit.households) / 8,
    }


def _inventory_meeting(unit: Unit, day: date, days: dict) -> dict:
    return {
        **_meeting("members_representatives", 45 + unit.number, days["meeting"]),
        "review_number": f"{unit.street[:2]}农审〔{day.year}〕{unit.number + 1}号",
    }


def _membership(unit: Unit, day: date, days: dict) -> dict:
    members = unit.members
    counted = {
        "reference_on": days["reference_on"],
        "members": members,
        "shareholders": members,
        "pending": 0,
        "shares_total": members * 10,
        "shares_registered": members * 10,
    }
    if unit.reformed:
        return counted
    meeting = _meeting("members_assembly", adults(unit, days["meeting"]), days["meeting"])
    return {**counted, **meeting, "notice_posted_on": days["notice"]}


def _proposal(unit: Unit, day: date, days: dict) -> dict:
    committee = 5 + unit.number % 3
    return {
        "proposed_on": days.get("proposed", day - timedelta(days=1)),
        "discussed_on": days.get("discussed", day),
        "entitled": committee,
        "present": committee,
        "in_favour": committee,
    }


def _party_meeting(unit: Unit, day: date, days: dict) -> dict:
    return _meeting("party_members", unit.party_members, days["meeting"])


def _canvass(unit: Unit, day: date, days: dict) -> dict:
    return days["canvassed"]


def _vote(unit: Unit, day: date, days: dict) -> dict:
    if unit.body == "residents_committee":
        body, entitled = "residents_representatives", 40 + unit.number
    else:
        body, entitled = "villagers_meeting_households", unit.households
    return {**_meeting(body, entitled, days["meeting"]), "notice_posted_on": days["notice"]}


def _result(unit: Unit, day: date, days: dict) -> dict:
    return {"objections": unit.petitions, "answered": unit.petitions}


def _request(unit: Unit, day: date, days: dict) -> dict:
    asked = days["request"]
    number = f"{unit.street[:2]}街字〔{asked.year}〕{unit.number + 11}号"
    request = {
        "request_number": number,
        "request_on": asked,
        "signed_by": "街道办事处主任",
        "contact": "街道民政办",
        "legality_on": days["legality"],
    }
    if "approval" not in days:
        return request
    approved = days["approval"]
    return {
        **request,
        "site_check_on": asked + timedelta(days=3),
        "approval_number": f"示政复〔{approved.year}〕{unit.number + 21}号",
        "approval_on": approved,
        "approval_posted_on": approved,
    }


def _party_organisation(unit: Unit, day: date, days: dict) -> dict:
    return {
        "decision_number": f"{unit.street[:2]}党工委〔{day.year}〕{unit.number + 5}号",
        "decision_on": day,
        "members_transferred": unit.party_members,
        "cooperative_party": f"隶属{unit.street}党工委",
    }


def _handover(unit: Unit, day: date, days: dict) -> dict:
    return {
        "audit_published_on": day - timedelta(days=2),
        "handover_on": day,
        "items_due": 36 + unit.number,
        "items_received": 36 + unit.number,
        "seal_returned_on": day,
        **dict.fromkeys(separation.ITEMS, True),
    }


def _archive(unit: Unit, day: date, days: dict) -> dict:
    return {
        "volumes": 18 + unit.number % 7,
        "accepted_on": day,
        "plate_changed_on": day - timedelta(days=2),
        "representatives_chosen_on": day - timedelta(days=3),
        "watch_until": date(day.year + 5, 12, 31),
    }


def _meeting(body: str, entitled: int, day: date) -> dict:
    """A meeting that was quorate and agreed: nearly all came, nearly all of them were in favour."""
    present = entitled * 94 // 100
    against, abstain = present // 50, present // 60
    return {
        "held_on": day,
        "body": body,
        "entitled": entitled,
        "present": present,
        "in_favour": present - against - abstain,
        "against": against,
        "abstain": abstain,
        "invalid": 0,
    }


FACTS: dict[str, Callable[[Unit, date, dict], dict]] = {
    "survey": _survey,
    "plan": _plan,
    "mobilisation": _mobilisation,
    "risk_assessment": _risk,
    "inventory": _inventory,
    "inventory_posting": _inventory_meeting,
    "membership": _membership,
    "party_proposal": _proposal,
    "party_meeting": _party_meeting,
    "canvass": _canvass,
    "vote": _vote,
    "result_posting": _result,
    "request_approval": _request,
    "party_organisation": _party_organisation,
    "handover": _handover,
    "archive": _archive,
}
