"""A cooperative with households on its roll, and its plan as a test wants it: drawn up, decided, issued, fixed."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.core.files.base import ContentFile

from communities.access import Role
from communities.lib import clock
from communities.models import Account, Household, Organisation, Person, Place, Residence
from communities.services import documents
from shareholders.models import Decision, Member, MemberRoll, ShareClass, SharePlan
from shareholders.services import ledger, plans, state_decision, tickets
from tests import makers
from tests.communities.notice_makers import photo as picture

REFERENCE = date(2026, 1, 31)
DECIDED_ON = date(2026, 2, 10)
ISSUED_ON = date(2026, 2, 20)
TODAY = datetime(2026, 3, 2, 10, tzinfo=clock.SHANGHAI)


@dataclass
class Village:
    place: Place
    cooperative: Organisation
    clerk: Account
    street: Account
    members: dict[str, Member] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        return self.members[name].person


def village(place: Place | None = None, **households: str) -> Village:
    """A community with its cooperative, and a household of members for each keyword: `one="张三 李四"`, head first."""
    place = place or makers.community(makers.street(makers.district()))
    cooperative = makers.organisation(place, Organisation.Kind.COOPERATIVE, f"{place.name}股份经济合作社")
    found = Village(
        place, cooperative, makers.account(Role.COOP_CLERK, place), makers.account(Role.STREET, place.parent)
    )
    MemberRoll.objects.create(
        organisation=cooperative, mode="census", reference_at=clock.end_of_day(REFERENCE), basis="认定办法",
        begun_by=found.clerk,
    )  # fmt: skip
    for number, names in enumerate(households.values(), start=1):
        home = Household.objects.create(place=place, number=f"{number:04d}", registered_on=makers.SINCE)
        for place_in_home, name in enumerate(names.split()):
            found.members[name] = member(found, home, name, "son" if place_in_home else "head")
    return found


def member(of: Village, home: Household, name: str, relation: str, **given) -> Member:
    """A person of the household on the roll, confirmed unless the test says otherwise."""
    person = Person.objects.create(
        district=of.place.district, name=name, sex="male", born_on=date(1980, 1, 1), no_id_reason="证件遗失"
    )
    Residence.objects.create(person=person, household=home, relation=relation, valid_from=makers.SINCE)
    number = f"{Member.objects.filter(organisation=of.cooperative).count() + 1:05d}"
    facts = {"status": "member", "since": makers.SINCE} | given
    return Member.objects.create(organisation=of.cooperative, person=person, household=home, number=number, **facts)


def draft(of: Village, base: str = "100000.00", **figures) -> SharePlan:
    """A plan with one class: one 人口股 a head."""
    given = {"reference_on": REFERENCE, "base_source": "清产核资报告", "places": 2} | figures
    with clock.set_to(TODAY):
        plan = plans.start_plan(of.cooperative, base_amount=Decimal(base), by=of.clerk, **given)
        share_class(plan, "人口股", by=of.clerk)
    return plan


def share_class(plan: SharePlan, name: str, *, by, **given) -> ShareClass:
    facts = {"kind": "population", "rule": "per_head", "rate": Decimal(10)} | given
    return plans.add_class(plan, name=name, by=by, **facts)


def decided(of: Village, plan: SharePlan | None = None) -> SharePlan:
    plan = plan or draft(of)
    with clock.set_to(TODAY):
        plans.allocate(plan, by=of.clerk)
        return plans.decide(plan, "members_assembly", DECIDED_ON, "成员大会决议第1号", by=of.clerk)


def issued(of: Village, plan: SharePlan | None = None) -> SharePlan:
    plan = decided(of, plan)
    with clock.set_to(TODAY):
        ledger.issue_plan(plan, ISSUED_ON, by=of.clerk)
    return plan


def fixed(of: Village, plan: SharePlan | None = None) -> SharePlan:
    plan = issued(of, plan)
    with clock.set_to(TODAY):
        return ledger.lock(plan, by=of.street)


def approval(of: Village, **given) -> Decision:
    """A passed decision of the members' assembly, on the distribution of income unless the test says otherwise."""
    facts = {
        "body": "members_assembly", "subject": "income", "matter": "2025年度收益分配", "held_on": date(2026, 3, 1),
        "entitled": 6, "present": 6, "in_favour": 6, "minuted_passed": True,
    } | given  # fmt: skip
    paper = documents.store_document(
        place=of.place, kind="会议记录", title="会议记录", upload=ContentFile(picture().read(), name="会议记录.png"),
        written_on=facts["held_on"], by=of.clerk,
    )  # fmt: skip
    return state_decision(of.cooperative, document=paper, by=of.clerk, **facts)


def part(of: ShareClass, taker: Person, shares: str) -> tickets.Part:
    return tickets.Part(of, taker, Decimal(shares))


def passed(plan: SharePlan, giver: Person, parts: list[tickets.Part], on: date, by: Village):
    """A transfer by ticket, filed by the clerk and approved by the street."""
    words = {"occurred_on": on, "reason": "家庭内部转让", "basis": "转让协议"}
    ticket = tickets.file_ticket(plan, "transfer", giver, parts, by=by.clerk, **words)
    return tickets.approve(ticket, by=by.street)
