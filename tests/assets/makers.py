"""Contracts, disposals and promises of a cooperative, entered through the services."""

from datetime import date
from decimal import Decimal

from assets.models import CommitmentRegister, Contract, Disposal
from assets.services import commitments, contracts, disposals
from communities.access import Role
from communities.models import Account, Organisation, Place
from tests import makers

SIGNED, STARTS, ENDS = date(2024, 3, 1), date(2024, 3, 15), date(2030, 3, 14)


def cooperative(place: Place) -> Organisation:
    return makers.organisation(place, Organisation.Kind.COOPERATIVE, f"{place.name}股份经济合作社")


def people(place: Place) -> dict[str, Account]:
    """A clerk and a second one, the cooperative's clerk, two persons of the street, and the office."""
    return {
        "clerk": makers.account(Role.CLERK, place),
        "coop": makers.account(Role.COOP_CLERK, place, held_for=cooperative(place)),
        "street": makers.account(Role.STREET, place.parent),
        "other_street": makers.account(Role.STREET, place.parent),
        "office": makers.account(Role.OFFICE, place.district),
    }


def contract(organisation: Organisation, by: Account, number: str = "租〔2024〕1号", **changes) -> Contract:
    """A lawful lease of five years and a bit, filed, at 6,000 yuan a year."""
    terms = {
        "kind": "house_lease",
        "subject": "沿街房屋",
        "counterparty": "云河商贸有限公司",
        "signed_on": SIGNED,
        "starts_on": STARTS,
        "ends_on": ENDS,
        "rent_per_year": Decimal("6000.00"),
        "procedure": "成员代表会议（2024-02-20）",
        "filing_number": "云农备〔2024〕1号",
        "filed_on": date(2024, 3, 5),
    }
    return contracts.enter(organisation, number=number, by=by, **(terms | changes))


def disposal(organisation: Organisation, by: Account, **changes) -> Disposal:
    facts = {
        "kind": Disposal.Kind.SALE,
        "subject": "旧办公楼",
        "amount": Decimal("120000.00"),
        "happened_on": date(2026, 3, 2),
        "reason": "闲置多年",
    }
    return disposals.enter(organisation, by=by, **(facts | changes))


def register(organisation: Organisation, by: Account, base_date: date = date(2026, 1, 1)) -> CommitmentRegister:
    """A register with an item of each of the four kinds."""
    made = commitments.open_register(organisation, base_date, by=by)
    for kind, title, holder, quantity, amount, scope in (
        ("contracting", "北坡承包地", "某种植户", "12.5", "3000", ""),
        ("contracts", "沿街房屋租赁", "云河商贸有限公司", None, "6000", ""),
        ("facilities", "自来水管网", "", "320", "20000", "本村全体居民"),
        ("welfare", "老年人生活补助", "", "86", "103200", "本村65周岁以上户籍居民"),
    ):
        facts = {"quantity": quantity and Decimal(quantity), "amount": Decimal(amount), "scope": scope}
        commitments.add_item(made, kind=kind, title=title, holder=holder, **facts, by=by)
    return made
