"""Share tickets (股权变更单): filed by the cooperative, shown before and after, approved or returned by the street."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from communities.access import Role, Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Person
from communities.services import messages
from communities.services.numbering import next_number
from communities.services.permission import require
from communities.services.recording import record
from shareholders.models import Member, ShareAccount, ShareClass, SharePlan, ShareTicket, ShareTicketLine
from shareholders.rules.ledger import Kind, plain

from . import ledger
from .plans import locked_plan

State = ShareTicket.Status


@dataclass(frozen=True)
class Part:
    """What one person takes of one class, in shares."""

    share_class: ShareClass
    taker: Person
    shares: Decimal


@transaction.atomic
def file_ticket(
    plan: SharePlan, kind: str, giver: Person, parts: Iterable[Part], *,
    occurred_on: date, reason: str, basis: str, document=None, by,
) -> ShareTicket:  # fmt: skip
    """File a transfer or an inheritance for review. Raises Refused with everything that stands against it."""
    plan = locked_plan(plan, SharePlan.Status.LOCKED)
    require(by, Verb.KEEP_SHARES, plan.place)
    parts = list(parts)
    checks = (
        ("固化以后只能办理转让或继承。", kind in dict(ShareTicket.KINDS)),
        ("请写明事由。", reason.strip()),
        ("请写明依据，如转让协议、继承公证书或全体继承人协议。", basis.strip()),
        *((sentence, False) for sentence in part_faults(plan, kind, giver, parts)),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    ticket = ShareTicket.objects.create(
        plan=plan,
        number=next_number(f"share-ticket:{plan.pk}"),
        kind=kind,
        giver=giver,
        occurred_on=occurred_on,
        reason=reason.strip(),
        basis=basis.strip(),
        document=document,
        filed_at=clock.now(),
        filed_by=by,
    )
    _add_lines(ticket, parts)
    if faults := ledger.posting_faults(plan, Kind(kind), _lines(ticket), occurred_on, reason):
        raise Refused(*faults)
    changes = {
        f"{part.taker.name}·{part.share_class.name}": [None, f"{part.shares.normalize():+f}股"] for part in parts
    }
    record("提交股权变更单", ticket, by=by, place=plan.place, changes={"转出人": [None, giver.name]} | changes)
    _tell(messages.holders([Role.STREET], plan.place), ticket, "请审核")
    return ticket


@transaction.atomic
def approve(ticket: ShareTicket, opinion: str = "", *, by) -> ShareTicket:
    """Post the ticket to the ledger, keeping what it changed from what to what. Raises Refused."""
    plan, ticket = _held(ticket)
    _require_reviewer(ticket, by)
    if faults := part_faults(
        plan, ticket.kind, ticket.giver, list(ticket.lines.select_related("share_class", "taker"))
    ):
        raise Refused(*faults)
    ticket.effect = effect_of(ticket)
    ticket.posted = ledger.post(
        plan, Kind(ticket.kind), _lines(ticket), ticket.occurred_on, f"{ticket}：{ticket.reason}；{ticket.basis}", by=by
    )
    ticket.status, ticket.reviewed_at, ticket.reviewed_by = State.APPROVED, clock.now(), by
    ticket.opinion = opinion.strip()
    ticket.save()
    changes = {f"{name}·{share_class}": [was, now] for name, share_class, was, now in ticket.effect}
    record("审核股权变更单", ticket, by=by, place=plan.place, changes=changes, reason=ticket.opinion)
    _tell([ticket.filed_by], ticket, "已办结")
    return ticket


@transaction.atomic
def send_back(ticket: ShareTicket, opinion: str, *, by) -> ShareTicket:
    """Return the ticket with the reason; it is over, a right one is filed anew. Raises Refused."""
    plan, ticket = _held(ticket)
    _require_reviewer(ticket, by)
    if not opinion.strip():
        raise Refused("退回须写明理由。")
    ticket.status, ticket.opinion = State.RETURNED, opinion.strip()
    ticket.reviewed_at, ticket.reviewed_by = clock.now(), by
    ticket.save()
    record("退回股权变更单", ticket, by=by, place=plan.place, reason=ticket.opinion)
    _tell([ticket.filed_by], ticket, "已退回")
    return ticket


@transaction.atomic
def withdraw(ticket: ShareTicket, *, by) -> ShareTicket:
    """撤回 a ticket that nobody has reviewed. Raises Refused."""
    plan, ticket = _held(ticket)
    require(by, Verb.KEEP_SHARES, plan.place)
    ticket.status = State.WITHDRAWN
    ticket.save(update_fields=["status"])
    record("撤回股权变更单", ticket, by=by, place=plan.place)
    return ticket


def part_faults(plan: SharePlan, kind: str, giver: Person, parts: list) -> list[str]:
    """What stands against these parts whatever the balances are."""
    takers = {part.taker.pk: part.taker for part in parts}
    on_roll = set(
        Member.objects.filter(organisation=plan.organisation, person__in=takers)
        .on_roll()
        .values_list("person", flat=True)
    )
    outside = "、".join(person.name for key, person in takers.items() if key not in on_roll)
    heirless = "、".join(sorted({part.share_class.name for part in parts if not part.share_class.inheritable}))
    inherits = kind == Kind.INHERIT
    checks = (
        ("请至少填写一行受让人和股数。", bool(parts)),
        (
            "同一人在同一股类只填一行，请合并股数。",
            len({(part.share_class.pk, part.taker.pk) for part in parts}) == len(parts),
        ),
        ("变更的股数必须大于0。", all(part.shares > 0 for part in parts)),
        (f"股数最多{plan.places}位小数（方案的精度）。", all(_fits(part.shares, plan.places) for part in parts)),
        ("转出人和受让人不能是同一人。", giver.pk not in takers),
        ("有股类不属于本方案。", all(part.share_class.plan_id == plan.pk for part in parts)),
        (f"{outside}不是本组织成员，转让只在成员之间进行（默认，依章程）。", inherits or not outside),
        (f"{giver.name}没有登记死亡，不能办理继承；在世的请办理转让。", not inherits or giver.died_on),
        (f"方案规定{heirless}不能继承。", not inherits or not heirless),
    )
    return [sentence for sentence, holds in checks if not holds]


def effect_of(ticket: ShareTicket) -> list[list[str]]:
    """[name, class, before, after] of everybody the ticket touches, as the ledger stands now; as kept once approved."""
    if ticket.effect:
        return ticket.effect
    changes: dict[tuple, Decimal] = defaultdict(Decimal)
    for line in ticket.lines.select_related("share_class", "taker"):
        changes[(ticket.giver, line.share_class)] -= line.shares
        changes[(line.taker, line.share_class)] += line.shares
    accounts = ShareAccount.objects.of(ticket.plan).filter(person__in=[person for person, _ in changes])
    held = {(each.person_id, each.share_class_id): each.balance for each in accounts}
    return [
        [person.name, share_class.name, plain(was), plain(was + change)]
        for (person, share_class), change in changes.items()
        for was in [held.get((person.pk, share_class.pk), Decimal(0))]
    ]


def _add_lines(ticket: ShareTicket, parts: Iterable[Part]) -> None:
    ShareTicketLine.objects.bulk_create(
        ShareTicketLine(
            ticket=ticket,
            share_class=part.share_class,
            taker=part.taker,
            household=ledger.household_of(ticket.plan, part.taker),
            shares=part.shares,
        )
        for part in parts
    )


def _lines(ticket: ShareTicket) -> dict[ShareAccount, Decimal]:
    lines: dict[ShareAccount, Decimal] = defaultdict(Decimal)
    for line in ticket.lines.select_related("share_class__plan__organisation", "taker", "household"):
        lines[ledger.account_of(line.share_class, ticket.giver)] -= line.shares
        lines[ledger.account_of(line.share_class, line.taker, line.household)] += line.shares
    return lines


def _held(ticket: ShareTicket) -> tuple[SharePlan, ShareTicket]:
    """The plan and the ticket, both held; the ticket still waiting. Raises Refused."""
    plan = locked_plan(ticket.plan, SharePlan.Status.LOCKED)
    found = ShareTicket.objects.select_for_update(of=("self",)).select_related("giver", "filed_by").get(pk=ticket.pk)
    if found.status != State.FILED:
        raise Refused(f"{found}{found.get_status_display()}，不能再办理。")
    found.plan = plan
    return plan, found


def _require_reviewer(ticket: ShareTicket, by) -> None:
    require(by, Verb.REVIEW, ticket.plan.place)
    if ticket.filed_by_id == by.pk:
        raise Refused("提交变更单的人员不能自己审核。")


def _fits(shares: Decimal, places: int) -> bool:
    return shares == shares.quantize(Decimal(1).scaleb(-places))


def _tell(people, ticket: ShareTicket, words: str) -> None:
    messages.tell(
        people, f"{ticket.plan.organisation.name}{ticket}{words}。", reverse("share_ticket", args=[ticket.pk])
    )
