"""The small world and a browser for everybody in it, built once for each module that asks.

Imports of the portal stand inside: this file is read before the settings are.
"""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """Built inside a transaction that is never committed; files go to folders of its own."""
    from django.conf import settings
    from django.db import transaction

    from tests.house import world as worlds

    kept = settings.DOCUMENT_ROOT, settings.OUTPUT_ROOT
    settings.DOCUMENT_ROOT, settings.OUTPUT_ROOT = (tmp_path_factory.mktemp(name) for name in ("documents", "out"))
    logging.disable(logging.CRITICAL)  # thousands of refusals, each with its traceback, would be half the time
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
    settings.DOCUMENT_ROOT, settings.OUTPUT_ROOT = kept


@pytest.fixture(scope="module")
def browsers(world) -> dict:
    """Everybody signed in, and under None somebody who is not."""
    from django.test import Client

    from tests import makers

    return {None: Client(), **{role: makers.client(person) for role, person in world.people.items()}}
