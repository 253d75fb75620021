"""Rows by the ten thousand: PostgreSQL's COPY, in one statement, inside the caller's transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
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
