"""Rows by the ten thousand: PostgreSQL's COPY, in one statement, inside the caller's transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL
from psycopg import sql


def copy_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write rows of a model; `fields` are its columns' attribute names, in the order of each row; how many rows.

    Nothing is filled in: columns without a value of the database's own must be among the fields.
    """
    columns = [sql.Identifier(model._meta.get_field(name).column) for name in fields]
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(columns)
    )
    count = 0
    with connection.cursor() as cursor, cursor.copy(command) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Keys for rows to be copied, where other rows must name them; taken of the table's own sequence."""
    with connection.cursor() as cursor:
        table, key = connection.ops.quote_name(model._meta.db_table), model._meta.pk.column
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, key, count]
        )
        return [number for (number,) in cursor.fetchall()]


def among(values: Iterable[str]) -> RawSQL:
    """For `filter(name__in=among(values))`: thousands of values as one array; as parameters each would be parsed."""
    return RawSQL("SELECT unnest(%s::text[])", [[*values]])
