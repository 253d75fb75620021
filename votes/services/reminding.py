"""What is past its day: told daily to whom it concerns, once for each day it was due."""

from collections.abc import Callable, Iterable

from django.db.models import QuerySet
from django.urls import reverse

from communities.access import FILERS
from communities.models import Account
from communities.services import messages
from communities.services.recording import SYSTEM, record


def tell_late(
    late: QuerySet, whom: Callable[..., Iterable[Account]], words: Callable[..., str],
    *, page: str, key: str, said: str, day: str,
) -> int:  # fmt: skip
    """Tell `whom` of each row in `words` that lead to its `page`, the record book what was `said`. How many were told.

    `key` with the row and its `due_on` keeps a day from being told twice; `day` is what `due_on` is called.
    """
    told = 0
    for row in late.order_by("pk"):
        once = f"{key}:{row.pk}:{row.due_on}"
        fresh = messages.tell(whom(row), words(row), reverse(page, args=[row.pk]), once)
        if fresh:
            record(said, row, by=SYSTEM, place=row.place, changes={day: [row.due_on, "已过"]})
        told += fresh
    return told


def owner_and_unit(row) -> list[Account]:
    """The people of the organisation that owes it, and those who file for its place; each once."""
    people = [*messages.people_of(row.owner), *messages.holders(FILERS, row.place)]
    return list({each.pk: each for each in people}.values())
