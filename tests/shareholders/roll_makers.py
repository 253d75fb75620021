"""Households, persons, a roll and its decisions, made through the services by the village's own clerks."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from django.core.files.base import ContentFile

from communities.access import Role
from communities.lib import clock
from communities.lib.idcards import resident_check_character
from communities.models import Account, Board, Document, Household, Organisation, Person, Place
from communities.services import documents, notices, residents
from shareholders import services
from shareholders.models import Decision, Member, MemberRoll, RollBoard, RuleClause
from tests import makers
from tests.communities.notice_makers import photo as picture

SINCE = date(2020, 1, 1)
REFERENCE = datetime(2026, 1, 1, tzinfo=clock.SHANGHAI)
_numbers = count(1)


def id_number(born: date = date(1980, 5, 6), sex: str = "male", region: str = "990101") -> str:
    """A new identity number of an invented region whose check character is right."""
    nth = next(_numbers) * 2 + (1 if sex == "male" else 0)
    seventeen = f"{region}{born:%Y%m%d}{nth % 1000:03d}"
    return seventeen + resident_check_character(seventeen)


@dataclass
class Village:
    """A community with its cooperative, its people in office and its board."""

    place: Place
    cooperative: Organisation
    clerk: Account
    secretary: Account
    street: Account
    board: Board

    def household(self, number: str = "") -> Household:
        number = number or f"{10_000 + next(_numbers)}"  # five digits: never one a test names itself
        return residents.open_household(self.place, number, registered_on=SINCE, by=self.clerk)

    def resident(self, household: Household, name: str, relation: str = "head", **given) -> Person:
        born = given.pop("born", given.get("born_on") or date(1980, 5, 6))
        facts = {"id_number": id_number(born, given.get("sex", "male")), **given}
        since = max(SINCE, born)
        return residents.enrol(household, residents.PersonFacts(name, **facts), relation, since, by=self.clerk)

    def roll(self, mode: str = MemberRoll.Mode.CENSUS, **given) -> MemberRoll:
        given = {"reference_at": REFERENCE, "basis": "改革方案", **given}
        if mode == MemberRoll.Mode.VERIFY:
            given.setdefault("confirmed_on", date(2018, 5, 1))
        return services.begin_roll(self.cooperative, mode=mode, by=self.clerk, **given)

    def member(self, name: str, relation: str = "head", household: Household | None = None, **given) -> Member:
        household = household or self.household()
        listed = {key: given.pop(key) for key in ("category", "confirmed", "number") if key in given}
        person = self.resident(household, name, relation, **given)
        return services.list_member(self.cooperative, person, household, **listed, by=self.clerk)

    def document(self, title: str = "会议记录") -> Document:
        return documents.store_document(
            place=self.place,
            kind="会议记录",
            title=title,
            upload=ContentFile(picture().read(), name=f"{title}.png"),
            written_on=clock.today(),
            by=self.clerk,
        )

    def decision(self, *, body: str = "members_assembly", held_on: date | None = None, **given) -> Decision:
        counts = {"entitled": 90, "present": 80, "in_favour": 70, "minuted_passed": True, **given}
        return services.state_decision(
            self.cooperative,
            body=body,
            matter=counts.pop("matter", "成员资格认定"),
            held_on=held_on or clock.today(),
            document=self.document(),
            by=self.clerk,
            **counts,
        )

    def clause(self) -> RuleClause:
        """The first clause of the village's rule, adopted when first asked for."""
        found = RuleClause.objects.filter(rule__organisation=self.cooperative).first()
        if found:
            return found
        rule = services.adopt_rule(
            self.cooperative,
            title="成员资格认定办法",
            clauses=[("第六条", "户籍在本社区的，予以认定。"), ("第九条", "空挂户由成员大会表决决定。")],
            decision=self.decision(matter="通过认定办法"),
            document=self.document("认定办法"),
            by=self.clerk,
        )
        return rule.clauses.first()

    def find(self, member: Member, outcome: str = "include", category: str = "ordinary", **given):
        clause = given.pop("clause", None) or self.clause()
        return services.find(member, category=category, outcome=outcome, clause=clause, by=self.clerk, **given)

    def post(self, round_: int) -> RollBoard:
        """The list of a round, its notice published and hung today."""
        terms = {"contact": "王堃", "telephone": "0633-8888888"}
        board = services.post_board(self.cooperative, round_, boards=[self.board], by=self.secretary, **terms)
        notice = notices.publish(board.notice, by=self.secretary)
        notices.put_up(notice, self.board, clock.now(), picture(), "photo", by=self.secretary)
        board.refresh_from_db()
        return board


def village(name: str = "大窑", within: Place | None = None) -> Village:
    street = within or makers.street(makers.district())
    place = makers.community(street, name)
    cooperative = makers.organisation(place, Organisation.Kind.COOPERATIVE, f"{name}股份经济合作社")
    secretary = makers.account(Role.SECRETARY, place)
    return Village(
        place=place,
        cooperative=cooperative,
        clerk=makers.account(Role.COOP_CLERK, place, held_for=cooperative),
        secretary=secretary,
        street=makers.account(Role.STREET, street),
        board=notices.add_board(place, f"{name}公开栏", by=secretary),
    )
