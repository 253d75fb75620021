"""Beauty is lost in the tail: a module ends at 300 lines, a function at 40, a view at 25.

A module of tests may run to 400: its tables of cases are read across, not followed.
"""

import ast

import pytest

from tests.house.source import APPS, functions, lines_of, name, python_files

MODULE, TABLES, FUNCTION, VIEW = 300, 400, 40, 25


@pytest.mark.parametrize("path", python_files(*APPS, "tests"), ids=name)
def test_a_module_ends_at_its_ceiling(path):
    ceiling = TABLES if path.name.startswith("test_") else MODULE
    assert len(path.read_text(encoding="utf-8").splitlines()) <= ceiling


@pytest.mark.parametrize("path", python_files(*APPS, "tests"), ids=name)
def test_a_function_ends_at_its_ceiling(path):
    assert {node.name: lines_of(node) for node in functions(path) if lines_of(node) > FUNCTION} == {}


@pytest.mark.parametrize("path", [each for each in python_files() if "views" in each.parts], ids=name)
def test_a_view_fits_a_glance(path):
    views = [node for node in functions(path) if {"page", "public_page"} & decorators(node)]
    assert {node.name: lines_of(node) for node in views if lines_of(node) > VIEW} == {}


def decorators(node: ast.FunctionDef) -> set[str]:
    calls = [each.func if isinstance(each, ast.Call) else each for each in node.decorator_list]
    return {getattr(each, "attr", getattr(each, "id", "")) for each in calls}
