"""The first question of every service: may this person do this here?"""

from communities.access import Verb, may
from communities.lib.errors import Refused
from communities.models import Place

from .recording import SYSTEM


def require(by, verb: Verb, place: Place | None = None) -> None:
    """Raise Refused unless a post of the person grants the verb (for the place); the system itself may always."""
    if by is not SYSTEM and not may(by, verb, place):
        where = f"在“{place.name}”" if place else ""
        raise Refused(f"您的任职不包含{where}{verb.label}，请由担任相应职务的人员办理。")
