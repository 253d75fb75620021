"""A ledger's figures as plain JSON, computed from events by date, and the digest over them."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from mergers.ledger.columns import COLUMNS
from mergers.ledger.reading import Reading
from mergers.ledger.totals import totals
from mergers.ledger.units import Unit
from mergers.rules.lights import Cell


@dataclass(frozen=True, slots=True)
class Row:
    """One unit's row: `figures` and `sources` by column key, `cells` of the wall chart."""

    case_id: int
    street_id: int
    status: str
    figures: dict[str, Any]
    cells: list[dict[str, Any]]
    sources: dict[str, list[list[Any]]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All figures of a district at a date."""

    columns: list[dict[str, Any]]
    rows: list[Row]
    totals: dict[str, Any]

    def digest(self) -> str:
        """SHA-256 over the canonical JSON of the figures; the same whenever the same facts are read."""
        rows = [(row.case_id, row.status, row.figures, row.cells) for row in self.rows]
        return digest(self.columns, rows, self.totals)


def digest(columns: list, rows: list[tuple], totals: dict) -> str:
    text = json.dumps([columns, rows, totals], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def compile_sheet(reading: Reading) -> Sheet:
    """Read and compute everything once; a constant number of queries for any number of units."""
    units = sorted(reading.units(), key=lambda unit: (unit.street_code, unit.street_id, unit.position, unit.case_id))
    newest = max((unit.history.facts["rulebook"] for unit in units), default=None)
    return Sheet(
        columns=head(),
        rows=[_row(unit) for unit in units],
        totals=totals(units, reading.rulebooks.get(newest))
        | {"instructions": reading.instructions(), "heading": reading.heading()},
    )


def head() -> list[dict[str, Any]]:
    return [
        {
            "key": column.key,
            "title": column.title,
            "group": column.group,
            "kind": column.kind,
            "width": column.width,
            "wide": column.wide,
        }
        for column in COLUMNS
    ]


def _row(unit: Unit) -> Row:
    computed = {column.key: column.compute(unit) for column in COLUMNS}
    return Row(
        case_id=unit.case_id,
        street_id=unit.street_id,
        status=unit.status,
        figures={key: figure.value for key, figure in computed.items()},
        cells=[_cell(cell) for cell in unit.judged.cells],
        sources={key: [list(source) for source in figure.sources] for key, figure in computed.items()},
    )


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "step": cell.step,
        "state": cell.state,
        "word": cell.word,
        "planned": cell.planned and cell.planned.isoformat(),
        "actual": cell.actual and cell.actual.isoformat(),
        "replans": cell.replans,
        "late": cell.late,
    }
