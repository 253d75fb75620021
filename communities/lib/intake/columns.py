"""One column of a sheet, read portion by portion: typed values, what is odd in it, its sum, what it says twice."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from communities.lib.intake.reading import Value
from communities.lib.intake.schema import Column
from communities.lib.intake.values import Bad, parse, stand

REMEMBERED = 10_000  # cells; what a column repeats (a choice, a day, a round sum) is read once
EMPTY = ("", None)


class ColumnReader:
    """Reads a column; `sum` is that of the values read so far where it is `summed`, `sure` whether all were read."""

    def __init__(self, column: Column, today: date, *, summed: bool = False) -> None:
        self.column, self.today, self.summed = column, today, summed
        self.sum, self.sure = Decimal(0), True
        self._known: dict[Value, Any] = {}
        self._bad: dict[Value, str] = {}
        self._warned: dict[Value, str] = {}
        self._first: dict[Any, int] = {}

    def read(self, cells: Sequence[Value]) -> list[Any]:
        """The typed values; None for an empty cell and for one that has no value of the column."""
        empty = cells.count("") + cells.count(None)
        if not (empty and self.column.required):
            filled = [cell for cell in cells if cell not in EMPTY] if empty else cells
            if not filled or stand(self.column, filled, self.today):
                return [None if cell in EMPTY else cell for cell in cells] if empty else [*cells]
        return self._each(cells)

    def bad(self, cells: Sequence[Value]) -> Iterator[tuple[int, str]]:
        """The place and sentence of each cell just read that has no value of the column."""
        return _met(self._bad, cells)

    def warned(self, cells: Sequence[Value]) -> Iterator[tuple[int, str]]:
        return _met(self._warned, cells)

    def repeated(self, numbers: Sequence[int], values: Sequence[Any]) -> Iterator[tuple[int, int]]:
        """The place of each value that stood in the column before, and the number of its first row."""
        for place, (number, value) in enumerate(zip(numbers, values, strict=True)):
            if value is not None and (first := self._first.setdefault(value, number)) != number:
                yield place, first

    def _each(self, cells: Sequence[Value]) -> list[Any]:
        if len(self._known) > REMEMBERED:
            for each in (self._known, self._bad, self._warned):
                each.clear()
        for cell in set(cells).difference(self._known):
            self._read(cell)
        values = [*map(self._known.__getitem__, cells)]
        if self.summed:
            self.sum += sum(filter(None, values))
        return values

    def _read(self, cell: Value) -> None:
        self._known[cell] = None
        try:
            self._known[cell], warning = parse(self.column, cell, self.today)
        except Bad as bad:
            self._bad[cell], self.sure = str(bad), False
        else:
            if warning:
                self._warned[cell] = warning


def _met(told: dict[Value, str], cells: Sequence[Value]) -> Iterator[tuple[int, str]]:
    if told:
        for place, cell in enumerate(cells):
            if cell in told:
                yield place, told[cell]
