"""A status moves only along the rows of a table; one table per status field."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from communities.lib.errors import Refused


@dataclass(frozen=True, slots=True)
class Move:
    """One row: `move` takes `source` to `target` when `party` makes it.

    `given` names a fact that must hold for the row to apply (empty: always), so that one move can lead to different
    statuses. `needs_reason` moves are refused without words; `checks_gates` moves only when every gate is open.
    """

    move: str
    source: str
    target: str
    party: str
    given: str = ""
    needs_reason: bool = False
    checks_gates: bool = False


class Table:
    """The rows of one status field, with the labels its refusals use (statuses and moves to words).

    Two rows may not answer the same move from the same status under the same fact (ValueError).
    """

    def __init__(self, rows: Iterable[Move], labels: dict[str, str]) -> None:
        self.rows = tuple(rows)
        self.labels = labels
        seen: set[tuple[str, str, str]] = set()
        for row in self.rows:
            key = (row.move, row.source, row.given)
            if key in seen:
                raise ValueError(f"two rows for {key}")
            seen.add(key)

    def __iter__(self) -> Iterator[Move]:
        return iter(self.rows)

    def moves_from(self, status: str, party: str = "", facts: Collection[str] = ()) -> tuple[Move, ...]:
        """The rows open from `status` under `facts`, for one party or (empty) for all."""
        return tuple(
            row
            for row in self.rows
            if row.source == status and party in ("", row.party) and (not row.given or row.given in facts)
        )

    def find(self, move: str, status: str, facts: Collection[str] = ()) -> Move:
        """The row of `move` from `status` under `facts`; raises Refused where the table has none."""
        for row in self.moves_from(status, facts=facts):
            if row.move == move:
                return row
        status_words, move_words = self.labels.get(status, status), self.labels.get(move, move)
        raise Refused(f"当前状态为“{status_words}”，不能{move_words}，请刷新页面后查看可以办理的事项。")

    def target(self, move: str, status: str, facts: Collection[str] = ()) -> str:
        """The status `move` leads to from `status`; raises Refused where the table has no such row."""
        return self.find(move, status, facts).target
