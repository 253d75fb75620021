"""What of the risks is one's own turn: assessments to examine, late measures, petitions that call again, slips."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse

from communities.access import Role, Verb, has_verb
from communities.lib import clock
from mergers.presenters.home.card import Card
from mergers.presenters.words import short_day
from risk.models import Assessment, Measure, Slip
from risk.rules import assessments as rules
from risk.rules import slips as slip_rules

SHOWN = 8
SOON = timedelta(days=7)
# Whose turn a late measure is from which tier on.
TIERS = {Role.STREET: rules.LADDER[1:], Role.OFFICE: rules.LADDER[2:], Role.LEADER: rules.LADDER[3:]}


def cards(account) -> list[Card]:
    """Nothing where nothing waits; a constant number of queries."""
    told = []
    if has_verb(account, Verb.ASSESS) or has_verb(account, Verb.CONFIRM):
        told += _assessments(account)
    if has_verb(account, Verb.RISK):
        told += _measures(account)
    if has_verb(account, Verb.SLIPS):
        told += _slips(account)
    return told


def _assessments(account) -> list[Card]:
    """To examine and conclude at the district; to go on with, to file, to think over again at the street."""
    mine = Q(pk__in=[])
    if has_verb(account, Verb.CONFIRM):
        mine |= Q(status__in=(rules.SUBMITTED, rules.EXAMINED))
    if has_verb(account, Verb.ASSESS):
        mine |= Q(status__in=(rules.DRAFTING, rules.CONCLUDED)) | Q(status__in=rules.SETTLED, calls__gt=0)
    newest = Assessment.objects.visible_to(account).newest().values("pk")
    found = Assessment.objects.filter(pk__in=newest).with_calls().with_places().filter(mine)
    entries = [
        {
            "text": f"{each.place.name} {each.number}",
            "url": reverse("assessment", args=[each.pk]),
            "tone": "due",
            "word": "须重新研判" if each.calls else each.get_status_display(),
        }
        for each in found[:SHOWN]
    ]
    return _card("风险评估", "assessments", entries, found)


def _measures(account) -> list[Card]:
    """One's own organisation's that end soon or are late; and those that have come up to one's tier."""
    today = clock.today()
    own = [post.organisation_id for post in account.posts()]
    mine = Q(owner__in=own, due_on__lte=today + SOON)
    for role, tiers in TIERS.items():
        if role in account.roles():
            mine |= Q(tier__in=tiers, due_on__lt=today)
    found = Measure.objects.visible_to(account).open().filter(mine).with_places().order_by("due_on", "pk")
    return _card("风险防范措施", "measures", [_measure(each, today) for each in found[:SHOWN]], found)


def _measure(each: Measure, today) -> dict:
    late = (today - each.due_on).days
    return {
        "text": f"{each.place.name}：{each}",
        "url": reverse("measure", args=[each.pk]),
        "tone": "late" if late > 0 else "due",
        "word": f"超期 {late} 日" if late > 0 else f"{short_day(each.due_on)} 前",
        "detail": f"{each.owner.name} · {each.get_tier_display()}督促" if late > 0 else each.owner.name,
    }


def _slips(account) -> list[Card]:
    """At the community whoever's turn it is; to street and district only what is late."""
    today = clock.today()
    mine = Q(claimed_by=account, status=slip_rules.CLAIMED)
    if account.roles() & {Role.SECRETARY, Role.CLERK}:
        mine |= Q(status=slip_rules.NEW)
        mine |= Q(status__in=(slip_rules.REPORTED, slip_rules.CHECKED)) & ~Q(claimed_by=account)
    else:
        mine |= Q(status__in=slip_rules.OPEN, due_on__lt=today)
    found = Slip.objects.visible_to(account).filter(mine).with_places()
    entries = [
        {
            "text": f"{each.place.name} {each.number}",
            "url": reverse("slip", args=[each.pk]),
            "tone": "late" if each.is_overdue(today) else "due",
            "word": each.get_status_display(),
            "detail": f"{short_day(each.due_on)} 前" if each.due_on else "",
        }
        for each in found[:SHOWN]
    ]
    return _card("群众诉求", "slips", entries, found)


def _card(title: str, url: str, entries: list[dict], found) -> list[Card]:
    """The most urgent of what was found, and how many there are."""
    if not entries:
        return []
    count = len(entries) if len(entries) < SHOWN else found.count()
    return [Card(title=title, tone="due", word=f"{count} 件", url=reverse(url), label="全部", entries=entries)]
