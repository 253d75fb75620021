"""A cooperative chooses representatives, directors and a supervisor: nominated, reviewed by the street, elected."""

from typing import TYPE_CHECKING

from communities.lib import clock
from communities.models import Person, Residence
from shareholders.models import Candidate
from shareholders.rules.officers import end_of_term
from shareholders.services import officers

from . import papers
from .minutes import decision
from .timeline import Story, workdays_later
from .villagers import adults

if TYPE_CHECKING:
    from .unit_story import UnitStory

PROPOSER = "社区党组织推荐"
# body, source, skill; the first of the directors is to be their chairman
STANDING = (
    ("directors", "committees", "经营管理"),
    ("directors", "finance", "财务"),
    ("directors", "villagers", "工程"),
    ("directors", "party", "法律"),
    ("supervisors", "villagers", "审计"),
)
ELECTED = 3
REPRESENTATIVES, WIVES = 31, 9  # so many of the representatives are not the heads of their households but their wives


def told(story: "UnitStory") -> Story:
    """Nominations one day, the review three days on, the election a week later; one was not elected."""
    yield story.hour(workdays_later(clock.today(), 1), 10)
    today = clock.today()
    term = officers.open_term(story.cooperative, today, end_of_term(today), by=story.coop_clerk)
    candidates = [_nominated(story, term, place) for place in range(len(STANDING))]
    candidates += [_representative(story, term, place) for place in range(REPRESENTATIVES)]
    yield story.hour(workdays_later(clock.today(), 3), 15)
    for each in candidates:
        officers.review(each, qualified=True, on=clock.today(), opinion="符合任职资格", by=story.street)
    yield story.hour(workdays_later(clock.today(), 5), 16)
    entitled = adults(story.unit, clock.today())
    chosen = decision(story, "选举理事会、监事会成员", entitled, subject="officers")
    told = {"on": clock.today(), "decision": chosen, "by": story.coop_clerk}
    officers.seat(term, "directors", candidates[:ELECTED], **told)
    officers.seat(term, "supervisors", candidates[len(STANDING) - 1 : len(STANDING)], **told)
    result = papers.document(story, "成员代表推选结果")
    told = {"on": clock.today(), "document": result, "by": story.coop_clerk}
    officers.seat(term, "representatives", candidates[len(STANDING) :], **told)


def _nominated(story: "UnitStory", term, place: int) -> Candidate:
    """The head of a household of its own."""
    body, source, skill = STANDING[place]
    told = {"source": source, "skill": skill, "proposer": PROPOSER, "declared": True}
    person = _resident(story, "head", place + 4)
    return officers.nominate(term, person, body, is_chair=place == 0, **told, by=story.coop_clerk)


def _representative(story: "UnitStory", term, place: int) -> Candidate:
    person = _resident(story, "spouse" if place < WIVES else "head", place + 60)
    told = {"source": "villagers", "proposer": "片区成员联名推选", "declared": True}
    return officers.nominate(term, person, "representatives", **told, by=story.coop_clerk)


def _resident(story: "UnitStory", relation: str, place: int) -> Person:
    """Somebody of a household far enough down the register."""
    found = Residence.objects.current().filter(household__place=story.place, relation=relation, person__died_on=None)
    return found.order_by("household__number").select_related("person")[place].person
