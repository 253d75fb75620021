"""Whose property it is: the cooperatives and committees a person may enter something for."""

from django.db.models import Case, When

from communities.access import Verb, may
from communities.models import Account, Organisation

# A village's property is the cooperative's; where there is none yet, its committee's.
KINDS = (
    Organisation.Kind.COOPERATIVE,
    Organisation.Kind.RESIDENTS_COMMITTEE,
    Organisation.Kind.VILLAGERS_COMMITTEE,
)


def bodies(account: Account):
    """The bodies of every place the account sees, the cooperatives first."""
    found = Organisation.objects.visible_to(account).filter(kind__in=KINDS, ends_on=None)
    order = Case(*(When(kind=kind, then=rank) for rank, kind in enumerate(KINDS)))
    return found.select_related("place").order_by("place__code", order, "name")


def may_file(account: Account) -> bool:
    """Whether the account enters anything anywhere."""
    return any(may(account, Verb.FILE, post.place) for post in account.posts())
