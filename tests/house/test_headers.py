"""Every answer carries the heads that protect its reader: pages, refusals, errors, downloads, static files.

The walk over every address compares the simple heads on each answer; here stand the answers it does not reach.
"""

import os
import secrets
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse

from communities.access import Role
from tests import makers
from tests.communities.test_documents import stored
from tests.house.headers import HEADERS, POLICY
from tests.house.source import ROOT

pytestmark = pytest.mark.django_db


def parts(policy: str) -> set[str]:
    return {part.strip() for part in policy.split(";")}


@pytest.fixture
def clerk():
    return makers.account(Role.CLERK, makers.community(makers.street(makers.district())))


@pytest.fixture
def answers(clerk, settings, tmp_path):
    """One answer of each kind."""
    settings.DOCUMENT_ROOT = tmp_path
    signed_in, anyone, strict = (
        makers.client(clerk),
        Client(raise_request_exception=False),
        Client(enforce_csrf_checks=True),
    )
    paper = stored(clerk.posts()[0].place, clerk)
    download = signed_in.get(reverse("document_download", args=[paper.pk, 1]))
    static = anyone.get("/static/css/tokens.css")
    assert all(b"".join(answer.streaming_content) for answer in (download, static))
    return {
        200: anyone.get(reverse("login")),
        302: anyone.get(reverse("home")),
        403: signed_in.get(reverse("people")),
        404: signed_in.get("/no/such/address/"),
        405: signed_in.get(reverse("logout")),
        "csrf": strict.post(reverse("login")),
        "static": static,
        "download": download,
    }


@pytest.mark.parametrize("kind", [200, 302, 403, 404, 405, "csrf", "static", "download"])
def test_an_answer_carries_every_protecting_head(answers, kind):
    answer = answers[kind]
    expected = HEADERS if kind != "static" else {key: HEADERS[key] for key in HEADERS if key != "Cache-Control"}
    assert answer.status_code == {"csrf": 403, "static": 200, "download": 200}.get(kind, kind)
    assert {key: answer.headers.get(key) for key in expected} == expected
    if kind == "download":
        assert {"sandbox", "default-src 'none'"} <= parts(answer.headers["Content-Security-Policy"])
    else:
        assert parts(answer.headers["Content-Security-Policy"]) == parts(POLICY)


def test_a_failure_carries_them_too(clerk, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("communities.services.messages.unread", fail)
    monkeypatch.setattr("config.context.messages.unread", fail)
    browser = makers.client(clerk)
    browser.raise_request_exception = False
    answer = browser.get(reverse("inbox"))
    assert answer.status_code == 500
    assert {key: answer.headers.get(key) for key in HEADERS} == HEADERS
    assert parts(answer.headers["Content-Security-Policy"]) == parts(POLICY)


def test_the_policy_allows_nothing_inline():
    assert "unsafe" not in POLICY
    assert "'none'" in POLICY.split(";")[0]


def test_djangos_own_deployment_checks_find_nothing_in_production():
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO_")}
    environment |= {
        "PORTAL_MODE": "production",
        "ALLOWED_HOSTS": "portal.example.cn",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "PORTAL_PLAIN_HTTP": "False",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
