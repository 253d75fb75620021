"""The opening of a ledger for a village that reformed earlier: its holders and certificates as issued then."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from communities.access import Verb
from communities.lib import clock
from communities.lib.bulk import copy_rows
from communities.lib.errors import Refused
from communities.models import Household, Organisation, Person
from communities.services.numbering import raise_number
from communities.services.permission import require
from communities.services.recording import record
from shareholders.models import Certificate, Member, ShareAccount, ShareClass, ShareEntry, SharePlan, ShareTransaction
from shareholders.rules import allocation
from shareholders.rules.ledger import Kind, plain
from shareholders.rules.membership import UNDECIDED, Status

from .ledger import begin, is_issued
from .plans import locked_plan

BATCH = 2_000


@dataclass(frozen=True)
class Held:
    """What one holder has of one class, with the household's certificate; without a person it is the collective's."""

    share_class: ShareClass
    shares: Decimal
    person: Person | None = None
    household: Household | None = None
    certificate: int | None = None
    issued_on: date | None = None

    @property
    def kind(self) -> str:
        return ShareAccount.Kind.COLLECTIVE if self.person is None else ShareAccount.Kind.PERSON


def plan_to_open(organisation: Organisation) -> SharePlan:
    """The decided plan whose opening is wanted. Raises Refused where there is none."""
    plan = SharePlan.objects.filter(organisation=organisation, status=SharePlan.Status.DECIDED, opening=True).first()
    if plan is None:
        raise Refused(
            f"{organisation.name}没有等待导入原持股的方案：请在“股权”中拟订方案，选“按原改革登记”，"
            "填股类总数，核定总股数并登记当时的表决。"
        )
    if is_issued(plan):
        raise Refused(f"{plan}的原持股已经登记，更正请逐笔办理，或冲销后重新导入。")
    return plan


def opening_faults(plan: SharePlan, held: Sequence[Held]) -> list[str]:
    """Why these holdings are not what the plan issued: sums by class and together, holders, certificates."""
    return [*_sum_faults(plan, held), *_holder_faults(plan, held), *_certificate_faults(plan, held)]


@transaction.atomic
def open_ledger(plan: SharePlan, held: Sequence[Held], *, by) -> ShareTransaction:
    """Post the reform's holdings as the first issue, on the day of its decision, and keep its certificates' numbers.

    All or nothing: Σ holdings is what the plan issued, class by class. Raises Refused with everything against it.
    """
    plan = locked_plan(plan, SharePlan.Status.DECIDED)
    require(by, Verb.KEEP_SHARES, plan.place)
    checks = (
        ("只有“按原改革登记”的方案可以导入原持股。", plan.opening),
        (f"{plan}的原持股已经登记，更正请逐笔办理，或冲销后重新导入。", not is_issued(plan)),
    )
    reasons = [sentence for sentence, holds in checks if not holds] or opening_faults(plan, held)
    if reasons:
        raise Refused(*reasons)
    posted = begin(plan, Kind.ISSUE, plan.motion_on, f"{plan}，{plan.motion}；原股权证登记", by=by)
    entries = copy_rows(ShareEntry, ("transaction_id", "account_id", "shares"), _entries(plan, posted, held))
    certificates = _certify(plan, held, by)
    changes = {
        "分录": [None, entries],
        "发行股数": [None, plan.total_shares],
        "股权证": [None, len(certificates)],
    }
    record("登记原持股", posted, by=by, place=plan.place, changes=changes)
    return posted


def without_shares(organisation: Organisation) -> QuerySet[Member]:
    """Those on the roll who hold nothing: not decided yet, or refused."""
    return Member.objects.filter(organisation=organisation, status__in=(*UNDECIDED, Status.REFUSED))


def class_totals(plan: SharePlan) -> dict[int, Decimal]:
    """The shares of each class as the plan issued them, by the class's key."""
    units = allocation.stated(plan.places, [each.weight for each in plan.classes.all()]).class_units
    return {int(key): Decimal(number).scaleb(-plan.places) for key, number in units.items()}


