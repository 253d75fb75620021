"""The small world and a browser for everybody in it, as it first stood for each module that asks.

Imports of the portal stand inside: this file is read before the settings are.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy

import pytest

from tests.databases import Standing, connected_to, filed_in


@pytest.fixture(scope="module")
def world(standing: Standing, django_db_blocker) -> Iterator:
    """As it stands, inside a transaction that is never committed."""
    from django.db import transaction

    logging.disable(logging.CRITICAL)  # thousands of refusals, each with its traceback, would be half the time
    with (
        django_db_blocker.unblock(),
        connected_to(standing.name),
        filed_in(standing.documents, standing.outputs),
        papers_kept(),
        contexts_dropped(),
        transaction.atomic(),
    ):
        yield deepcopy(standing.world)
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


@contextmanager
def contexts_dropped() -> Iterator[None]:
    """Django's client keeps a copy of all that each template was told; nobody here asks for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.test.client.store_rendered_templates", lambda *told, **named: None)
        yield


@contextmanager
def papers_kept() -> Iterator[None]:
    """The same paper for the next reader is not printed a second time."""
    from communities.lib.pdf.renderer import Renderer

    printed, kept = Renderer.render, {}

    def render(self, html, *args, **more):
        key = repr((html, args, more))
        if key not in kept:
            kept[key] = printed(self, html, *args, **more)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Renderer, "render", render)
        yield


@pytest.fixture(scope="module")
def browsers(world) -> dict:
    """Everybody signed in, and under None somebody who is not."""
    from django.test import Client

    from tests import makers

    return {None: Client(), **{role: makers.client(person) for role, person in world.people.items()}}
