"""Databases for tests that need committed data: threads, live servers, real transactions.

Django empties the tables after such a test; our triggers refuse that. A fresh clone costs a tenth of a second instead.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.test.utils import setup_databases, teardown_databases
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The test database, always. pytest-django makes one only if a test is marked for it, and `committed_db` is not."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases=["default"], serialized_aliases=[])
    yield
    with django_db_blocker.unblock():
        _turn_out([one.settings_dict["NAME"] for one, *_ in made])
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def template_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A copy of this worker's migrated database that nobody is ever connected to; its name."""
    from django.db import connection

    source = connection.settings_dict["NAME"]
    name = source + "_template"
    with django_db_blocker.unblock():
        connection.close()
    with _maintenance() as cursor:
        _clone(cursor, source, name)
    yield name
    with _maintenance() as cursor:
        _drop(cursor, name)


@pytest.fixture
def committed_db(
    request: pytest.FixtureRequest, template_database: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """A database of this test's own, where commits are real and every thread sees them; its name."""
    from django.db import connection

    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        pytest.fail("committed_db takes the place of django_db: use one of the two")
    before = connection.settings_dict["NAME"]
    name = before + "_clone"
    with _maintenance() as cursor:
        _clone(cursor, template_database, name)
    with django_db_blocker.unblock():
        connection.close()
        # The dictionary is shared by the connections of all threads.
        connection.settings_dict["NAME"] = name
        try:
            yield name
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
            with _maintenance() as cursor:
                _drop(cursor, name)


@contextmanager
def _maintenance() -> Iterator[psycopg.Cursor]:
    from django.db import connection

    settings = connection.settings_dict
    with psycopg.connect(
        host=settings["HOST"],
        port=settings["PORT"],
        user=settings["USER"],
        password=settings["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as server:
        yield server.cursor()


def _turn_out(names: list[str]) -> None:
    """End what a live server's last request may have left connected: DROP DATABASE does not wait for it."""
    from django.db import connections

    connections.close_all()
    with _maintenance() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s)", [names])


def _clone(cursor: psycopg.Cursor, source: str, target: str) -> None:
    _drop(cursor, target)
    cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(target), sql.Identifier(source)))


def _drop(cursor: psycopg.Cursor, name: str) -> None:
    """Threads of the test may still hold a connection, hence FORCE."""
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
