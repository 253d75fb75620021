"""Two ledgers, or two dates: what entered, what left, what changed, old → new (B26)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from communities.lib import clock
from communities.models import Place
from mergers.ledger.columns import COLUMNS
from mergers.ledger.reading import Reading
from mergers.ledger.sheet import Sheet, compile_sheet
from mergers.models import Ledger

# The week's own texts are new every week; to set them against each other says nothing.
COMPARED = tuple(column for column in COLUMNS if column.group not in ("本周", "落实"))


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of one unit, before and after."""

    case_id: int
    name: str
    street_id: int
    column: str
    title: str
    was: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Compared:
    """Units as (case, name, street); changes in the order of the newer sheet."""

    entered: list[tuple[int, str, int]]
    left: list[tuple[int, str, int]]
    changed: list[Change]


@dataclass(frozen=True, slots=True)
class Line:
    """What comparing needs of a row, frozen or just computed."""

    case_id: int
    street_id: int
    figures: dict[str, Any]


def compare(old: list[Line], new: list[Line]) -> Compared:
    """Compare by case; the newer one's order."""
    before, after = ({line.case_id: line for line in lines} for lines in (old, new))
    return Compared(
        entered=[_unit(line) for line in new if line.case_id not in before],
        left=[_unit(line) for line in old if line.case_id not in after],
        changed=[
            change for line in new if line.case_id in before for change in _changes(before[line.case_id].figures, line)
        ],
    )


def lines_of(ledger: Ledger | None) -> list[Line]:
    """The frozen rows of a ledger; none where there is no ledger."""
    if ledger is None:
        return []
    return [Line(*row) for row in ledger.rows.values_list("case_id", "street_id", "figures")]


def state_at(district: Place, day: date) -> Sheet:
    """The figures at the end of any day, with all that is known now."""
    return compile_sheet(Reading(district, day, clock.now()))


def lines_at(district: Place, day: date) -> list[Line]:
    return [Line(row.case_id, row.street_id, row.figures) for row in state_at(district, day).rows]


def _unit(line: Line) -> tuple[int, str, int]:
    return line.case_id, line.figures["community"], line.street_id


def _changes(before: dict[str, Any], line: Line) -> list[Change]:
    return [
        Change(
            line.case_id,
            line.figures["community"],
            line.street_id,
            column.key,
            column.title,
            before.get(column.key),
            line.figures.get(column.key),
        )
        for column in COMPARED
        if column.key in before and before[column.key] != line.figures.get(column.key)
    ]
