"""Monday's ledger: figures read from events by date, never from today's statuses."""

from mergers.ledger.columns import COLUMNS, Column
from mergers.ledger.reading import Reading
from mergers.ledger.sheet import Row, Sheet, compile_sheet, digest

__all__ = ["COLUMNS", "Column", "Reading", "Row", "Sheet", "compile_sheet", "digest"]
