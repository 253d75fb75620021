"""Guessing passwords: a user locks, an address slows down and never locks, and nothing tells a known user from none."""

import contextvars
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest
from axes.models import AccessFailureLog
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from communities.access import Role
from communities.lib import clock
from communities.lib.addresses import client_address
from communities.services.people import slowing
from tests import makers

OFFICE, ELSEWHERE = "10.3.7.1", "203.0.113.9"


@pytest.fixture
def village(db):
    return makers.community(makers.street(makers.district()))


@pytest.fixture
def clerk(village):
    return makers.account(Role.CLERK, village, username="jingban", password=makers.PASSWORD)


def sign_in(username: str, password: str = makers.PASSWORD, address: str = OFFICE, **headers):
    return Client(REMOTE_ADDR=address, **headers).post(reverse("login"), {"username": username, "password": password})


def wrong_tries(count: int, address: str = OFFICE, age: timedelta = timedelta(minutes=1)) -> None:
    """So many users guessed from an address, as the log keeps them."""
    rows = [AccessFailureLog(username=f"guess{nth}", ip_address=address, locked_out=False) for nth in range(count)]
    AccessFailureLog.objects.bulk_create(rows)
    AccessFailureLog.objects.filter(pk__in=[row.pk for row in rows]).update(attempt_time=clock.now() - age)


def test_thirty_wrong_passwords_slow_an_address_down_with_a_sentence_and_a_time(clerk):
    for nth in range(slowing.FREE_TRIES):
        assert sign_in(f"guess{nth}", "wrong").status_code == 200
    answer = sign_in("guess30", "wrong")
    assert (answer.status_code, answer["Retry-After"]) == (429, "5")
    assert "请5秒后再试" in answer.content.decode()
    assert sign_in("jingban", address=ELSEWHERE).status_code == 302


def test_a_slow_address_is_never_a_locked_one(clerk):
    wrong_tries(200)
    assert sign_in("jingban").status_code == 302


def test_a_wrong_try_from_a_slow_address_makes_the_next_one_wait(clerk):
    wrong_tries(30)
    assert sign_in("jingban", "wrong").status_code == 200
    assert sign_in("jingban").status_code == 429
    AccessFailureLog.objects.filter(username="jingban").update(attempt_time=clock.now() - timedelta(seconds=6))
    assert sign_in("jingban").status_code == 302


def test_an_address_is_quick_again_after_a_quarter_of_an_hour(clerk):
    wrong_tries(200, age=timedelta(minutes=16))
    for nth in range(2):
        assert sign_in(f"guess{nth}", "wrong").status_code == 200


def test_one_fool_slows_none_of_forty_users_behind_one_address(clerk, village):
    people = [
        makers.account(Role.CLERK, village, username=f"tongshi{nth}", password=makers.PASSWORD) for nth in range(40)
    ]
    for _ in range(60):
        sign_in("jingban", "wrong")
    assert sign_in("jingban").status_code == 429
    assert {sign_in(person.username).status_code for person in people} == {302}


def test_whoever_signed_in_from_the_office_before_waits_for_nobodys_guesses(clerk):
    assert sign_in("jingban").status_code == 302
    wrong_tries(30)
    wrong_tries(1, age=timedelta())
    assert sign_in("guess1", "wrong").status_code == 429
    assert sign_in("jingban").status_code == 302


def test_of_a_thousand_guesses_from_one_address_none_gets_past_the_slow_down(clerk):
    wrong_tries(30)
    codes = [sign_in(f"name{nth}", "wrong").status_code for nth in range(1000)]
    assert codes.count(200) <= 1 + AccessFailureLog.objects.filter(username__startswith="name").count()
    waited = AccessFailureLog.objects.filter(username__startswith="name").order_by("attempt_time")
    times = list(waited.values_list("attempt_time", flat=True))
    assert all(later - earlier >= timedelta(seconds=5) for earlier, later in pairwise(times))


@pytest.mark.parametrize("forged", ["198.51.100.7", "198.51.100.7, 198.51.100.8", "nonsense", ""])
def test_a_forged_forwarding_header_does_not_help(clerk, settings, forged):
    wrong_tries(30)
    wrong_tries(1, age=timedelta())
    assert sign_in("guess1", "wrong", HTTP_X_FORWARDED_FOR=forged).status_code == 429
    settings.TRUSTED_PROXIES = 1
    seen_by_proxy = f"{forged}, {OFFICE}".lstrip(", ")
    assert sign_in("guess1", "wrong", address="127.0.0.1", HTTP_X_FORWARDED_FOR=seen_by_proxy).status_code == 429


@pytest.mark.parametrize(
    ("proxies", "header", "connection_from", "found"),
    [
        (0, "198.51.100.7", OFFICE, OFFICE),
        (1, OFFICE, "127.0.0.1", OFFICE),
        (1, f"198.51.100.7, {OFFICE}", "127.0.0.1", OFFICE),
        (2, f"198.51.100.7, {OFFICE}, 10.0.0.2", "127.0.0.1", OFFICE),
        (1, "", "127.0.0.1", "127.0.0.1"),
        (1, "fd00::1", "127.0.0.1", "fd00::1"),
        (1, "nonsense", "127.0.0.1", None),
        (0, "", "", None),
    ],
)
def test_the_address_is_the_one_that_our_own_proxy_saw(settings, proxies, header, connection_from, found):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=header, REMOTE_ADDR=connection_from)
    assert client_address(request) == found


def test_tries_at_once_from_a_slow_address_go_one_at_a_time(committed_db, django_db_blocker):
    with django_db_blocker.unblock():
        makers.account(Role.CLERK, makers.community(makers.street(makers.district())), username="jingban")
        wrong_tries(30)

        def guess(nth: int) -> int:
            try:
                return sign_in(f"name{nth}", "wrong").status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            codes = [
                future.result() for future in [pool.submit(contextvars.copy_context().run, guess, n) for n in range(16)]
            ]
        tried = AccessFailureLog.objects.filter(username__startswith="name").count()
    assert codes.count(200) == tried <= 2


def test_an_unknown_user_takes_as_long_as_a_known_one(clerk, village):
    """In processor time, so that other work on the machine does not speak; a user each, so that none is locked."""
    for nth in range(11):
        makers.account(Role.CLERK, village, username=f"zhou{nth}", password=makers.PASSWORD)
    sign_in("warm", "wrong")
    known, unknown = [], []
    for nth in range(11):
        for username, taken in ((f"zhou{nth}", known), (f"nobody{nth}", unknown)):
            began = time.process_time()
            sign_in(username, "wrong")
            taken.append(time.process_time() - began)
    ratio = statistics.median(known) / statistics.median(unknown)
    assert 0.9 < ratio < 1.1
