"""A link or form that a page shows is open to who reads the page: no official is led to what turns them away."""

import re
from html import unescape

import pytest
from django.http import HttpResponse
from django.urls import Resolver404, resolve

from communities.access import GRANTS, Role
from tests.house.addresses import addresses, body, rules

LINK = re.compile(r'<a\b[^>]*?\shref="(/[^"#]*)')
FORM, ACTION = re.compile(r"<form\b[^>]*>"), re.compile(r'\saction="(/[^"#]*)')
PAGES = [name for name, rule in rules().items() if rule.get]


def links(answer) -> set[str]:
    """The addresses within the portal that a page leads to."""
    if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
        return set()
    return {unescape(link) for link in LINK.findall(body(answer).decode())}


def sent_to(answer) -> set[str]:
    """Where the forms of a page are sent: to the page itself without an address, by a script with an empty one."""
    if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
        return set()
    here = answer.wsgi_request.path
    posted = [
        each for each in FORM.findall(body(answer).decode()) if 'method="post"' in each and 'action=""' not in each
    ]
    return {unescape((ACTION.search(form) or [here, here])[1]) for form in posted}


def closed_links(answer, role: Role) -> list[str]:
    """What a page leads to, or lets one send, and the role has no verb for."""
    closed = {link for link in links(answer) if is_closed(link, role)}
    return sorted(closed | {f"POST {address}" for address in sent_to(answer) if is_closed(address, role, "POST")})


def is_closed(link: str, role: Role, method: str = "GET") -> bool:
    """Whether there is no page, or the role has no verb that opens it."""
    try:
        rule = resolve(link.split("?")[0]).func.access_rule
    except Resolver404:
        return True
    return method not in rule["methods"] or bool(rule["verbs"] and not GRANTS[role].intersection(rule["verbs"]))


def open_up(browser, link: str) -> HttpResponse:
    """The answer, read to its end, with what it leads to."""
    answer = browser.get(link)
    answer.links = links(answer)
    body(answer)
    return answer


@pytest.fixture(scope="module")
def followed() -> set[tuple[Role, str]]:
    return set()


@pytest.mark.long
@pytest.mark.parametrize("name", PAGES)
def test_every_link_of_a_page_opens_for_its_reader(name, world, browsers, followed):
    rule = rules()[name]
    for role in sorted(rule.get):
        found = open_up(browsers[role], addresses(rule, world.corners)["own"]).links
        left = {(role, link) for link in found} - followed
        followed |= left
        refused = {link for _, link in left if open_up(browsers[role], link).status_code >= 400}
        assert refused == set(), role
