"""Whatever is typed, nothing falls over: nasty text in every field of every form and in every query string.

The forms are those that the pages really show: each page is read as somebody who may open it, and each form on it is
sent with every field set to the same nasty text; then the page is asked with it in the query string. An answer may
refuse; it may not fail, and a script comes back only as text.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from django.db import transaction

from communities.access import Role
from tests.house.addresses import addresses, body, rules

SCRIPT = "<script>alert(1)</script>"
NASTY = {
    "nul": "\x00",
    "surrogate": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "right-to-left": "\u202eabc\u202c",
    "joined emoji": "👩‍👩‍👧‍👦" * 9,
    "template": "{{7*7}}{% debug %}",
    "script": SCRIPT,
    "sql": "' OR 1=1 --",
    "year 0": "0000-01-01",
    "year 9999": "9999-12-31",
    "minus nought": "-0",
    "overflow": "1e999",
    "not a number": "NaN",
    "far too large": "9" * 40,
    "superscript": "²",
    "formula": "=HYPERLINK(1)",
    "empty": "",
}
LONG = "长" * 300_000
# Parameters that lists and drill-downs read, on top of those their forms show.
PARAMETERS = ("q", "page", "week", "street", "community", "case", "year", "group", "from", "to", "against", "next")
SENT = [NASTY[name] for name in ("nul", "surrogate", "script", "year 9999", "overflow", "far too large", "empty")]
UNTOUCHED = {"csrfmiddlewaretoken"}


@dataclass
class Form:
    """A form as a page shows it: where it leads, and its fields by name."""

    action: str
    method: str
    names: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.found = address, []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "form":
            self.found.append(Form(given.get("action") or self.address, (given.get("method") or "get").lower()))
        elif tag in {"input", "select", "textarea"} and self.found and given.get("name"):
            self.found[-1].names.append(given["name"])


def forms_of(address: str, page: str) -> list[Form]:
    reader = Forms(address)
    reader.feed(page)
    return [form for form in reader.found if set(form.names) - UNTOUCHED]


def opener(rule) -> Role:
    """Somebody who may both open and send, if anybody may."""
    return next(role for role in Role if role in (rule.get & rule.post or rule.get))


PAGES = [name for name, rule in rules().items() if rule.get and name != "blank_form"]


@pytest.mark.parametrize("name", PAGES)
def test_nasty_text_in_any_field_is_answered(name, world, browsers):
    rule = rules()[name]
    browser, address = browsers[opener(rule)], addresses(rule, world.corners)["own"]
    page = ask(browser, "get", address, {})
    forms = forms_of(address, page.read) if "html" in page["Content-Type"] else []
    for form in [each for each in forms if each.method == "post"]:
        for text in [*SENT, LONG]:
            answer = ask(browser, "post", form.action, dict.fromkeys(set(form.names) - UNTOUCHED, text))
            assert answer.status_code < 500, (form.action, text[:20])
            assert SCRIPT not in answer.read, form.action


@pytest.mark.parametrize("texts", [SENT, pytest.param([*NASTY.values()], marks=pytest.mark.long)], ids=["", "whole"])
@pytest.mark.parametrize("name", PAGES)
def test_nasty_text_in_the_query_is_answered(name, texts, world, browsers):
    rule = rules()[name]
    browser, address = browsers[opener(rule)], addresses(rule, world.corners)["own"]
    page = ask(browser, "get", address, {})
    forms = forms_of(address, page.read) if "html" in page["Content-Type"] else []
    names = {name for form in forms if form.method == "get" for name in form.names} | set(PARAMETERS)
    for text in texts:
        answer = ask(browser, "get", address, dict.fromkeys(names, text))
        assert answer.status_code < 500, (address, text)
        if "html" in answer["Content-Type"]:
            assert SCRIPT not in answer.read, address
        if "GET" not in vars(answer.wsgi_request):  # Django reads the query when somebody asks for it: nobody did
            break


@pytest.mark.parametrize("path", ["/%00/", "/cases/%00/", "/ledgers/%00/", "/public/notices/%00/", "/records/a/%00/"])
def test_a_nul_in_an_address_is_not_found(path, browsers):
    assert browsers[Role.OFFICE].get(path).status_code == 404


def test_a_long_number_in_an_address_is_not_found(browsers):
    assert browsers[Role.OFFICE].get(f"/cases/{'9' * 40}/").status_code == 404


def ask(browser, method: str, address: str, data: dict):
    """The answer, read to its end; what it wrote is taken back."""
    cookies = browser.cookies.copy()
    with transaction.atomic():
        if method == "get":
            query = "&".join(f"{quote(key)}={quote(value)}" for key, value in data.items())
            answer = browser.get(f"{address}?{query}" if query else address)
        else:
            answer = browser.post(address, data)
        answer.read = body(answer).decode("utf-8", "replace")
        transaction.set_rollback(True)
    browser.cookies = cookies
    return answer
