"""Imports and keys go down only: config → mergers → votes | risk → assets | shareholders → communities."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

from tests.house.source import APPS, ROOT, name, python_files, tree

LAYERS = {"communities": 0, "assets": 1, "shareholders": 1, "votes": 2, "risk": 2, "mergers": 3, "config": 4}


def may_use(user: str, used: str) -> bool:
    """Whether one app may know the other: itself, and whatever lies strictly lower."""
    return user == used or LAYERS[used] < LAYERS[user]


def imported_apps(path: Path) -> set[str]:
    """The apps a module imports, by statement or by a dotted string given to import_module."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module.split(".")[0])
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "import_module":
            found |= {each.value.split(".")[0] for each in node.args if isinstance(each, ast.Constant)}
    return found & set(APPS)


def test_import_linter_keeps_all_contracts():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", python_files(), ids=name)
def test_a_module_imports_only_from_lower_apps(path):
    app = path.relative_to(ROOT).parts[0]
    assert {each for each in imported_apps(path) if not may_use(app, each)} == set()


@pytest.mark.parametrize("model", [each for each in apps.get_models() if each._meta.app_label in APPS], ids=str)
def test_a_foreign_key_points_only_to_lower_apps(model):
    """A key written as a string, "mergers.MergerCase", passes every test of imports."""
    keys = [field for field in model._meta.get_fields() if field.is_relation and not field.auto_created]
    targets = {field.name: field.related_model._meta.app_label for field in keys}
    upwards = {key: app for key, app in targets.items() if app in APPS and not may_use(model._meta.app_label, app)}
    assert upwards == {}


@pytest.mark.parametrize("path", python_files("communities/lib"), ids=name)
def test_the_library_knows_no_model(path):
    text = path.read_text(encoding="utf-8")
    assert not any(f"communities.{part}" in text for part in ("models", "services", "views", "access"))


@pytest.mark.parametrize(
    "path", [each for each in python_files() if "rules" in each.parts or each.name == "rules.py"], ids=name
)
def test_a_rule_imports_no_framework(path):
    roots = {
        (node.module if isinstance(node, ast.ImportFrom) else alias.name).split(".")[0]
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if isinstance(node, ast.Import) or node.module
    }
    assert roots & {"django", "celery", "environ"} == set()
