"""How often the public may hand in and look up from one address, of which only a digest with the day is kept."""

import hashlib
import hmac
from datetime import timedelta

from django.db import transaction

from communities.lib import clock
from communities.lib.errors import Refused
from communities.services.recording import record_key
from risk.models import PublicTry

# kind → how many tries within how long; a street's office shares one address.
LIMITS = {"hand_in": (6, timedelta(hours=1)), "look": (20, timedelta(minutes=15))}
EVERYBODY = 300  # of one kind within its time, wherever they come from
KEPT = timedelta(days=2)
SLOWED = "操作过于频繁，请稍后再试；急事请直接联系社区。"


@transaction.atomic
def count(kind: str, address: str | None) -> None:
    """Count one try. Raises Refused where there were too many; that one is not counted."""
    most, within = LIMITS[kind]
    since = clock.now() - within
    recent = PublicTry.objects.filter(kind=kind, at__gt=since)
    mark = _mark(address)
    if recent.filter(mark=mark)[:most].count() >= most or recent[:EVERYBODY].count() >= EVERYBODY:
        raise Refused(SLOWED)
    PublicTry.objects.create(kind=kind, mark=mark)


def forget() -> int:
    """Throw away old tries; how many."""
    return PublicTry.objects.filter(at__lt=clock.now() - KEPT).delete()[0]


def _mark(address: str | None) -> str:
    text = f"try:{clock.today()}:{address or ''}"
    return hmac.new(record_key(), text.encode(), hashlib.sha256).hexdigest()
