"""Every address × every role × own, sibling, other street, other district, absent × GET and POST.

All of that is asked by `-m long`; the daily run asks each role for its own, the nearest foreign and the absent thing.
The addresses come from the resolver, the expectation from authz.toml. A foreign thing answers exactly as an absent one,
no answer carries a word of a foreign community or a link its reader may not open, reading writes nothing, and who may
not send changes nothing.
"""

from copy import deepcopy

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from communities.access import LEVELS, Role
from communities.models import RecordEntry
from tests.house import world as worlds
from tests.house.addresses import addresses, comparable, patterns, rules, words
from tests.house.headers import HEADERS
from tests.house.test_links import closed_links

DISTRICT = ("own", "sibling", "other", "other_sibling")
WITHIN = {"district": DISTRICT, "street": ("own", "sibling"), "community": ("own",)}
NEAREST = {
    "district": ("elsewhere",),
    "street": ("other", "elsewhere"),
    "community": ("sibling", "other", "elsewhere"),
}
WHOLE = pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.long)], ids=["", "whole"])
MAY_BE_WRITTEN_BY_READING = {"django_session"}
WRITTEN = """SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables
             WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"""


def ask(browser: Client, method: str, address: str, **headers) -> HttpResponse:
    """The answer; the rows and the browser are afterwards as they were before."""
    cookies = deepcopy(browser.cookies)
    with transaction.atomic():
        response = browser.generic(method, address, headers=headers)
        response.lines = RecordEntry.objects.count()
        transaction.set_rollback(True)
    browser.cookies = cookies
    assert {key: response.headers.get(key) for key in HEADERS} == HEADERS, address
    return response


def asked(found: dict[str, str], allowed: bool, whole: bool, role: Role | None = None) -> list[str]:
    """The scopes to ask for. Where not the `whole`: one's own, the nearest that is foreign, and what is not there.

    Who may not open the address at all is asked for one's own alone.
    """
    if whole:
        return list(found)
    if not allowed:
        return ["own"]
    near = [scope for scope in NEAREST[LEVELS[role][-1] if role else "community"] if scope in found]
    return [scope for scope in found if scope in ("own", *near[:1], "absent", "crossed", "half_absent")]


def within(role: Role, scope: str) -> bool:
    return scope in WITHIN[LEVELS[role][-1]]


def foreign_words(role: Role | None) -> list[str]:
    """The words and names of the communities that lie outside the role's place."""
    outside = [scope for scope in worlds.WORDS if role is None or not within(role, scope)]
    return [words[scope] for scope in outside for words in (worlds.WORDS, worlds.NAMES)]


def written_rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return dict(cursor.fetchall())


def test_every_address_declares_its_rule_and_stands_in_the_oracle():
    found = patterns()
    assert [name for name, pattern in found.items() if not hasattr(pattern.callback, "access_rule")] == []
    assert set(found) == set(rules())


@pytest.mark.parametrize("name", rules())
def test_an_address_declares_the_methods_of_the_oracle(name):
    declared = patterns()[name].callback.access_rule
    assert set(declared["methods"]) == rules()[name].methods()
    assert declared["public"] == rules()[name].public


@WHOLE
@pytest.mark.parametrize("name", rules())
def test_nobody_without_a_session_is_let_in(name, whole, world, browsers):
    rule = rules()[name]
    found = addresses(rule, world.corners)
    for method in ("GET", "POST"):
        answers = {
            scope: comparable(ask(browsers[None], method, found[scope]), found[scope])
            for scope in asked(found, rule.public, whole)
        }
        if rule.public:
            assert {status for status, _, _ in answers.values()} <= {200, 302, 404, 405}
        else:
            assert {(status, heads["Location"]) for status, heads, _ in answers.values()} == {
                (302, "/login/?next=ADDRESS")
            }


