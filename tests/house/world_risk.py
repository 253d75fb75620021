"""What may go wrong in a corner of the small world, with the corner's word: a petition, an assessment under way."""

from datetime import timedelta

from communities.access import Role
from communities.lib import clock
from communities.models import Place
from risk.services import assessments, measures, petitions, points, slips
from tests import makers

FACTS = {"channel": "visit", "kind": "appeal", "matter": "shares", "people": 3, "about_merger": True, "timed": True}


def own(place: Place, word: str) -> dict:
    """By its name in authz.toml."""
    street = makers.account(Role.STREET, place.parent)
    words = {"summary": f"{word}要求公开股权台账", "handler": f"{word}街道办事处", "petitioner": f"{word}来访人"}
    petition = petitions.enter(place, received_on=clock.today(), by=street, **FACTS, **words)
    told = {"category": "service", "content": f"{word}办事窗口排队", "reporter": f"{word}反映人"}
    slip = slips.hand_in(place, by=slips.REPORTER, **told)
    return {"petition": petition, "slip": slip, **assessed(place, word, street)}


def assessed(place: Place, word: str, street) -> dict:
    """An assessment with a point, a measure of the street and a line of opinion watch."""
    this = assessments.open_assessment(place, by=street, based_on=clock.today(), subject=f"{word}撤改撤并")
    assessments.write(this, by=street, method=f"{word}逐户走访", interested="股东户", asked=20, opposed=1)
    scales = {"probability": 4, "impact": 4, "probability_after": 2, "impact_after": 3}
    point = points.add_point(this, by=street, side="legality", title=f"{word}股东资格争议", **scales)
    owner, until = street.posts()[0].organisation, clock.today() + timedelta(days=5)
    measure = measures.set_measure(point, text=f"{word}逐户核对名册", owner=owner, due_on=until, by=street)
    seen = {"seen_on": clock.today(), "channel": "online", "gist": f"{word}有人询问分红", "handling": "公开答复"}
    points.enter_opinion(point, by=street, **seen)
    return {"assessment": this, "risk_point": point, "risk_measure": measure}
