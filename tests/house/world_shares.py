"""A corner's cooperative in the small world: two holders, fixed shares, a ticket, a certificate."""

from datetime import date
from decimal import Decimal

from django.core.files.base import ContentFile

from communities.access import Role
from communities.lib import clock
from communities.models import Account, Board, Household, Organisation, Person, Place, Residence
from communities.services import documents, intake, notices
from shareholders import services
from shareholders.ledger_intake import REGISTER
from shareholders.models import Member
from shareholders.services import certificates, ledger, plans, tickets
from tests import makers
from tests.communities.notice_makers import photo as picture
from tests.shareholders.share_books import filled

BORN = date(1970, 5, 4)


def own(place: Place, word: str, by: Account, poster: Account, board: Board) -> dict:
    """What the addresses of the share pages name, made through the services at the clock's moment."""
    cooperative = Organisation.objects.filter(place=place, kind=Organisation.Kind.COOPERATIVE).earliest("pk")
    home = Household.objects.create(place=place, number="0001", registered_on=makers.SINCE, address=f"{word}巷1号")
    people = [
        holder(cooperative, home, f"{word}{name}", relation) for name, relation in (("甲", "head"), ("乙", "son"))
    ]
    today = clock.today()
    plan = plans.start_plan(
        cooperative, reference_on=today, base_amount=Decimal("1000.00"), base_source=f"{word}清查报告", places=2, by=by
    )
    heads = plans.add_class(plan, name="人口股", kind="population", rule="per_head", rate=Decimal(10), by=by)
    plans.allocate(plan, by=by)
    plan = plans.decide(plan, "members_assembly", today, f"{word}成员大会决议", by=by)
    posted = ledger.issue_plan(plan, today, by=by)
    plan = ledger.lock(plan, by=makers.account(Role.STREET, place.parent))
    part = tickets.Part(heads, people[1], Decimal(1))
    words = {"occurred_on": today, "reason": f"{word}家庭内部转让", "basis": f"{word}协议"}
    ticket = tickets.file_ticket(plan, "transfer", people[0], [part], by=by, **words)
    certificate = certificates.issue_certificates(plan, today, by=by)[0]
    certificates.print_certificate(certificate, today, by=by)
    batch = services.order_batch(plan, today, scope="all", reason=f"{word}换发", by=by)
    services.print_batch(batch)
    return (
        _posted(plan, word, part, people[0], poster, board)
        | _distributed(plan, word, by, poster, board)
        | {
            "certificate_batch": batch,
            "share_plan": plan,
            "share_class": heads,
            "share_home": home,
            "share_transaction": posted,
            "share_ticket": ticket,
            "certificate": certificate,
            "share_intake": _intake(cooperative, word, by),
        }
    )


def _intake(cooperative: Organisation, word: str, by: Account):
    """A workbook of the reform's holdings that waits for its check."""
    row = {"household": "0001", "certificate": 1, "name": f"{word}甲", "share_class": "人口股", "shares": 10}
    content = filled(row, code=cooperative.place.code, place=cooperative.place.name)
    upload = ContentFile(content, name=f"{word}原持股.xlsx")
    return intake.open_intake(REGISTER, cooperative.place, upload, organisation=cooperative, by=by)


def _posted(plan, word: str, part: tickets.Part, giver: Person, by: Account, board: Board) -> dict:
    """The first list with an objection to its row, and the draft of what has changed since."""
    terms = {"boards": [board], "contact": f"{word}王堃", "telephone": "0633-8888888", "by": by}
    first = services.post_share_board(plan, clock.today(), **terms)
    notices.publish(first.notice, by=by)
    words = {"about": f"{word}少登一股", "claimed": f"{word}应为二十一股", "text": f"{word}原改革册为准"}
    objection = services.object_to_shares(first, "0001", objector="郑某某", received_at=clock.now(), by=by, **words)
    clerk = makers.account(Role.COOP_CLERK, plan.place)
    words = {"occurred_on": clock.today(), "reason": f"{word}另一次转让", "basis": f"{word}协议"}
    moved = tickets.file_ticket(plan, "transfer", giver, [part], by=clerk, **words)
    tickets.approve(moved, by=makers.account(Role.STREET, plan.place.parent))
    second = services.post_share_board(plan, clock.today(), **terms)
    return {"share_board": first, "share_objection": objection, "draft_share_board": second}


def _distributed(plan, word: str, by: Account, poster: Account, board: Board) -> dict:
    """A distribution that is posted, one whose posting is a draft, and one that is still drawn up."""
    year, terms = clock.today().year, {"contact": f"{word}王堃", "telephone": "0633-8888888", "by": poster}
    approval = _approval(plan.organisation, word, by)
    found = [_dividend(plan, word, each, by) for each in (year, year - 1, year - 2)]
    posted, draft = (services.decide_dividend(each, approval, by=by) for each in found[:2])
    first, second = (services.post_dividend(each, boards=[board], **terms) for each in (posted, draft))
    notices.publish(first.notice, by=poster)
    return {
        "dividend": posted, "draft_dividend": found[2], "dividend_board": first, "draft_dividend_board": second,
        "income_decision": approval,
    }  # fmt: skip


def _approval(cooperative: Organisation, word: str, by: Account):
    upload = ContentFile(picture().read(), name=f"{word}成员大会记录.png")
    paper = documents.store_document(
        place=cooperative.place,
        kind="会议记录",
        title=f"{word}成员大会记录",
        upload=upload,
        written_on=clock.today(),
        by=by,
    )
    counts = {"entitled": 2, "present": 2, "in_favour": 2, "minuted_passed": True}
    given = {"body": "members_assembly", "subject": "income", "matter": f"{word}收益分配"} | counts
    return services.state_decision(cooperative, held_on=clock.today(), document=paper, by=by, **given)


def _dividend(plan, word: str, year: int, by: Account):
    sums = {"income": 100, "brought_forward": 0, "losses": 0, "reserve_percent": 30, "reserve": 30, "amount": 70}
    told = {name: Decimal(value) for name, value in sums.items()} | {"retained": Decimal(0), "year": year}
    return services.start_dividend(plan, record_on=clock.today(), basis=f"{word}章程", by=by, **told)


def holder(cooperative: Organisation, home: Household, name: str, relation: str) -> Person:
    """A confirmed member of the cooperative who lives in the household."""
    person = Person.objects.create(
        district=home.place.district, name=name, sex="male", born_on=BORN, no_id_reason="证件遗失"
    )
    Residence.objects.create(person=person, household=home, relation=relation, valid_from=makers.SINCE)
    number = f"{Member.objects.filter(organisation=cooperative).count() + 1:05d}"
    Member.objects.create(
        organisation=cooperative, person=person, household=home, number=number, status="member", since=makers.SINCE
    )
    return person
