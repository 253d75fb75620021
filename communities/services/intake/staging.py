"""Rows that wait for confirmation: written by COPY, sealed values sealed, read back typed as often as one likes."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from communities.lib.intake.schema import PLACES, SEALED_KINDS, Book, Column, Row
from communities.lib.sealed import blind_index, seal
from communities.models import Intake, IntakeRow

COPY = """COPY communities_intakerow (id, intake_id, sheet, number, plain, sealed, marks) FROM STDIN"""
LABEL = IntakeRow._meta.get_field("sealed").label
# The same marked value in another workbook of the same register that waits for confirmation.
WAITING_ELSEWHERE = """
    WITH mine AS (SELECT r.sheet, r.number, jsonb_array_elements_text(r.marks) AS mark
                  FROM communities_intakerow r WHERE r.intake_id = %(intake)s),
         others AS (SELECT i.place_id, jsonb_array_elements_text(r.marks) AS mark
                    FROM communities_intakerow r JOIN communities_intake i ON i.id = r.intake_id
                    WHERE i.kind = %(kind)s AND i.state = 'ready' AND i.id <> %(intake)s)
    SELECT DISTINCT mine.sheet, mine.number, mine.mark, others.place_id = %(place)s
    FROM mine JOIN others USING (mark) ORDER BY 1, 2 LIMIT 500"""


def stage(intake: Intake, book: Book, rows: Sequence[Row]) -> None:
    """Add checked rows; all of them, or none where the database refuses one."""
    columns = {sheet.key: {column.key: column for column in sheet.columns} for sheet in book.sheets}
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for row in rows:
            copy.write_row(_line(intake, columns[row.sheet], row))


def clear(intake: Intake) -> None:
    """Forget what was staged."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM communities_intakerow WHERE intake_id = %s", [intake.pk])


def waiting_elsewhere(intake: Intake, book: Book) -> Iterator[tuple[Row, str, bool]]:
    """Rows whose unique sealed value waits in another workbook too: the row, its column, whether in the same place."""
    with connection.cursor() as cursor:
        found = {"intake": intake.pk, "kind": intake.kind, "place": intake.place_id}
        cursor.execute(WAITING_ELSEWHERE, found)
        for sheet, number, mark, same in cursor.fetchall():
            yield Row(sheet, number, {}), mark.partition(":")[0], same


class Staged:
    """The staged rows of an intake (a `Rows` of the schema). `seen` is told now and then how many have been read."""

    def __init__(self, intake: Intake, book: Book, seen: Callable[[int], None] | None = None) -> None:
        self.intake, self.book, self.seen = intake, book, seen
        self.read = 0

    def of(self, sheet: str) -> Iterator[Row]:
        columns = self.book.sheet(sheet).columns
        found = IntakeRow.objects.filter(intake=self.intake, sheet=sheet).order_by("number")
        for pk, number, plain, sealed in found.values_list("pk", "number", "plain", "sealed").iterator(chunk_size=2000):
            if self.seen and self.read % 1000 == 0:
                self.seen(self.read)
            self.read += 1
            values = {**plain, **(json.loads(sealed.at(pk).reveal()) if sealed else {})}
            yield Row(
                sheet, number, {each.key: _typed(each, values[each.key]) for each in columns if each.key in values}
            )

    def portions(self, sheet: str, size: int = 5_000) -> Iterator[list[Row]]:
        rows = self.of(sheet)
        while portion := list(islice(rows, size)):
            yield portion

    def count(self, sheet: str = "") -> int:
        found = IntakeRow.objects.filter(intake=self.intake)
        return (found.filter(sheet=sheet) if sheet else found).count()


def _line(intake: Intake, columns: dict[str, Column], row: Row) -> tuple:
    pk = uuid4()
    plain, secret, marks = {}, {}, []
    for key, value in row.values.items():
        column = columns[key]
        (secret if column.is_sealed else plain)[key] = _stored(value)
        if column.unique and column.is_sealed:
            marks.append(f"{key}:{blind_index(SEALED_KINDS.get(column.kind, 'text'), str(value))}")
    sealed = seal(json.dumps(secret), label=LABEL, pk=pk) if secret else None
    return pk, intake.pk, row.sheet, row.number, json.dumps(plain), sealed, json.dumps(marks)


def _stored(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | date) else value


def _typed(column: Column, value: Any) -> Any:
    if column.kind in PLACES:
        return Decimal(value)
    return date.fromisoformat(value) if column.kind == "date" else value
