"""Only services write; who writes is named; what is written is recorded; the clock is one."""

import ast
from pathlib import Path

import pytest

from tests.house.calls import SERVICES, Function, dotted, reaching, under
from tests.house.source import APPS, ROOT, functions, name, python_files, tree

WRITES = {
    "save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "aupdate", "asave",
}  # fmt: skip
READERS = {"filter", "exclude", "all", "objects", "_base_manager", "_default_manager", "select_for_update"}
# Writers outside `services`, each with the reason it may.
MAY_WRITE = {
    "communities/lib/": "knows no model of the village: files, workbooks, digests; sealed values under a new key",
    "config/bench/": "fills databases of its own by the ten thousand, for measuring",
    "config/demo/": "lays down the invented district's places as a register would; all else through services",
    "communities/management/": "reads and calls services",
}
# Services that write without a person, or without a line of their own in the record book, each with the reason.
NO_PERSON = {
    "jobs": "the machinery of work, no fact of the village; a person's restart is recorded",
    "messages": "a message tells of a write that is recorded where it happens",
    "numbering": "part of the write that asks for the number",
    "once": "part of the write it makes unrepeatable",
    "recording": "the record book itself",
    "checks": "the system's own nightly look",
    "tries": "a count of visits from outside, thrown away after two days",
}
FORBIDDEN_CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("timezone", "now"),
    ("timezone", "localtime"), ("timezone", "localdate"), ("time", "time"),
}  # fmt: skip


def chain(node: ast.AST) -> set[str]:
    """The names along a receiver: Job.objects.filter(…) gives Job, objects, filter."""
    return {getattr(each, "attr", getattr(each, "id", "")) for each in ast.walk(node)}


def writes(node: ast.AST) -> list[ast.Call]:
    """Calls that change a row. `.update(…)` counts on a QuerySet only: dictionaries and digests have one too."""
    calls = [each for each in ast.walk(node) if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute)]
    return [
        call
        for call in calls
        if call.func.attr in WRITES or (call.func.attr == "update" and chain(call.func.value) & READERS)
    ]


@pytest.mark.parametrize("path", [each for each in python_files() if each not in SERVICES], ids=name)
def test_only_services_write(path):
    if name(path).startswith(tuple(MAY_WRITE)):
        return
    assert [f"{call.lineno}: {ast.unparse(call.func)}" for call in writes(tree(path))] == []


def public_writers(path: Path) -> list[ast.FunctionDef]:
    """Functions at the top of a module, open to callers, that change rows themselves."""
    top = [node for node in tree(path).body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    return [node for node in top if writes(node)]


def in_transaction() -> set[Function]:
    """The functions that open a transaction, by decorator or block."""
    return {
        (dotted(path), node.name)
        for path in SERVICES
        for node in functions(path)
        if any(isinstance(each, ast.Attribute) and each.attr == "atomic" for each in ast.walk(node))
    }


WRITERS = [
    pytest.param((dotted(path), node.name), id=f"{name(path)}:{node.name}")
    for path in SERVICES
    for node in public_writers(path)
    if path.stem not in NO_PERSON
]


@pytest.mark.parametrize("function", WRITERS)
def test_a_service_that_writes_reaches_the_record_book(function):
    """Itself, or as a part of services that all do."""
    assert under(function, reaching(("communities.services.recording", "record")))


@pytest.mark.parametrize("function", WRITERS)
def test_a_service_that_writes_stands_in_a_transaction(function):
    assert under(function, in_transaction())


@pytest.mark.parametrize("path", SERVICES, ids=name)
def test_who_writes_is_named_in_full(path):
    """`by` of a service that writes is never positional: a call site must say by=."""
    recording = reaching(("communities.services.recording", "record"))
    positional = [
        node.name
        for node in functions(path)
        if "by" in {each.arg for each in node.args.args}
        and not node.name.startswith("_")
        and (writes(node) or (dotted(path), node.name) in recording)
    ]
    assert positional == []


@pytest.mark.parametrize("path", python_files(*APPS), ids=name)
def test_time_comes_from_the_one_clock(path):
    if path == ROOT / "communities/lib/clock.py":
        return
    asked = {
        (call.func.value.id, call.func.attr): call.lineno
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
    }
    assert {where: line for where, line in asked.items() if where in FORBIDDEN_CLOCKS} == {}


def test_every_exception_is_still_needed():
    modules = [name(path) for path in python_files()]
    assert [each for each in MAY_WRITE if not any(module.startswith(each) for module in modules)] == []
    assert set(NO_PERSON) <= {path.stem for path in SERVICES}
