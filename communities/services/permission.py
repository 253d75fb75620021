"""The first question of every service: may this person do this here?"""

from communities.access import Verb, may
from communities.lib.errors import Refused
from communities.models import Place

from .recording import SYSTEM


def require(by, verb: Verb | tuple[Verb, ...], place: Place | None = None) -> None:
    """Raise Refused unless a post of the person grants the verb, or one of them; the system itself may always."""
    verbs = (verb,) if isinstance(verb, Verb) else verb
    if by is not SYSTEM and not any(may(by, each, place) for each in verbs):
        where, what = f"在“{place.name}”" if place else "", "或".join(each.label for each in verbs)
        raise Refused(f"您的任职不包含{where}{what}，请由担任相应职务的人员办理。")
