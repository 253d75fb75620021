"""Slowing down an address from which many passwords are guessed. A user locks after five; an address never does.

An office shares one address: whoever signed in from it before goes on as if nothing were, and a locked user's further
tries do not count. That somebody signed in from there can be learned there alone, while the address is slow.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from axes.models import AccessFailureLog, AccessLog
from django.db import connection, transaction

from communities.lib import clock

WINDOW, FREE_TRIES = timedelta(minutes=15), 30
PAUSE_SECONDS = 5
AT_HOME = timedelta(days=30)


@contextmanager
def turn(address: str | None, username: str) -> Iterator[int]:
    """The try to sign in that is made inside the block: 0 if it may be made, else the seconds to wait before another.

    From a slow address one try is made at a time, and none within five seconds of the last wrong one.
    """
    if address is None or not _is_slow(address) or _is_at_home(address, username):
        yield 0
        return
    with transaction.atomic():
        yield 0 if _holds_turn(address) and not _failed_just_now(address) else PAUSE_SECONDS


def _failures(address: str, within: timedelta):
    found = AccessFailureLog.objects.filter(ip_address=address, locked_out=False)
    return found.filter(attempt_time__gt=clock.now() - within)


def _is_slow(address: str) -> bool:
    return _failures(address, WINDOW)[:FREE_TRIES].count() >= FREE_TRIES


def _failed_just_now(address: str) -> bool:
    return _failures(address, timedelta(seconds=PAUSE_SECONDS)).exists()


def _is_at_home(address: str, username: str) -> bool:
    since = clock.now() - AT_HOME
    return AccessLog.objects.filter(username=username, ip_address=address, attempt_time__gt=since).exists()


def _holds_turn(address: str) -> bool:
    """Taken till the end of the transaction, or held by another try."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"sign-in:{address}"])
        return cursor.fetchone()[0]
