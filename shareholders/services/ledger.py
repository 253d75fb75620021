"""The only writer of the share ledger: issue, correct, gift, withdraw, cancel, and what tickets post after the lock.

Every act holds the plan's row first, so that acts on one cooperative's shares queue and never meet head on; the entries
of an act go in by one statement, and the database refuses what does not add up.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Sum

from communities.access import Verb
from communities.lib import clock
from communities.lib.errors import Refused
from communities.models import Household, Person
from communities.services.numbering import next_number
from communities.services.permission import require
from communities.services.recording import record
from shareholders.models import Decision, Member, ShareAccount, ShareClass, ShareEntry, SharePlan, ShareTransaction
from shareholders.rules import ledger as law
from shareholders.rules.ledger import Kind
from shareholders.rules.membership import UNDECIDED, Event, Status

from .collective import collective_faults
from .plans import locked_plan
from .rolls import lock_roll

State, Held = SharePlan.Status, ShareAccount.Kind
COLLECTIVE = Held.COLLECTIVE
Party = Person | ShareAccount.Kind | None  # a person, the collective, or (None) the account 发行
OPEN_ACCOUNTS = """
INSERT INTO shareholders_shareaccount (share_class_id, kind, person_id, household_id, balance)
SELECT share_class_id, CASE WHEN person_id IS NULL THEN 'collective' ELSE 'person' END, person_id, household_id, 0
FROM shareholders_shareallotment WHERE plan_id = %(plan)s AND shares > 0
UNION ALL SELECT id, 'issued', NULL, NULL, 0 FROM shareholders_shareclass WHERE plan_id = %(plan)s
ON CONFLICT DO NOTHING
"""
ISSUE = """
INSERT INTO shareholders_shareentry (transaction_id, account_id, shares)
SELECT %(transaction)s, a.id, l.shares FROM shareholders_shareallotment l
    JOIN shareholders_shareaccount a
        ON a.share_class_id = l.share_class_id AND a.kind = 'person' AND a.person_id = l.person_id
WHERE l.plan_id = %(plan)s AND l.shares > 0
UNION ALL
SELECT %(transaction)s, a.id, l.shares FROM shareholders_shareallotment l
    JOIN shareholders_shareaccount a ON a.share_class_id = l.share_class_id AND a.kind = 'collective'
WHERE l.plan_id = %(plan)s AND l.shares > 0 AND l.person_id IS NULL
UNION ALL
SELECT %(transaction)s, a.id, -sum(l.shares) FROM shareholders_shareallotment l
    JOIN shareholders_shareaccount a ON a.share_class_id = l.share_class_id AND a.kind = 'issued'
