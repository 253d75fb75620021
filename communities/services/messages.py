"""Messages in the portal: who is told of a submission, a return, an approval, a debt."""

from collections.abc import Iterable

from django.utils.text import Truncator

from communities.access import covers
from communities.lib import clock
from communities.models import Account, Appointment, Message, Organisation, Place


def tell(accounts: Iterable[Account], text: str, url: str = "", key: str = "") -> int:
    """Put a message into each inbox; with a key, a person who has it already is not told twice. How many were told."""
    text = Truncator(text).chars(300, truncate="…")
    rows = [Message(to=account, text=text, url=url, key=key, at=clock.now()) for account in accounts]
    before = Message.objects.filter(key=key).count() if key else 0
    Message.objects.bulk_create(rows, ignore_conflicts=bool(key))
    return (Message.objects.filter(key=key).count() - before) if key else len(rows)


def holders(roles: Iterable[str], place: Place) -> list[Account]:
    """The people who hold one of the roles today for the place or above it, at their own level."""
    posts = Appointment.objects.held_on(clock.today()).filter(
        role__in=list(roles),
        account__is_active=True,
        place__in=[key for key in (place.pk, place.parent_id, place.district_id) if key],
    )
    found = {post.account_id: post.account for post in posts.select_related("account") if covers(post, place)}
    return list(found.values())


def people_of(organisation: Organisation) -> list[Account]:
    """The people who hold a post of the organisation today."""
    held = organisation.appointments.held_on(clock.today())
    return list(Account.objects.filter(is_active=True, appointments__in=held).distinct())


def unread(account: Account) -> int:
    return Message.objects.filter(to=account, read_at=None).count()


def mark_read(account: Account) -> int:
    return Message.objects.filter(to=account, read_at=None).update(read_at=clock.now())
