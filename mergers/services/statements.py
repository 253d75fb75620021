"""Telling the lower apps what a step's facts state: an inventory, a roll, a meeting, an assessment."""

from datetime import date, datetime, time
from decimal import Decimal

from django.core.exceptions import ValidationError

from assets.services import state_inventory
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Organisation, Place
from mergers.rules.facts import MATTERS
from risk.services import state_assessment
from shareholders.services import state_roll
from votes.services import state_meeting

BODY_KINDS = (
    Organisation.Kind.COOPERATIVE,
    Organisation.Kind.RESIDENTS_COMMITTEE,
    Organisation.Kind.VILLAGERS_COMMITTEE,
)
VOTES = {"in_favour": "in_favour", "against": "against", "abstained": "abstain", "invalid": "invalid"}


def tell(key: str, place: Place, before: dict, facts: dict, *, by) -> None:
    """State what a step's facts say, where they are complete and have changed; part of the facts' transaction."""
    try:
        for write, names in WRITERS.get(key, ()):
            complete = all(facts.get(name) not in (None, "") for name in names)
            if complete and any(before.get(name) != facts.get(name) for name in (*names, *VOTES.values())):
                write(key, place, facts, by)
    except ValidationError as fault:
        raise Refused(*fault.messages) from fault


def _body_of(place: Place) -> Organisation:
    for kind in BODY_KINDS:
        found = Organisation.objects.filter(place=place, kind=kind, ends_on=None).first()
        if found:
            return found
    raise Refused(f"{place.name}还没有登记合作社或委员会，请先在“社区与沿革”中登记。")


def _inventory(key: str, place: Place, facts: dict, by) -> None:
    money = ("total_assets", "total_liabilities", "total_equity", "operating_assets", "off_book_assets", "land_mu")
    figures = {name: Decimal(str(facts.get(name) or 0)) for name in money}
    state_inventory(_body_of(place), by=by, base_date=date.fromisoformat(facts["base_date"]), **figures)


def _roll(key: str, place: Place, facts: dict, by) -> None:
    day = date.fromisoformat(facts["reference_on"])
    state_roll(
        _body_of(place),
        by=by,
        reference_at=datetime.combine(day, time(23, 59, 59), tzinfo=clock.SHANGHAI),
        members=facts["members"],
        shareholders=facts["shareholders"],
        pending=facts["pending"],
        shares_total=Decimal(facts["shares_total"]),
        shares_registered=Decimal(facts["shares_registered"]),
    )


def _meeting(key: str, place: Place, facts: dict, by) -> None:
    state_meeting(
        place,
        by=by,
        body=facts["body"],
        matter=MATTERS[key],
        held_on=date.fromisoformat(facts["held_on"]),
        entitled=facts["entitled"],
        present=facts["present"],
        **{name: facts.get(fact) or 0 for name, fact in VOTES.items()},
    )


def _assessment(key: str, place: Place, facts: dict, by) -> None:
    state_assessment(
        place,
        by=by,
        level=facts["risk_level"],
        conclusion=facts["conclusion"],
        concluded_on=date.fromisoformat(facts["concluded_on"]),
        excluded_items=facts.get("excluded_items", ""),
        receipt_number=facts.get("receipt_number", ""),
    )


MEETING = ("body", "held_on", "entitled", "present", "in_favour")
ROLL = ("reference_on", "members", "shareholders", "pending", "shares_total", "shares_registered")
WRITERS = {
    "risk_assessment": ((_assessment, ("risk_level", "conclusion", "concluded_on")),),
    "inventory": ((_inventory, ("base_date", "total_assets", "total_liabilities", "total_equity")),),
    "inventory_posting": ((_meeting, MEETING),),
    "membership": ((_meeting, MEETING), (_roll, ROLL)),
    "party_meeting": ((_meeting, MEETING),),
    "vote": ((_meeting, MEETING),),
}
