"""A corner's canvass in the small world: a household visited, its signed sheet, a file of blank sheets."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from communities.access import Role
from communities.lib import clock
from communities.models import Account, Household, Organisation, Place
from tests import makers
from votes import services


def own(place: Place, word: str, by: Account, picture: Callable) -> dict:
    """By its name in authz.toml; the secretary is the visitor, the street's first person the officer named."""
    committee = makers.organisation(place, Organisation.Kind.RESIDENTS_COMMITTEE)
    Household.objects.create(place=place, number="0101", registered_on=makers.SINCE, address=f"{word}路1号")
    plan = {"plan_title": f"{word}撤并方案", "plan_text": f"{word}拟并入新区，集体资产仍归合作社。"}
    closes_on = clock.today() + timedelta(days=60)
    canvass = services.open_canvass(committee, **plan, closes_on=closes_on, officer=_officer(place.parent), by=by)
    services.assign(canvass, by, grid=f"{word}网格", first="0000", by=by)
    home = canvass.households.get(number="0101")
    told = {"signer": f"{word}住户", "relation": "head", "reason": f"{word}租金未定", "photo": picture()}
    visit = services.enter_visit(home, key=uuid4(), position="against", visited_on=clock.today(), **told, by=by)
    batch = services.order_sheets(canvass, f"{word}网格", by=by)
    services.print_sheets(batch)
    letter = services.start_letter(committee, title=f"{word}致居民的一封信", by=by)
    asked = services.start_questionnaire(committee, title=f"{word}问卷", more=f"{word}去向：赞成/不赞成", by=by)
    services.hand_out(asked, 2, clock.today(), by=by)
    services.enter_answers(asked, [(uuid4(), (0, 0, 1))], clock.today(), by=by)
    publicity = {"letter": letter, "questionnaire": asked}
    return publicity | {"canvass": canvass, "canvass_home": home, "canvass_visit": visit, "sheet_batch": batch}


def _officer(street: Place) -> Account:
    held = Account.objects.filter(appointments__place=street, appointments__role=Role.STREET)
    return held.order_by("appointments__pk").first() or makers.account(Role.STREET, street)