@WHOLE
@pytest.mark.parametrize("name", rules())
def test_reading_shows_ones_own_and_nothing_foreign(name, whole, world, browsers):
    rule, before = rules()[name], written_rows()
    found = addresses(rule, world.corners)
    for role in Role:
        scopes = asked(found, role in rule.get, whole, role)
        answers = {scope: ask(browsers[role], "GET", found[scope]) for scope in scopes}
        check(rule, role, "GET", found, answers, {200, 302})
        if role in rule.get:
            partial = ask(browsers[role], "GET", found["own"], HX_Request="true")
            assert leaked(rule, role, partial) == []
            assert closed_links(answers["own"], role) == [], role
    after = written_rows()
    wrote = {table for table in after if after[table] != before.get(table, 0)}
    assert wrote <= MAY_BE_WRITTEN_BY_READING, "a page was read and rows were written"


@pytest.mark.parametrize("name", [name for name, rule in rules().items() if rule.get and not rule.public])
def test_a_foreign_thing_in_the_query_opens_no_side_door(name, world, browsers):
    rule, other = rules()[name], world.corners["other"]
    place, street, case = other.place.pk, other.street.pk, other.case.pk
    notice, document = other.notice.pk, other.extras["document"].pk
    query = f"?street={street}&place={place}&community={place}&case={case}&notice={notice}&document={document}&back=/x/"
    for role in (Role.STREET, Role.SECRETARY):
        answer = ask(browsers[role], "GET", addresses(rule, world.corners)["own"] + query)
        assert answer.status_code in ({200, 302, 400, 404, 409} if role in rule.get else {403, 404})
        assert leaked(rule, role, answer) == []


@WHOLE
@pytest.mark.parametrize("name", rules())
def test_sending_is_refused_where_it_is_not_ones_own(name, whole, world, browsers):
    rule = rules()[name]
    found = addresses(rule, world.corners)
    lines = RecordEntry.objects.count()
    for role in Role:
        scopes = asked(found, role in rule.post, whole, role)
        answers = {scope: ask(browsers[role], "POST", found[scope]) for scope in scopes}
        check(rule, role, "POST", found, answers, {200, 302, 400, 409})
        strangers = {
            scope: answer.lines for scope, answer in answers.items() if not may(rule, role, "POST", scope, found)
        }
        assert set(strangers.values()) <= {lines}, f"{role} wrote to {strangers}"


def leaked(rule, role: Role, answer: HttpResponse) -> list[str]:
    """Foreign words in an answer, and a telephone number where none belongs; names may stand where one is chosen."""
    shown = words(answer)
    assert rule.name == "objection" or worlds.PHONE not in shown
    allowed = worlds.NAMES["sibling"] if role in rule.names else None
    return [word for word in foreign_words(role) if word in shown and word != allowed]


def may(rule, role: Role, method: str, scope: str, found: dict[str, str]) -> bool:
    roles = rule.get if method == "GET" else rule.post
    if role not in roles or scope in ("absent", "crossed", "half_absent"):
        return False
    return rule.public or within(role, scope) or found[scope] == found.get("own")


def check(rule, role: Role, method: str, found: dict, answers: dict, fine: set[int]) -> None:
    """Each answer of one role against the oracle; those outside its place against the answer to the absent one."""
    if method not in rule.methods():
        assert {answer.status_code for answer in answers.values()} == {405}
        return
    absent = comparable(answers["absent"], found["absent"]) if "absent" in answers else None
    for scope, answer in answers.items():
        where = f"{method} {found[scope]} as {role}, {scope}"
        if may(rule, role, method, scope, found):
            assert answer.status_code in fine, where
        elif role not in (rule.get if method == "GET" else rule.post):
            assert answer.status_code in (403, 404), where
        elif rule.args and found[scope] != found["own"]:
            assert answer.status_code == 404, where
            assert comparable(answer, found[scope]) == absent, where
        if not rule.public:
            assert leaked(rule, role, answer) == [], where
    if "crossed" in answers:
        crossed, half = (comparable(answers[key], found[key]) for key in ("crossed", "half_absent"))
        assert crossed == half
