"""Which function of the services calls which, read from the source: by module and name, not by name alone."""

import ast
from functools import cache
from pathlib import Path

from tests.house.source import ROOT, python_files, tree

Function = tuple[str, str]  # dotted module, name


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SERVICES = [path for path in python_files() if "services" in path.parts or path.name == "services.py"]
MODULES = {dotted(path): path for path in python_files()}


@cache
def imports(module: str) -> dict[str, tuple[str, str]]:
    """The names a module imports: name → (module, what); what is empty where the name is a module itself."""
    path, found = MODULES[module], {}
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.ImportFrom):
            continue
        above = package.split(".")[: len(package.split(".")) - max(node.level - 1, 0)] if node.level else []
        source = ".".join([*above, *([node.module] if node.module else [])])
        for alias in node.names:
            whole = f"{source}.{alias.name}"
            found[alias.asname or alias.name] = (whole, "") if whole in MODULES else (source, alias.name)
    return found


def defined(module: str, name: str) -> Function:
    """Where a function really stands, through the packages that pass it on."""
    while module in MODULES and name in imports(module) and imports(module)[name][1]:
        module, name = imports(module)[name]
    return module, name


def called(module: str, function: ast.AST) -> set[Function]:
    """What a function calls: by its own name, by an imported name, or through an imported module."""
    found = set()
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Name(id=name)):
                found.add(defined(module, name))
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name)):
                source = imports(module).get(owner)
                found.add(defined(source[0], name) if source and not source[1] else (module, f"{owner}.{name}"))
            case ast.Name(id=name) if name in imports(module) and isinstance(node.ctx, ast.Load):
                found.add(defined(module, name))  # handed on, to be called there
    return found


@cache
def graph() -> dict[Function, set[Function]]:
    """Every function of the services, methods by their own name, with what it calls."""
    edges: dict[Function, set[Function]] = {}
    for path in SERVICES:
        module = dotted(path)
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                edges.setdefault((module, node.name), set()).update(called(module, node))
    return edges


@cache
def reaching(goal: Function) -> frozenset[Function]:
    """The functions from which a call of `goal` is reached."""
    found, size = {goal}, 0
    while size != len(found):
        size = len(found)
        found |= {caller for caller, targets in graph().items() if targets & found}
    return frozenset(found)


def callers(function: Function) -> set[Function]:
    return {caller for caller, targets in graph().items() if function in targets and caller != function}


def under(function: Function, good: set[Function] | frozenset[Function]) -> bool:
    """Whether a function is one of the good, or is called from services by such alone."""
    waiting, seen = [function], set()
    while waiting:
        each = waiting.pop()
        if each in good or each in seen:
            continue
        seen.add(each)
        if not callers(each):
            return False
        waiting += callers(each)
    return True
