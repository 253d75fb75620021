"""Whatever is sent to whichever address, by whoever may send there: it is answered, run by nobody, kept as it was sent.

Wider than the forms that pages show: every address that accepts POST is sent every field that any form of the portal
knows, and fields that none knows. And where a form can be carried out, what is then stored is what was typed.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cache

import pytest
from django import forms as django_forms
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import reverse

from communities.access import Role
from communities.lib import clock
from mergers.case_acts import ACTS as CASE_ACTS
from mergers.rules.transitions import MOVE_LABELS
from tests.house.addresses import addresses, body, rules, value_of
from tests.house.filling import Form, forms_of
from tests.house.test_nasty_input import LONG, NASTY, SCRIPT

# Words that a template, a shell, a database or a browser would each do something of its own with. The mark holds what
# no sealed text can: base64 has no "~".
MARK = "Z~q7"
ODD = MARK + "\u202eא\u202c👩‍👩‍👧<b>{{1234567*7}}{% debug %}' OR 1=1--\"&amp;$(id)"
COMPUTED = "8641969"
UNKNOWN = {"is_superuser": "1", "id": "1", "pk": "1", "by": "1", "status": "done", "role": "office", "__proto__": "x"}
SENT = {"script": SCRIPT + "{{1234567*7}}", "nul": NASTY["nul"], "far too large": NASTY["far too large"]}
ALL = NASTY | {"script": SENT["script"], "long": LONG, "odd": ODD}
# Where an address names an act, every act there is.
ACTS = {
    "case_act": {"act": list(CASE_ACTS)},
    "step_move": {"move": list(MOVE_LABELS)},
    "step_facts": {"step": list(range(1, 17))},
    "decision_item_act": {"act": ["report", "move", "close"]},
    "meeting_act": {"act": ["close", "cancel"]},
    "issue_act": {"act": ["assign", "receive", "answer", "move-up", "close"]},
}
POSTED = [name for name, rule in rules().items() if rule.post]
PAGES = [name for name, rule in rules().items() if rule.get and not rule.public and name != "blank_form"]
# Columns made from what was typed: they are read by the search, not by people.
DERIVED = {("communities_place", "pinyin"), ("assets_contract", "subject_key")}


def known_fields() -> set[str]:
    """The name of every field of every form of the portal."""
    found, left = set(), [django_forms.BaseForm]
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        found |= set(getattr(kind, "base_fields", {}))
    return found - {"form_key"}


def own_addresses(name: str, corner) -> Iterator[str]:
    rule = rules()[name]
    yield addresses(rule, {"own": corner, **dict.fromkeys(("sibling", "other", "elsewhere"), corner)})["own"]
    for key, values in ACTS.get(name, {}).items():
        given = {each: value_of(what, corner) for each, what in rule.args.items()}
        yield from (reverse(name, kwargs=given | {key: value}) for value in values)


def harmless(answer, where: str) -> None:
    """No failure, no script as markup, no template's sum worked out."""
    assert answer.status_code < 500, where
    assert SCRIPT not in answer.read, where
    assert COMPUTED not in answer.read, where


def send(browser, address: str, data: dict) -> HttpResponse:
    """The answer, read to its end, with the marked texts it stored; what it wrote is taken back."""
    cookies, before = browser.cookies.copy(), written()
    with transaction.atomic():
        answer = browser.post(address, data)
        answer.read = body(answer).decode("utf-8", "replace")
        tables = {table for table, rows in written().items() if rows != before.get(table)}
        answer.kept = list(marked(tables)) if answer.status_code == 302 else []
        transaction.set_rollback(True)
    browser.cookies = cookies
    return answer


def written() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd FROM pg_stat_xact_user_tables")
        return dict(cursor.fetchall())


