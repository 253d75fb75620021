"""Numbers without gaps: a series is locked until the transaction that took its next number has ended."""

from django.db import transaction

from communities.models import Counter


def next_number(series: str) -> int:
    """The next number of a series, from 1. Rolled back, it is given again, so that no number is ever missing.

    Take it before any line of the record book is written: all writers then lock in the same order.
    """
    return next_numbers(series, 1)[0]


def next_numbers(series: str, count: int) -> range:
    """The next numbers of a series at once, as `next_number` gives one."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number outside a transaction: the number and its use must stand or fall together")
    Counter.objects.bulk_create([Counter(series=series)], ignore_conflicts=True)
    counter = Counter.objects.select_for_update().get(series=series)
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    return range(first, counter.last + 1)


def raise_number(series: str, last: int) -> None:
    """Let a series go on behind a number that was given out on paper before; a higher one stands."""
    Counter.objects.bulk_create([Counter(series=series)], ignore_conflicts=True)
    Counter.objects.filter(series=series, last__lt=last).update(last=last)
