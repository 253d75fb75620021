"""Databases for tests that need committed data: threads, live servers, real transactions.

Django empties the tables after such a test; our triggers refuse that. A fresh clone costs a tenth of a second instead.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.test.utils import setup_databases, teardown_databases
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The test database, always: pytest-django makes one only if a test is marked for it, and `committed_db` is not.

    Yields the name of a copy that nobody is ever connected to. It is made before the first test: once Playwright runs
    its event loop, Django keeps a second connection for the same thread, and the first can no longer be closed.
    """
    from django.db import connection

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases=["default"], serialized_aliases=[])
        source = connection.settings_dict["NAME"]
        template = source + "_template"
        connection.close()
    with _maintenance() as cursor:
        _clone(cursor, source, template)
    yield template
    with _maintenance() as cursor:
        _drop(cursor, template)
    with django_db_blocker.unblock():
        _turn_out([one.settings_dict["NAME"] for one, *_ in made])
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def template_database(django_db_setup: str) -> str:
    """The name of the copy of this worker's migrated database."""
    return django_db_setup


@dataclass(frozen=True)
class Standing:
    """The small world in a database of its own, committed; where its files are."""

    name: str
    world: Any
    documents: Path
    outputs: Path


@pytest.fixture(scope="session")
def standing(
    template_database: str, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standing]:
    """Built once for each worker; who uses it takes back what was written, or writes to a clone."""
    from django.db import connection, transaction

    from tests.house import world as worlds

    name = template_database.removesuffix("_template") + "_world"
    folders = [tmp_path_factory.mktemp(each) for each in ("documents", "out")]
    with _maintenance() as cursor:
        _clone(cursor, template_database, name)
    with django_db_blocker.unblock(), connected_to(name), filed_in(*folders), transaction.atomic():
        world = worlds.build()
        connection.run_on_commit = []  # nobody waits for what would be printed now
    yield Standing(name, world, *folders)
    with _maintenance() as cursor:
        _drop(cursor, name)


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """The connections of all threads lead to another database: they share the dictionary."""
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


@contextmanager
def filed_in(documents: Path, outputs: Path) -> Iterator[None]:
    from django.conf import settings

    kept = settings.DOCUMENT_ROOT, settings.OUTPUT_ROOT
    settings.DOCUMENT_ROOT, settings.OUTPUT_ROOT = documents, outputs
    try:
        yield
    finally:
        settings.DOCUMENT_ROOT, settings.OUTPUT_ROOT = kept


@pytest.fixture
def committed_from(template_database: str) -> str:
    """What `committed_db` is a clone of: an empty database, unless a module says otherwise."""
    return template_database


@pytest.fixture
def committed_db(
    request: pytest.FixtureRequest, committed_from: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """A database of this test's own, where commits are real and every thread sees them; its name."""
    from django.db import connection

    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        pytest.fail("committed_db takes the place of django_db: use one of the two")
    name = connection.settings_dict["NAME"] + "_clone"
    with _maintenance() as cursor:
        _clone(cursor, committed_from, name)
    try:
        with django_db_blocker.unblock(), connected_to(name):
            yield name
    finally:
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