@cache
def columns() -> dict[str, list[str]]:
    """The columns that hold text, by table."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND data_type IN ('text', 'character varying', 'jsonb')"
        )
        for table, column in cursor.fetchall():
            found.setdefault(table, []).append(column)
    return found


def marked(tables: set[str]) -> Iterator[tuple[str, str, str]]:
    """(table, column, text) of every text with the mark in these tables."""
    for table in sorted(tables):
        for name in columns().get(table, ()):
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT "{name}" FROM "{table}" WHERE "{name}"::text LIKE %s', [f"%{MARK}%"])
                for (value,) in cursor.fetchall():
                    yield from ((table, name, each) for each in leaves(value) if MARK in each)


def leaves(value: object) -> Iterator[str]:
    """The texts inside a stored value: those of a JSON value, else the value itself."""
    if isinstance(value, str) and value[:1] in "[{":
        with suppress(ValueError):
            value = json.loads(value)
    left = [value]
    while left:
        each = left.pop()
        if isinstance(each, dict):
            left += each.values()
        elif isinstance(each, list):
            left += each
        else:
            yield str(each)


def blind(name: str, role: Role, texts: dict[str, str], world, browsers) -> None:
    """Every known and some unknown fields with the same text, at every act of the address."""
    fields = known_fields() | set(UNKNOWN)
    for nth, address in enumerate(own_addresses(name, world.corners["own"])):
        for label, text in list(texts.items())[: None if texts is ALL or not nth else 1]:
            harmless(send(browsers[role], address, dict.fromkeys(fields, text)), f"{address} {role} {label}")


@pytest.mark.parametrize("name", POSTED)
def test_every_address_answers_whatever_is_sent(name, world, browsers):
    """By one of those who may send there; the others are asked in the longer run."""
    role = next(role for role in Role if role in rules()[name].post)
    blind(name, role, SENT, world, browsers)


@pytest.mark.long
@pytest.mark.parametrize("name", POSTED)
def test_every_address_answers_whatever_is_sent_by_whomever(name, world, browsers):
    for role in rules()[name].post:
        blind(name, role, ALL, world, browsers)


def shown_forms(name: str, role: Role, world, browsers) -> list[Form]:
    """The forms that the page shows this person."""
    found = []
    for address in own_addresses(name, world.corners["own"]):
        page = browsers[role].get(address)
        text = body(page).decode("utf-8", "replace")
        if page.status_code == 200 and "html" in page["Content-Type"]:
            found += [form for form in forms_of(address, text) if form.method == "post"]
    return found


def whole(sent: str, stored: str) -> bool:
    """Whether a stored text holds what was sent, or quotes its beginning and says so by an ellipsis."""
    return sent in stored or sent[: stored.find("…", stored.index(MARK)) - stored.index(MARK)] + "…" in stored


def type_into(form: Form, texts: list[str], browser) -> int:
    """Send the form with each text in each of its fields of words, the rest filled in; how often it was carried out."""
    carried, given = 0, form.filled(clock.today()) | {key: UNKNOWN[key] for key in set(UNKNOWN) - set(form.fields)}
    for each in [each for each in form.fields.values() if each.typed]:
        for text in texts:
            sent = text[: each.most or None]  # as a browser would let it in
            answer = send(browser, form.action, {**given, each.name: sent})
            harmless(answer, f"{form.action} {each.name}")
            altered = [row for row in answer.kept if row[:2] not in DERIVED and not whole(sent.strip(), row[2])]
            assert altered == [], f"{form.action} {each.name}"
            carried += answer.status_code == 302
    return carried


@pytest.mark.parametrize("name", PAGES)
def test_what_is_typed_is_kept_as_it_was_typed_or_refused(name, world, browsers):
    for role in [role for role in (Role.SECRETARY, Role.OFFICE) if role in rules()[name].get]:
        for form in shown_forms(name, role, world, browsers):
            type_into(form, [ODD], browsers[role])


def test_most_forms_can_be_filled_in_so(world, browsers):
    """Else the test above would prove nothing: these pages carry out what is typed into them."""
    for name in ("case", "case_parts", "issue_new", "boards", "objection_new", "notice_edit", "step"):
        forms = shown_forms(name, Role.SECRETARY, world, browsers)
        assert any(type_into(form, [ODD], browsers[Role.SECRETARY]) for form in forms), name


@pytest.mark.long
@pytest.mark.parametrize("name", PAGES)
def test_every_nasty_text_in_every_field_of_everybodys_forms(name, world, browsers):
    for role in rules()[name].get:
        for form in shown_forms(name, role, world, browsers):
            type_into(form, list(ALL.values()), browsers[role])
