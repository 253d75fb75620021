"""What goes on in a village after its roll and shares are fixed: a birth, a death, a split, each by ticket."""

from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from communities.lib import clock
from communities.models import Household, Person, Residence, ResidentChange
from communities.rules.households import Relation
from communities.services import residents
from communities.services.residents import PersonFacts
from mergers.rules.transitions import SETTLED
from shareholders import services as shareholders
from shareholders.models import Member, ShareAccount, SharePlan, ShareTicket
from shareholders.services import tickets

from . import bodies, income
from .timeline import Story, workdays_later

if TYPE_CHECKING:
    from .unit_story import UnitStory

UNITS = ("槐里",)
ROLL_STEP = 7
FAMILY = 3  # head, spouse and a child at least
AGE = 25  # of who founds a household, years


def told(story: "UnitStory", since: date) -> Story:
    """Once step 7 is done: somebody is born, a household is split, somebody's shares pass on; the street decides."""
    yield story.hour(since, 15)
    while story.filing(ROLL_STEP).status not in SETTLED:
        yield story.hour(clock.today() + timedelta(days=1), 15)
    first, second, third = _families(story)
    yield story.hour(workdays_later(clock.today(), 2), 10)
    asked = [_birth(story, first), _death(story, second), _new_head(story, second), _split(story, third)]
    yield story.hour(workdays_later(clock.today(), 1), 10)
    for ticket in asked:
        shareholders.decide_change(ticket, approve=True, note="材料齐全，同意。", by=story.street)
    _enter(story, asked[0].person, first)
    ticket = _inheritance(story, asked[1].person_id, second)
    yield story.hour(workdays_later(clock.today(), 1), 11)
    tickets.approve(ticket, "继承人协议齐全，同意。", by=story.street)
    yield from bodies.told(story)
    yield from income.told(story)


def _families(story: "UnitStory") -> list[Household]:
    """Two households of three or more, and one from which a grown child can move out."""
    homes = story.place.households.order_by("number").prefetch_related("residences__person")
    large = [home for home in homes if len(home.residences.all()) >= FAMILY]
    return [*large[:2], next(home for home in large[2:] if _grown(home))]


def _grown(home: Household) -> list[Person]:
    """The sons and daughters of age."""
    born_by = clock.today() - timedelta(days=AGE * 366)
    children = (each for each in home.residences.all() if each.relation in (Relation.SON, Relation.DAUGHTER))
    return [each.person for each in children if each.person.born_on <= born_by]


def _birth(story: "UnitStory", home: Household) -> ResidentChange:
    """Too young for a number."""
    born_on = clock.today() - timedelta(days=12)
    surname = _living(home, Relation.HEAD).person.name[0]
    facts = PersonFacts(f"{surname}安", sex="male", born_on=born_on, no_id_reason="新生儿未落户")
    return residents.ask_enrolment(home, facts, Relation.GRANDCHILD, born_on, "出生医学证明", by=story.coop_clerk)


def _enter(story: "UnitStory", child: Person, home: Household) -> None:
    """A member by law at once (§12), without shares."""
    told = {"text": "出生医学证明", "by": story.coop_clerk}
    shareholders.enter_member(story.cooperative, child, home, "born", child.born_on, **told)


def _split(story: "UnitStory", home: Household) -> ResidentChange:
    """A grown child founds a household; the membership goes along, the shares stay as they are."""
    last = story.place.households.order_by("-number").first()
    child, address = _grown(home)[0], f"{story.unit.name}新居"
    number = f"{int(last.number) + 1:04d}"
    return residents.ask_split(child, number, clock.today(), "成家另立门户", address=address, by=story.coop_clerk)


def _death(story: "UnitStory", home: Household) -> ResidentChange:
    head, died_on = _living(home, Relation.HEAD).person, clock.today() - timedelta(days=9)
    return residents.ask_change(head, {"died_on": died_on}, "死亡医学证明", by=story.coop_clerk)


def _new_head(story: "UnitStory", home: Household) -> ResidentChange:
    spouse, by = _living(home, Relation.SPOUSE).person, story.coop_clerk
    return residents.ask_head(home, spouse, Relation.SPOUSE, clock.today(), "原户主去世", by=by)


def _inheritance(story: "UnitStory", died: UUID, home: Household) -> ShareTicket:
    """The former head's membership ends; what he held is asked for by the spouse, who is the head now."""
    by, heir = story.coop_clerk, _living(home, Relation.HEAD).person
    member = Member.objects.select_related("person").get(organisation=story.cooperative, person=died)
    head = member.person
    shareholders.end_membership(member, "died", head.died_on, "因病去世", by=by)
    plan = SharePlan.objects.in_force().get(organisation=story.cooperative)
    held = ShareAccount.objects.of(plan).filter(person=head, balance__gt=0).select_related("share_class")
    parts = [tickets.Part(each.share_class, heir, each.balance) for each in held]
    words = {"occurred_on": clock.today(), "reason": "户主去世，配偶继承", "basis": "全体继承人协议"}
    return tickets.file_ticket(plan, "inherit", head, parts, by=by, **words)


def _living(home: Household, relation: str) -> Residence:
    return home.residences.current().select_related("person").get(relation=relation)
