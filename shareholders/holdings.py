"""Who holds what as at a day: one row a holder, persons' classes beside the total, read from the ledger's entries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from communities.lib import clock
from communities.models import Household, Residence
from communities.models.residents import CHILD_YEARS
from shareholders.models import Certificate, ShareAccount, ShareClass, ShareEntry, SharePlan
from shareholders.rules.allocation import Rule

PERSON, HOME = "account__person", "account__household"
HEAD = "户主"
NOUGHT = Decimal("0.0000")


@dataclass(frozen=True)
class Holding:
    """What one holder has at the end of a day; `shares` in the order of the plan's classes, `head` of the household."""

    person: object
    name: str
    is_child: bool
    household: int | None
    number: str
    head: str
    relation: str
    certificate: str
    shares: tuple[Decimal, ...]
    total: Decimal


def held(plan: SharePlan, on: date, known: date | None = None, text: str = "") -> QuerySet:
    """The holders' rows as dictionaries, by household; `known` leaves out what was entered after that day."""
    asked = Q(transaction__occurred_on__lte=on)
    if known and known < clock.today():
        asked &= Q(transaction__at__lt=clock.end_of_day(known))
    if text:
        asked &= Q(account__person__name__icontains=text) | Q(account__household__number__icontains=text)
    by_class = {f"class_{each.pk}": Sum("shares", filter=Q(account__share_class=each)) for each in of_persons(plan)}
    return (
        ShareEntry.objects.of(plan)
        .filter(asked)
        .exclude(account__kind=ShareAccount.Kind.ISSUED)
        .values(HOME, f"{HOME}__number", PERSON, f"{PERSON}__name", f"{PERSON}__born_on")
        .annotate(total=Sum("shares"), **by_class)
        .filter(total__gt=0)
        .order_by(f"{HOME}__number", f"{PERSON}__born_on", PERSON)
    )


def holdings(plan: SharePlan, rows: Iterable[dict], on: date) -> list[Holding]:
    """Rows of `held` as they are shown, a household's head first, with its certificate number."""
    rows, classes = list(rows), of_persons(plan)
    homes = {row[HOME] for row in rows if row[HOME]}
    heads, relations = _living(homes, on)
    numbers = dict(
        Certificate.objects.filter(household__in=homes, organisation=plan.organisation).values_list(
            "household", "number"
        )
    )
    found = [
        Holding(
            person=row[PERSON],
            name=row[f"{PERSON}__name"] or "集体股",
            is_child=bool(row[PERSON]) and _age(row[f"{PERSON}__born_on"], on) < CHILD_YEARS,
            household=row[HOME],
            number=row[f"{HOME}__number"] or "",
            head=heads.get(row[HOME], ""),
            relation=relations.get((row[HOME], row[PERSON]), ""),
            certificate=f"{numbers[row[HOME]]:05d}" if row[HOME] in numbers else "",
            shares=tuple(row[f"class_{each.pk}"] or NOUGHT for each in classes),
            total=row["total"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: (row.household is None, row.number, row.relation != HEAD))


def of_household(plan: SharePlan, household: Household, on: date, known: datetime | None = None) -> list[Holding]:
    """A household's holders as at a day, as far as it was entered by a moment."""
    rows = held(plan, on).filter(account__household=household)
    if known:
        rows = rows.filter(transaction__at__lte=known)
    return holdings(plan, rows, on)


def of_persons(plan: SharePlan) -> list[ShareClass]:
    """The plan's classes that persons hold; a collective class has one holder, whose row shows it in the total."""
    return list(plan.classes.exclude(rule=Rule.COLLECTIVE))


def class_names(plan: SharePlan) -> list[str]:
    return [each.name for each in of_persons(plan)]


def _living(homes: set[int], on: date) -> tuple[dict, dict]:
    """Heads and relations of these households on the day; who left as last known; no child's name."""
    heads, relations = {}, {}
    found = Residence.objects.filter(household__in=homes, valid_from__lte=on).select_related("person")
    for each in found.order_by("valid_from"):
        relations[(each.household_id, each.person_id)] = each.get_relation_display()
        lives_there = each.valid_to is None or each.valid_to > on
        if each.relation == "head" and lives_there and not each.person.is_child(on):
            heads[each.household_id] = each.person.name
    return heads, relations


def _age(born_on: date, on: date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
