"""The record book's only pen: one line per write, in the write's transaction, chained with a key kept elsewhere."""

import contextvars
import hashlib
import hmac
import json
from datetime import date, datetime
from functools import cache

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from communities.lib import clock
from communities.models import Anchor, ChainHead, Place, RecordEntry

request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")


class System:
    """The writer of scheduled work: a job, never a person."""

    pk, name, post_label, is_authenticated = "", "系统", "定时任务", False

    def posts(self) -> list:
        return []


SYSTEM = System()
SEALED = ["（已密封）", "（已变更）"]


@cache
def record_key() -> bytes:
    return bytes.fromhex((settings.KEY_DIR / "record.key").read_text().strip())


def plain(value):
    """A value as the record book keeps it: JSON without surprises."""
    match value:
        case None | bool() | int() | str():
            return value
        case datetime():
            return value.astimezone(clock.SHANGHAI).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set():
            return [plain(item) for item in value]
        case _:
            return str(value)


def mac_of(entry: RecordEntry) -> str:
    """HMAC-SHA256 over the line and the line before it."""
    text = json.dumps(
        [
            entry.chain,
            entry.seq,
            entry.at.astimezone(clock.SHANGHAI).isoformat(),  # to the microsecond, as it is stored
            entry.by_id,
            entry.by_name,
            entry.by_post,
            entry.action,
            entry.subject_type,
            entry.subject_id,
            entry.subject_label,
            entry.place_id_then,
            entry.changes,
            entry.reason,
            entry.request_id,
            entry.previous_mac,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hmac.new(record_key(), text.encode(), hashlib.sha256).hexdigest()


def chain_of(place: Place | None) -> tuple[str, str]:
    """A community's lines stand in its chain, a street's and district's in the district's, the rest in the system's."""
    if place is None:
        return "system", "系统"
    home = place if place.level == Place.Level.COMMUNITY else place.district_or_self
    return f"place:{home.pk}", home.name


def differences(before: dict, after: dict) -> dict:
    """{label: [from, to]} of what changed between two dicts of plain values."""
    keys = {**before, **after}
    return {key: [plain(before.get(key)), plain(after.get(key))] for key in keys if before.get(key) != after.get(key)}


def record(
    action: str, subject: Model, *, by, place: Place | None = None, changes: dict | None = None, reason: str = ""
) -> RecordEntry:
    """Write one line, inside the transaction of the write it tells of; the chain's head is locked till its end.

    `changes` maps a field's label to [from, to]; never pass a sealed value, pass SEALED.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() outside a transaction: the line and the write must stand or fall together")
    chain, label = chain_of(place)
    head = ChainHead.objects.select_for_update().filter(chain=chain).first()
    if head is None:
        ChainHead.objects.bulk_create([ChainHead(chain=chain, label=label)], ignore_conflicts=True)
        head = ChainHead.objects.select_for_update().get(chain=chain)
    entry = RecordEntry(
        chain=chain,
        seq=head.seq + 1,
        at=clock.now(),
        by_id=str(by.pk),
        by_name=by.name,
        by_post=by.post_label[:120],
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject_label=str(subject)[:160],
        place_id_then=place.pk if place else None,
        changes=plain(changes or {}),
        reason=reason[:500],
        request_id=request_id.get(),
        previous_mac=head.mac,
    )
    entry.mac = mac_of(entry)
    entry.save(force_insert=True)
    ChainHead.objects.filter(chain=chain).update(seq=entry.seq, mac=entry.mac)
    return entry


@transaction.atomic
def anchor(label: str) -> Anchor:
    """Freeze one root over all chain heads under a label; the same label again gives the same anchor."""
    found = Anchor.objects.filter(label=label).first()
    if found:
        return found
    # One statement sees every chain at one moment; locking all heads here would lock writers of two chains crosswise.
    heads = {head.chain: [head.seq, head.mac] for head in ChainHead.objects.order_by("chain") if head.seq}
    root = hashlib.sha256(json.dumps(heads, sort_keys=True).encode()).hexdigest()
    anchors = Anchor.objects.bulk_create(
        [Anchor(label=label, at=clock.now(), root=root, heads=heads)], ignore_conflicts=True
    )
    return anchors[0] if anchors[0].pk else Anchor.objects.get(label=label)
