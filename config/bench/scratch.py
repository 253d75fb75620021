"""A database of its own for measuring, made from the migrations and dropped afterwards."""

import contextlib
import os
from collections.abc import Iterator

import environ
from django.conf import settings
from django.core.management import call_command
from django.db import connection

NAME = "portal_bench"


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextlib.contextmanager
def database() -> Iterator[str]:
    """Point the connection at an empty, migrated database of the owner role; yields its URL."""
    owner = settings.DATABASE_OWNER_URL or os.environ["DATABASE_URL"]
    before = dict(connection.settings_dict)
    _connect({**before, **environ.Env.db_url_config(owner)})
    _sql(f"DROP DATABASE IF EXISTS {NAME}")
    _sql(f"CREATE DATABASE {NAME}")
    home = connection.settings_dict["NAME"]
    _connect({**connection.settings_dict, "NAME": NAME})
    try:
        call_command("migrate", verbosity=0)
        yield owner.rsplit("/", 1)[0] + f"/{NAME}"
    finally:
        _connect({**connection.settings_dict, "NAME": home})
        _sql(f"DROP DATABASE IF EXISTS {NAME}")  # by force it would ask for rights over a vacuum worker, too
        _connect(before)


def _connect(to: dict) -> None:
    connection.close()
    connection.settings_dict.update(to)