WHERE l.plan_id = %(plan)s AND l.shares > 0 GROUP BY a.id
"""
MIRROR = """
INSERT INTO shareholders_shareentry (transaction_id, account_id, shares)
SELECT %(transaction)s, account_id, -shares FROM shareholders_shareentry WHERE transaction_id = %(cancelled)s
"""


@transaction.atomic
def issue_plan(plan: SharePlan, occurred_on: date, *, by) -> ShareTransaction:
    """Post the whole allocation of a decided plan as its first issue. Raises Refused."""
    plan = locked_plan(plan, State.DECIDED)
    require(by, Verb.KEEP_SHARES, plan.place)
    undecided = Member.objects.filter(
        organisation=plan.organisation,
        status__in=(*UNDECIDED, Status.REFUSED),
        person__in=plan.allotments.values("person"),
    )
    checks = (
        ("方案已经发行，更正请冲销后重新发行，或者逐笔更正。", not is_issued(plan)),
        ("本方案按原改革登记，请用工作簿导入原持股。", not plan.opening),
        *(
            (f"{member.person.name}待定或不予认定，不能持股，请作废方案后重新分配。", False)
            for member in undecided[:20]
        ),
        *((sentence, False) for sentence in _day_faults(plan, occurred_on)),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    posted = begin(plan, Kind.ISSUE, occurred_on, f"{plan}，{plan.motion}", by=by)
    with connection.cursor() as cursor:
        cursor.execute(OPEN_ACCOUNTS, {"plan": plan.pk})
        cursor.execute(ISSUE, {"plan": plan.pk, "transaction": posted.pk})
        changes = {"分录": [None, cursor.rowcount], "发行股数": [None, plan.total_shares]}
    record("发行股份", posted, by=by, place=plan.place, changes=changes)
    return posted


@transaction.atomic
def adjust(
    plan: SharePlan, kind: str, share_class: ShareClass, shares: Decimal, *,
    giver: Party, taker: Party, occurred_on: date, reason: str, decision: Decision | None = None, by,
) -> ShareTransaction:  # fmt: skip
    """Before the lock: correct, gift, withdraw, transfer or inherit. Raises Refused.

    Without a giver or a taker the account 发行 gives or takes; a withdrawal has no taker. Shares of the collective
    (party COLLECTIVE) are corrected or withdrawn by a passed decision of the members, which changes what is issued.
    """
    plan = locked_plan(plan, State.DECIDED, State.LOCKED)
    require(by, Verb.KEEP_SHARES, plan.place)
    kind, share_class = Kind(kind), plan.classes.get(pk=share_class.pk)
    reasons = _adjust_faults(plan, kind, giver, taker, shares)
    reasons += collective_faults(share_class, kind, {giver, taker}, decision, occurred_on)
    if reasons:
        raise Refused(*reasons)
    lines = {account_of(share_class, giver): -shares, account_of(share_class, taker): shares}
    words = "；".join(filter(None, [reason.strip(), str(decision or "")])) if reason.strip() else ""
    return post(plan, kind, lines, occurred_on, words, decision=decision, by=by)


@transaction.atomic
def cancel(posted: ShareTransaction, reason: str, *, by) -> ShareTransaction:
    """冲销 before the lock: the mirror of a transaction, of the same day; both leave the totals. Raises Refused."""
    plan = locked_plan(posted.plan, State.DECIDED, State.LOCKED)
    require(by, Verb.KEEP_SHARES, plan.place)
    checks = (
        *((sentence, False) for sentence in law.kind_faults(Kind.CANCEL, locked=plan.status == State.LOCKED)),
        ("冲销业务本身不能再冲销，请重新登记正确的业务。", posted.kind != Kind.CANCEL),
        (f"{posted}已经冲销。", not ShareTransaction.objects.filter(cancels=posted).exists()),
        ("冲销须写明理由。", reason.strip()),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    back = [(entry.account, -entry.shares) for entry in posted.entries.filter(shares__gt=0).select_related(
        "account__person", "account__share_class")]  # fmt: skip
    if short := _overdrawn(back, posted.occurred_on):
        raise Refused(*short, "请先冲销此后的业务。")
    told = {"cancels": posted, "decision": posted.decision}
    undone = begin(plan, Kind.CANCEL, posted.occurred_on, reason.strip(), by=by, **told)
    with connection.cursor() as cursor:
        cursor.execute(MIRROR, {"transaction": undone.pk, "cancelled": posted.pk})
    record("冲销股权业务", undone, by=by, place=plan.place, changes={str(posted): ["有效", "已冲销"]}, reason=reason)
    return undone


@transaction.atomic
def lock(plan: SharePlan, *, by) -> SharePlan:
    """固化: from now on only transfer and inheritance, by ticket; people and households change by ticket, too.

    The street does it, not who entered the decision.
    """
    plan = locked_plan(plan, State.DECIDED)
    require(by, Verb.REVIEW, plan.place)
    waiting = Member.objects.filter(organisation=plan.organisation, entered_as=Event.LISTED, status__in=UNDECIDED)
    difference = difference_of(plan)
    checks = (
        ("登记表决的人员不能自己固化股权，须由街道另一人办理。", plan.decided_by_id != by.pk),
        ("还没有发行股份，请合作社先登记发行。", is_issued(plan)),
        (f"方案总股数与台账持股合计相差{law.plain(difference)}股，须为0。", not difference),
        (f"还有{waiting.count()}人待定，固化以后不能再取得股份，请先办结认定。", not waiting.exists()),
    )
    if reasons := [sentence for sentence, holds in checks if not holds]:
        raise Refused(*reasons)
    plan.status, plan.locked_at, plan.locked_by = State.LOCKED, clock.now(), by
    plan.save(update_fields=["status", "locked_at", "locked_by"])
    lock_roll(plan.organisation, "股权已经固化", by=by)
    record("固化股权", plan, by=by, place=plan.place, changes={"状态": ["已通过", "已固化"]})
    return plan


def post(
    plan: SharePlan, kind: Kind, lines: Mapping[ShareAccount, Decimal], occurred_on: date, reason: str, *,
    decision: Decision | None = None, by,
) -> ShareTransaction:  # fmt: skip
    """Post one transaction whose plan is held by the caller. Raises Refused where the law or a balance forbids it."""
    if faults := posting_faults(plan, kind, lines, occurred_on, reason):
        raise Refused(*faults)
    posted = begin(plan, kind, occurred_on, reason.strip(), by=by, decision=decision)
    ShareEntry.objects.bulk_create(
        [ShareEntry(transaction=posted, account=each, shares=shares) for each, shares in lines.items()]
    )
    changes = {str(each): [None, f"{shares.normalize():+f}股"] for each, shares in lines.items()}
    record(f"登记股权{posted.get_kind_display()}", posted, by=by, place=plan.place, changes=changes, reason=reason)
    return posted


def posting_faults(
    plan: SharePlan, kind: Kind, lines: Mapping[ShareAccount, Decimal], occurred_on: date, reason: str
) -> list[str]:
    """What stands against a transaction as the ledger is now; empty: it may be posted."""
    drawn = [law.Line(law.Account(each.share_class_id, _holder(each)), shares) for each, shares in lines.items()]
    return [
        *law.kind_faults(kind, locked=plan.status == State.LOCKED),
        *law.line_faults(kind, drawn),
        *_day_faults(plan, occurred_on),
        *_taker_faults(plan, (each for each, shares in lines.items() if shares > 0)),
        *_overdrawn(((each, shares) for each, shares in lines.items() if shares < 0), occurred_on),
        *([] if reason.strip() else ["请写明事由和依据。"]),
    ]


def account_of(share_class: ShareClass, person: Party, household: Household | None = None) -> ShareAccount:
    """The account of a person (opened in the household if there is none), the collective's, or the class's 发行."""
    if person is None or person == COLLECTIVE:
        kind = person or Held.ISSUED
        return ShareAccount.objects.get_or_create(share_class=share_class, kind=kind, person=None)[0]
    found = ShareAccount.objects.filter(share_class=share_class, person=person).first()
    home = found or household or household_of(share_class.plan, person)
    return found or ShareAccount.objects.create(
        share_class=share_class, kind=Held.PERSON, person=person, household=home
    )


def household_of(plan: SharePlan, person: Person) -> Household:
    """Where a person's shares stand: with those already held, else where the roll counts the person. Raises Refused."""
    held = ShareAccount.objects.of(plan).filter(person=person).first()
    known = held or Member.objects.filter(organisation=plan.organisation, person=person).first() or person.residence
    if known is None:
        raise Refused(f"{person.name}没有登记在任何一户，请先在户籍中登记。")
    return known.household


