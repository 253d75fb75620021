"""Log lines are JSON, say which request and who, and carry no personal number, whatever was asked for or failed."""

import io
import json
import logging

import pytest
from django.test import Client

from communities.access import Role
from communities.lib.leaks import find_personal_numbers
from communities.lib.logs import JsonFormatter
from tests import makers

pytestmark = pytest.mark.django_db

IDENTITY, PHONE = "11010519491231002X", "13905330127"


@pytest.fixture
def lines(db):
    """What the portal logs meanwhile, as it is written to standard error in production."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: stream.getvalue().splitlines()
    root.removeHandler(handler)


@pytest.fixture
def office():
    return makers.account(Role.OFFICE, makers.district())


def test_a_line_says_which_request_and_who(lines, office):
    answer = makers.client(office).get("/no/such/address/")
    entry = json.loads(lines()[-1])
    assert entry["request"] == answer["X-Request-Id"]
    assert entry["user"] == str(office.pk)


def test_no_line_carries_a_personal_number(lines, office):
    browser = makers.client(office)
    browser.get(f"/cases/{IDENTITY}/{PHONE}/")
    browser.get("/documents/", {"q": IDENTITY})
    browser.raise_request_exception = False
    Client().post("/login/", {"username": PHONE, "password": IDENTITY})
    assert lines()
    assert [line for line in lines() if find_personal_numbers(line) or IDENTITY in line or PHONE in line] == []


def test_a_failure_is_logged_without_what_was_typed(lines, office, monkeypatch):
    def fail(account):
        raise RuntimeError(f"{IDENTITY} {PHONE}\nforged line")

    monkeypatch.setattr("config.context.messages.unread", fail)
    browser = makers.client(office)
    browser.raise_request_exception = False
    assert browser.get("/inbox/").status_code == 500
    entries = [json.loads(line) for line in lines()]
    failed = next(entry for entry in entries if entry["level"] == "ERROR")
    assert "RuntimeError" in failed["traceback"]
    assert IDENTITY not in failed["traceback"]
    assert PHONE not in failed["traceback"]


def test_an_error_page_shows_nothing_of_the_request(office, monkeypatch):
    def fail(account):
        raise RuntimeError(IDENTITY)

    monkeypatch.setattr("config.context.messages.unread", fail)
    browser = makers.client(office)
    browser.raise_request_exception = False
    page = browser.get("/inbox/", {"q": PHONE}).content.decode()
    assert IDENTITY not in page
    assert PHONE not in page
