"""Every address of the portal from the resolver, the oracle that says who may open it, and what an answer says."""

import re
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pypdf
from django.db import models
from django.http import HttpResponse
from django.urls import URLPattern, get_resolver, reverse

from communities.access import Role
from tests.house.world import Corner

ORACLE = Path(__file__).with_name("authz.toml")
ABSENT_NUMBER, ABSENT_UUID, ABSENT_TEXT = 987654321, UUID("00000000-0000-4000-8000-000000000000"), "no-such-thing"
ASKED = ("own", "sibling", "other", "elsewhere")
TOKEN = re.compile(rb'(?:"X-CSRFToken": |name="(?:csrfmiddlewaretoken|form_key)" value=)"[^"]*"')


@dataclass(frozen=True)
class Rule:
    """One line of the oracle: what stands in the address, and the roles that may open it or send to it."""

    name: str
    args: dict
    get: frozenset[Role]
    post: frozenset[Role]
    public: bool
    names: frozenset[Role]  # those who are shown the names of the street's other communities there, to choose from

    def methods(self) -> set[str]:
        return {method for method, roles in (("GET", self.get), ("POST", self.post)) if roles}


@cache
def rules() -> dict[str, Rule]:
    oracle = tomllib.loads(ORACLE.read_text(encoding="utf-8"))
    groups = oracle["groups"]

    def roles(names: list[str]) -> frozenset[Role]:
        found: set[Role] = set()
        for name in names:
            found |= roles(groups[name]) if name in groups else {Role(name)}
        return frozenset(found)

    return {
        name: Rule(
            name,
            row.get("args", {}),
            roles(row.get("get", [])),
            roles(row.get("post", [])),
            "public" in row,
            roles(row.get("names", [])),
        )
        for name, row in oracle["urls"].items()
    }


def patterns() -> dict[str, URLPattern]:
    """Every pattern by its name; one without a name, or two of one name, is a fault."""
    found: dict[str, URLPattern] = {}
    for pattern in walk(get_resolver().url_patterns):
        if pattern.name is None or pattern.name in found:
            raise AssertionError(f"an address without a name of its own: {pattern.pattern}")
        found[pattern.name] = pattern
    return found


def walk(entries: list) -> Iterator[URLPattern]:
    for entry in entries:
        if hasattr(entry, "url_patterns"):
            yield from walk(entry.url_patterns)
        else:
            yield entry


def value_of(what: str | int, corner: Corner) -> object:
    """What stands in the address for a thing of the corner; None where the corner has no such thing."""
    if isinstance(what, int):
        return what
    if what.startswith("="):
        return what[1:]
    thing = corner.extras.get(what, getattr(corner, what, None))
    return thing.pk if isinstance(thing, models.Model) else thing


def absent(what: str | int, corner: Corner) -> object:
    """A value of the same form that names nothing."""
    value = value_of(what, corner)
    if isinstance(what, int) or what.startswith("="):
        return value
    return {int: ABSENT_NUMBER, UUID: ABSENT_UUID}.get(type(value), ABSENT_TEXT)


def addresses(rule: Rule, corners: dict[str, Corner]) -> dict[str, str]:
    """The addresses of one pattern: own, the foreign ones, absent, and an own thing with a foreign part in it."""
    own = corners["own"]
    found = {}
    for scope in ASKED:
        values = {key: value_of(what, corners[scope]) for key, what in rule.args.items()}
        if None not in values.values() and reverse(rule.name, kwargs=values) not in found.values():
            found[scope] = reverse(rule.name, kwargs=values)
    things = [key for key, what in rule.args.items() if not isinstance(what, int) and not what.startswith("=")]
    if things:
        found["absent"] = reverse(rule.name, kwargs={key: absent(what, own) for key, what in rule.args.items()})
    if len(things) > 1 and not isinstance(value_of(rule.args[things[0]], own), str):
        own_values = {key: value_of(what, own) for key, what in rule.args.items()}
        part = rule.args[things[1]]
        found["crossed"] = reverse(rule.name, kwargs=own_values | {things[1]: value_of(part, corners["sibling"])})
        found["half_absent"] = reverse(rule.name, kwargs=own_values | {things[1]: absent(part, own)})
    return found


def body(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def words(response: HttpResponse) -> str:
    """All that an answer says to a reader: its page, or the text inside its workbook or paper, and its headers."""
    kind, content = response.headers.get("Content-Type", ""), body(response)
    head = "\n".join(f"{key}: {value}" for key, value in response.headers.items())
    if kind == "application/pdf":
        reader = pypdf.PdfReader(BytesIO(content))
        return head + "".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as parts:
            return head + "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return head + content.decode("utf-8", "replace")


def comparable(response: HttpResponse, address: str) -> tuple:
    """An answer without what may differ of its own accord: tokens, the request's number, the address asked for."""
    content = TOKEN.sub(b"", body(response)).replace(response.headers.get("X-Request-Id", "-").encode(), b"")
    kept = ("Content-Type", "Location", "Allow")
    heads = {key: response.headers.get(key, "") for key in kept}
    if address != "/":
        heads = {key: value.replace(address, "ADDRESS") for key, value in heads.items()}
        content = content.replace(address.encode(), b"ADDRESS")
    return response.status_code, heads, content
