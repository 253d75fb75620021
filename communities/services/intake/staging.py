"""Rows that wait for confirmation: sealed block by block, read back typed as often as one likes."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from django.db import transaction
from django.db.models import Sum

from communities.lib.intake.schema import PLACES, Block, Book, Column, Row, Sheet
from communities.models import Intake, IntakeBlock

# Between the cells of a column and between the columns of a block: control characters, which no cell can hold.
CELL, COLUMN = "\x1f", "\x1e"
MOST_SHARED = 500


@transaction.atomic
def stage(intake: Intake, book: Book, block: Block) -> None:
    """Add checked rows."""
    if not block.numbers:
        return
    sheet = book.sheet(block.sheet)
    columns = [("", block.numbers), *block.columns.items()]
    kept = IntakeBlock(intake=intake, sheet=sheet.key, first=block.numbers[0], rows=len(block))
    kept.sealed = COLUMN.join(f"{key}{CELL}{_joined(values)}" for key, values in columns)
    kept.save(force_insert=True)


@transaction.atomic
def clear(intake: Intake) -> None:
    """Forget what was staged."""
    IntakeBlock.objects.filter(intake=intake).delete()


def waiting_elsewhere(intake: Intake, book: Book) -> list[tuple[Row, str, bool]]:
    """Rows whose unique sealed value waits in another workbook too: the row, its column, whether in the same place."""
    others = Intake.objects.of(intake.kind).waiting().exclude(pk=intake.pk)
    found = [
        (Row(sheet.key, number, {}), column.key, other.place_id == intake.place_id)
        for other in others
        for sheet in book.sheets
        for column in sheet.columns
        if column.unique and column.is_sealed
        for number in _shared(Staged(intake, book), Staged(other, book), sheet, column)
    ]
    return sorted(found, key=lambda each: (each[0].sheet, each[0].number))[:MOST_SHARED]


class Staged:
    """The staged rows of an intake (a `Rows` of the schema). `seen` is told now and then how many have been read."""

    def __init__(self, intake: Intake, book: Book, seen: Callable[[int], None] | None = None) -> None:
        self.intake, self.book, self.seen = intake, book, seen
        self.read = 0

    def blocks(self, sheet: str) -> Iterator[Block]:
        columns = {each.key: each for each in self.book.sheet(sheet).columns}
        found = IntakeBlock.objects.filter(intake=self.intake, sheet=sheet).order_by("first")
        for kept in found.only("sealed").iterator(chunk_size=2):
            if self.seen:
                self.seen(self.read)
            stored = {key: texts for key, *texts in (each.split(CELL) for each in kept.sealed.reveal().split(COLUMN))}
            numbers = [*map(int, stored.pop(""))]
            self.read += len(numbers)
            yield Block(sheet, numbers, {key: _typed(columns[key], texts) for key, texts in stored.items()})

    def of(self, sheet: str) -> Iterator[Row]:
        return chain.from_iterable(block.rows() for block in self.blocks(sheet))

    def portions(self, sheet: str, size: int = 5_000) -> Iterator[list[Row]]:
        rows = self.of(sheet)
        while portion := list(islice(rows, size)):
            yield portion

    def count(self, sheet: str = "") -> int:
        found = IntakeBlock.objects.filter(intake=self.intake)
        return (found.filter(sheet=sheet) if sheet else found).aggregate(rows=Sum("rows", default=0))["rows"]


def _shared(mine: Staged, theirs: Staged, sheet: Sheet, column: Column) -> Iterator[int]:
    """The numbers of my rows whose value of the column stands in the others' too."""
    known = {value for block in theirs.blocks(sheet.key) for value in block.columns.get(column.key, ())} - {None}
    for block in mine.blocks(sheet.key) if known else ():
        for number, value in zip(block.numbers, block.columns.get(column.key, ()), strict=False):
            if value in known:
                yield number


def _joined(values: list[Any]) -> str:
    """The values as texts, an empty cell as an empty one."""
    if None in values:
        return CELL.join("" if value is None else str(value) for value in values)
    return CELL.join(map(str, values))


def _typed(column: Column, texts: list[str]) -> list[Any]:
    """The values of a column; an empty text is an empty cell."""
    kind = Decimal if column.kind in PLACES else {"date": date.fromisoformat, "int": int}.get(column.kind)
    if kind is None:
        return [text or None for text in texts] if "" in texts else texts
    known = {text: kind(text) if text else None for text in set(texts)}
    return [*map(known.__getitem__, texts)]
