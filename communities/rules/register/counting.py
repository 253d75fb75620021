"""How many communities there were on a date.

A register gives an exact count on its own date, a recorded succession from its own date on. Between two registers,
where events have not been recorded, the count is only known to lie between two values. The range assumes that within
one street the number went from one register's to the next one's without going beyond either; a district is therefore
counted street by street and added up (`add_counts`), since streets change at different times.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Snapshot:
    """The communities of one street in a register, by an identity that outlives a change of code."""

    as_at: date
    units: frozenset[Hashable]


@dataclass(frozen=True)
class CountEvent:
    """A recorded succession: communities that ended and began on a date. One that goes on, larger, is in neither."""

    on: date
    ended: frozenset[Hashable]
    began: frozenset[Hashable]


@dataclass(frozen=True)
class Exact:
    """The count is known."""

    count: int


@dataclass(frozen=True)
class Range:
    """The count lies between `low` and `high`, both included; no register or event tells more."""

    low: int
    high: int


def count_between(snapshots: Sequence[Snapshot], events: Iterable[CountEvent], at: date) -> Exact | Range | None:
    """The count at the end of the day `at`; None before the first register.

    After the last register the count is that register's with every event recorded since, and exact.
    """
    past = [snapshot for snapshot in snapshots if snapshot.as_at <= at]
    if not past:
        return None
    last = max(past, key=lambda snapshot: snapshot.as_at)
    since = sorted((event for event in events if event.on > last.as_at), key=lambda event: event.on)
    count = len(_forwards(last.units, [event for event in since if event.on <= at]))
    later = [snapshot for snapshot in snapshots if snapshot.as_at > at]
    if last.as_at == at or not later:
        return Exact(count)
    next_one = min(later, key=lambda snapshot: snapshot.as_at)
    between = [event for event in since if event.on <= next_one.as_at]
    if _forwards(last.units, between) == next_one.units:
        return Exact(count)
    other = len(_backwards(next_one.units, [event for event in between if event.on > at]))
    return Range(min(count, other), max(count, other))


def _forwards(units: frozenset[Hashable], events: Sequence[CountEvent]) -> frozenset[Hashable]:
    for event in events:
        units = (units - event.ended) | event.began
    return units


def _backwards(units: frozenset[Hashable], events: Sequence[CountEvent]) -> frozenset[Hashable]:
    for event in reversed(events):
        units = (units - event.began) | event.ended
    return units


def add_counts(counts: Iterable[Exact | Range | None]) -> Exact | Range | None:
    """The sum over streets: exact only if every part is; None if any part is unknown or there is none."""
    low = high = parts = 0
    exact = True
    for count in counts:
        if count is None:
            return None
        parts += 1
        exact = exact and isinstance(count, Exact)
        low += count.count if isinstance(count, Exact) else count.low
        high += count.count if isinstance(count, Exact) else count.high
    if not parts:
        return None
    return Exact(low) if exact else Range(low, high)