def is_issued(plan: SharePlan) -> bool:
    """Whether an issue stands that was not cancelled."""
    return plan.transactions.filter(kind=Kind.ISSUE, cancelled_by=None).exists()


def difference_of(plan: SharePlan) -> Decimal:
    """What the plan and the members' later decisions give out less what the ledger's holders have."""
    given = (plan.total_shares or Decimal(0)) + decided_since(plan)
    return given - ShareAccount.objects.of(plan).holders().total()


def decided_since(plan: SharePlan) -> Decimal:
    """By how many shares decisions of the members have changed what the plan gave out."""
    entries = ShareEntry.objects.of(plan).exclude(transaction__decision=None).exclude(account__kind=Held.ISSUED)
    return entries.aggregate(total=Sum("shares", default=Decimal(0)))["total"]


def begin(plan: SharePlan, kind: Kind, occurred_on: date, reason: str, *, by, **more) -> ShareTransaction:
    """The next transaction of a plan that the caller holds, its entries still to come."""
    return ShareTransaction.objects.create(
        plan=plan,
        number=next_number(f"share-transaction:{plan.pk}"),
        kind=kind,
        occurred_on=occurred_on,
        at=clock.now(),
        by_name=by.name,
        reason=reason[:300],
        **more,
    )


def _adjust_faults(plan: SharePlan, kind: Kind, giver: Party, taker: Party, shares: Decimal) -> list[str]:
    checks = (
        *((sentence, False) for sentence in law.kind_faults(kind, locked=plan.status == State.LOCKED)),
        ("股权已经固化，转让和继承须提交变更单，由街道审核。", plan.status == State.DECIDED),
        ("发行须按通过的分配一次办理。", kind not in (Kind.ISSUE, Kind.CANCEL)),
        ("转出和转入至少填一方，且不能是同一人。", giver != taker),
        ("退出只填转出人，退回的股份从发行数中减少。", kind != Kind.WITHDRAW or (giver and not taker)),
        ("赠与、转让、继承须填写双方。", kind not in law.BETWEEN_HOLDERS or (giver and taker)),
        ("股数必须大于0。", shares > 0),
    )
    return [sentence for sentence, holds in checks if not holds]


def _holder(account: ShareAccount) -> object:
    return None if account.kind == Held.ISSUED else account.person_id or Held.COLLECTIVE


def _day_faults(plan: SharePlan, occurred_on: date) -> list[str]:
    checks = (
        ("发生日不能晚于今天。", occurred_on <= clock.today()),
        (f"发生日不能早于方案表决日{plan.motion_on}。", occurred_on >= plan.motion_on),
    )
    return [sentence for sentence, holds in checks if not holds]


def _taker_faults(plan: SharePlan, accounts: Iterable[ShareAccount]) -> list[str]:
    """Nobody 待定 or refused is given shares; heirs who are no members may be."""
    persons = [each.person_id for each in accounts if each.person_id]
    barred = Member.objects.filter(
        organisation=plan.organisation, person__in=persons, status__in=(*UNDECIDED, Status.REFUSED)
    ).select_related("person")
    return [f"{member.person.name}在成员名册上是“{member.get_status_display()}”，不能持股。" for member in barred]


def _overdrawn(lines: Iterable[tuple[ShareAccount, Decimal]], occurred_on: date) -> list[str]:
    """Sentences about accounts that would be below nought at the end of some day."""
    asked = {each.pk: (each, shares) for each, shares in lines if each.kind != Held.ISSUED}
    history: dict[int, list] = {key: [(occurred_on, shares)] for key, (_, shares) in asked.items()}
    entries = ShareEntry.objects.filter(account__in=asked).values_list("account", "transaction__occurred_on", "shares")
    for key, day, shares in entries:
        history[key].append((day, shares))
    return [
        f"{asked[key][0]}在{occurred_on}或此后某日不足{law.plain(-asked[key][1])}股（现有{law.plain(asked[key][0].balance)}股），不能办理。"
        for key, changes in history.items()
        if law.lowest(changes) < 0
    ][:20]
