"""Between the password and the one-time code nothing is open; the session is a new one and ends by POST alone."""

import pytest
from django.test import Client
from django.urls import reverse

from communities.access import Role
from communities.services import people
from communities.services.recording import SYSTEM
from tests import makers

pytestmark = pytest.mark.django_db
NEW = {"old_password": makers.PASSWORD, "new_password1": "Xin-Mima-2027", "new_password2": "Xin-Mima-2027"}


@pytest.fixture
def office():
    return makers.account(Role.OFFICE, makers.district(), username="qubanshi", password=makers.PASSWORD)


def signed_in(browser: Client | None = None, **more) -> Client:
    browser = browser or Client()
    browser.post(reverse("login"), {"username": "qubanshi", "password": makers.PASSWORD, **more})
    return browser


@pytest.mark.parametrize("name", ["home", "inbox", "password", "cases", "documents", "records", "operations", "office"])
def test_before_the_one_time_code_every_page_leads_to_it(office, settings, name):
    settings.SECOND_FACTOR = True
    browser = signed_in()
    for answer in (browser.get(reverse(name)), browser.post(reverse(name))):
        assert answer.url == reverse("second_factor")


def test_a_stolen_password_is_not_changed_without_the_one_time_code(office, settings):
    settings.SECOND_FACTOR = True
    signed_in().post(reverse("password"), NEW)
    office.refresh_from_db()
    assert office.check_password(makers.PASSWORD)


def test_the_code_comes_before_the_password_that_must_be_changed(office, settings):
    people.set_password(office, makers.PASSWORD, by=SYSTEM)
    assert signed_in().get(reverse("home")).url == reverse("password")
    settings.SECOND_FACTOR = True
    assert signed_in().get(reverse("home")).url == reverse("second_factor")


def test_a_session_laid_out_before_signing_in_is_worth_nothing_after_it(office):
    browser = Client()
    session = browser.session
    session["planted"] = "yes"
    session.save()
    laid_out = session.session_key
    browser.cookies["sid"] = laid_out
    signed_in(browser)
    assert browser.session.session_key != laid_out
    thief = Client()
    thief.cookies["sid"] = laid_out
    assert thief.get(reverse("inbox")).status_code == 302


def test_a_link_signs_nobody_out(office):
    browser = signed_in()
    assert browser.get(reverse("logout")).status_code == 405
    assert browser.get(reverse("inbox")).status_code == 200


@pytest.mark.parametrize(
    "next_page", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_host(office, next_page):
    answer = Client().post(reverse("login"), {"username": "qubanshi", "password": makers.PASSWORD, "next": next_page})
    assert answer.url == reverse("home")
