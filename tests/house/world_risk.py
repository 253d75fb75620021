"""A petition of a corner of the small world, with the corner's word."""

from communities.access import Role
from communities.lib import clock
from communities.models import Place
from risk.services import petitions
from tests import makers

FACTS = {"channel": "visit", "kind": "appeal", "matter": "shares", "people": 3, "about_merger": True, "timed": True}


def own(place: Place, word: str) -> dict:
    """By its name in authz.toml."""
    street = makers.account(Role.STREET, place.parent)
    words = {"summary": f"{word}要求公开股权台账", "handler": f"{word}街道办事处", "petitioner": f"{word}来访人"}
    return {"petition": petitions.enter(place, received_on=clock.today(), by=street, **FACTS, **words)}
