"""Contracts, promises and disposals of a corner of the small world, each with the corner's word."""

from datetime import date
from decimal import Decimal

from django.core.files.base import ContentFile

from assets.contract_intake import REGISTER
from assets.services import commitments, contracts, disposals
from communities.access import Role
from communities.lib import clock
from communities.lib.intake.blank import blank_workbook
from communities.models import Account, Organisation, Place
from communities.services.intake import open_intake
from tests import makers

SIGNED = date(2024, 3, 1)


def registers(place: Place, by: Account, word: str) -> dict:
    """By their names in authz.toml: contract, disposal, a register in draft, item and open check of a frozen one."""
    body = Organisation.objects.filter(place=place, kind=Organisation.Kind.COOPERATIVE).order_by("pk").first()
    terms = {"subject": f"{word}沿街房屋", "counterparty": f"{word}商贸有限公司", "rent_per_year": Decimal(6000)}
    terms |= {"signed_on": SIGNED, "starts_on": SIGNED, "ends_on": date(2030, 3, 1)}
    entered = contracts.enter(body, kind="house_lease", number=f"{word}租1", by=by, **terms)
    act = {"kind": "sale", "subject": f"{word}旧办公楼", "amount": Decimal(1), "happened_on": clock.today()}
    sold = disposals.enter(body, reason=f"{word}闲置", by=by, **act)
    draft = commitments.open_register(body, date(2025, 1, 1), by=by)
    commitments.add_item(draft, kind="facilities", title=f"{word}自来水管网", by=by)
    frozen = commitments.open_register(body, date(2024, 6, 1), by=by)
    item = commitments.add_item(frozen, kind="welfare", title=f"{word}老年补助", by=by)
    commitments.freeze(frozen, by=makers.account(Role.STREET, place.parent))
    check = commitments.open_check(frozen, date(2024, 9, 1), by=by)
    content = ContentFile(blank_workbook(REGISTER.book, place.code, place.name), name=f"{word}合同台账.xlsx")
    uploaded = open_intake(REGISTER, place, content, by=by, organisation=body)
    return {
        "contracts_intake": uploaded,
        "contract": entered,
        "disposal": sold,
        "commitment": draft,
        "promise": item,
        "promise_check": check,
    }
