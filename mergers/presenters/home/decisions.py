"""决议落实 on the homes: what a unit follows and an organisation owes; for streets and the office, what is late."""

from django.db.models import Q
from django.urls import reverse

from communities.access import Role
from communities.lib import clock
from mergers.presenters.home.card import Card
from votes.models import DecisionItem
from votes.presenters.followup import entry

FOLLOWS = (Role.SECRETARY, Role.CLERK, Role.COOP_CLERK)
WATCHES = (Role.STREET, Role.OFFICE)
PLACE = DecisionItem.place_path
SHOWN = 10


def cards(account) -> list[Card]:
    """One card where anything is open, the latest first; nothing where nothing is."""
    posts = account.posts()
    own = Q(owner__in=[post.organisation_id for post in posts])
    own |= Q(**{f"{PLACE}__in": [post.place_id for post in posts if post.role in FOLLOWS]})
    watched = [post.place_id for post in posts if post.role in WATCHES]
    below = Q(**{f"{PLACE}__parent__in": watched}) | Q(**{f"{PLACE}__district__in": watched})
    late = below & Q(due_on__lt=clock.today())
    found = DecisionItem.objects.open().with_places().filter(own | late).order_by("due_on", "pk")
    entries = [entry(item) for item in found[:SHOWN]]
    if not entries:
        return []
    overdue = any(item["tone"] == "late" for item in entries)
    word = f"{found.count()} 件{'，有超期' if overdue else ''}"
    address = reverse("decision_items")
    return [
        Card(title="决议落实", tone="late" if overdue else "due", word=word, url=address, label="全部", entries=entries)
    ]
