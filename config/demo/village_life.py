"""What goes on in a village after its roll and shares stand: a birth, a death, an inheritance by ticket."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from communities.lib import clock
from communities.models import Household, Residence
from communities.rules.households import Relation
from communities.services import residents
from communities.services.residents import PersonFacts
from mergers.rules.transitions import SETTLED
from shareholders import services as shareholders
from shareholders.models import Member, ShareAccount, SharePlan
from shareholders.services import tickets

from . import bodies, income
from .timeline import Story, workdays_later

if TYPE_CHECKING:
    from .unit_story import UnitStory

UNITS = ("槐里",)
ROLL_STEP = 7
FAMILY = 3  # head, spouse and a child at least


def told(story: "UnitStory", since: date) -> Story:
    """Once step 7 is done: somebody is born on one day, and somebody's shares pass on over the next two."""
    yield story.hour(since, 15)
    while story.filing(ROLL_STEP).status not in SETTLED:
        yield story.hour(clock.today() + timedelta(days=1), 15)
    first, second = _families(story)
    yield story.hour(workdays_later(clock.today(), 2), 10)
    _birth(story, first)
    yield story.hour(workdays_later(clock.today(), 1), 10)
    ticket = _inheritance(story, second)
    yield story.hour(workdays_later(clock.today(), 1), 11)
    tickets.approve(ticket, "继承人协议齐全，同意。", by=story.street)
    yield from income.told(story)
    yield from bodies.told(story)


def _families(story: "UnitStory") -> list[Household]:
    """Two households of three or more."""
    homes = story.place.households.order_by("number").prefetch_related("residences")
    return [home for home in homes if len(home.residences.all()) >= FAMILY][:2]


def _birth(story: "UnitStory", home: Household) -> None:
    """A member by law at once (§12), without shares; too young for a number."""
    born_on = clock.today() - timedelta(days=12)
    surname = _living(home, Relation.HEAD).person.name[0]
    facts = PersonFacts(f"{surname}安", sex="male", born_on=born_on, no_id_reason="新生儿未落户")
    child = residents.enrol(home, facts, Relation.GRANDCHILD, born_on, by=story.coop_clerk)
    shareholders.enter_member(story.cooperative, child, home, "born", born_on, text="出生医学证明", by=story.coop_clerk)


def _inheritance(story: "UnitStory", home: Household):
    """The head has died: the register, the membership, the new head; what he held is asked for by the spouse."""
    by, died_on = story.coop_clerk, clock.today() - timedelta(days=9)
    head, spouse = _living(home, Relation.HEAD).person, _living(home, Relation.SPOUSE).person
    head = shareholders.change_person(head, {"died_on": died_on}, "死亡医学证明", by=by)
    member = Member.objects.get(organisation=story.cooperative, person=head)
    shareholders.end_membership(member, "died", died_on, "因病去世", by=by)
    residents.replace_head(home, spouse, Relation.SPOUSE, clock.today(), by=by)
    plan = SharePlan.objects.in_force().get(organisation=story.cooperative)
    held = ShareAccount.objects.of(plan).filter(person=head, balance__gt=0).select_related("share_class")
    parts = [tickets.Part(each.share_class, spouse, each.balance) for each in held]
    words = {"occurred_on": clock.today(), "reason": "户主去世，配偶继承", "basis": "全体继承人协议"}
    return tickets.file_ticket(plan, "inherit", head, parts, by=by, **words)


def _living(home: Household, relation: str) -> Residence:
    return home.residences.current().select_related("person").get(relation=relation)