def _sum_faults(plan: SharePlan, held: Sequence[Held]) -> list[str]:
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for each in held:
        sums[each.share_class.pk] += each.shares
    named = {each.pk: each.name for each in plan.classes.all()}
    told = [(f"“{named[key]}”", sums[key], wanted) for key, wanted in class_totals(plan).items() if sums[key] != wanted]
    whole = sum(sums.values(), Decimal(0))
    if whole != plan.total_shares:
        told.append(("总股数", whole, plan.total_shares))
    return [
        f"{what}合计{plain(found)}股，方案发行{plain(wanted)}股，相差{plain(found - wanted)}股，须相等。"
        for what, found, wanted in told
    ]


def _holder_faults(plan: SharePlan, held: Sequence[Held]) -> list[str]:
    seen: set[tuple] = set()
    found = []
    for each in held:
        key = each.share_class.pk, each.person and each.person.pk
        if key in seen:
            name = each.person.name if each.person else "集体"
            found.append(f"{name}在“{each.share_class.name}”有两行，请合并股数。")
        seen.add(key)
    holders = [each.person.pk for each in held if each.person]
    barred = without_shares(plan.organisation).filter(person__in=holders).select_related("person")
    found += [f"{member.person.name}在成员名册上是“{member.get_status_display()}”，不能持股。" for member in barred]
    return found


def _certificate_faults(plan: SharePlan, held: Sequence[Held]) -> list[str]:
    printed = Certificate.objects.filter(organisation=plan.organisation, prints__isnull=False)
    known = {each.household_id: each.number for each in printed}
    homes = {number: home for home, number in known.items()}
    found = []
    for home, number in {(each.household, each.certificate) for each in held if each.household and each.certificate}:
        if known.get(home.pk, number) != number:
            found.append(f"{home.number}号户已登记股权证第{known[home.pk]:05d}号，与第{number:05d}号不一致。")
        elif homes.get(number, home.pk) != home.pk:
            found.append(f"股权证第{number:05d}号已登记在另一户，{home.number}号户的请核对。")
    return sorted(found)


def _entries(plan: SharePlan, posted: ShareTransaction, held: Sequence[Held]) -> Iterable[tuple]:
    """The accounts opened, then an entry for each holding and the account 发行 against them, class by class."""
    accounts = [
        ShareAccount(share_class=each.share_class, kind=each.kind, person=each.person, household=each.household)
        for each in held
    ]
    classes = list(plan.classes.all())
    accounts += [ShareAccount(share_class=each, kind=ShareAccount.Kind.ISSUED) for each in classes]
    ShareAccount.objects.bulk_create(accounts, batch_size=BATCH, ignore_conflicts=True)
    rows = ShareAccount.objects.of(plan).values_list("share_class", "kind", "person", "pk")
    keys = {(share_class, kind, person): key for share_class, kind, person, key in rows}
    issued: dict[int, Decimal] = defaultdict(Decimal)
    found = []
    for each in held:
        share_class = each.share_class.pk
        issued[share_class] += each.shares
        found.append((posted.pk, keys[share_class, each.kind, each.person and each.person.pk], each.shares))
    against = ((keys[key, ShareAccount.Kind.ISSUED, None], total) for key, total in issued.items())
    return [*found, *((posted.pk, account, -total) for account, total in against)]


def _certify(plan: SharePlan, held: Sequence[Held], by) -> list[Certificate]:
    """The certificates as they were numbered; what an opening that was cancelled had left unprinted makes way."""
    organisation = plan.organisation
    Certificate.objects.filter(organisation=organisation, prints=None).delete()
    known = set(Certificate.objects.filter(organisation=organisation).values_list("household", flat=True))
    homes = {each.household.pk: each for each in held if each.household and each.household.pk not in known}
    made = Certificate.objects.bulk_create(
        (
            Certificate(
                organisation=organisation,
                household=each.household,
                number=each.certificate,
                issued_on=each.issued_on or plan.motion_on,
                at=clock.now(),
                by_name=by.name,
            )
            for each in homes.values()
        ),
        batch_size=BATCH,
    )
    if made:
        raise_number(f"certificate:{organisation.pk}", max(each.number for each in made))
    return made
