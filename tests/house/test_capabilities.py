"""docs/capabilities.md: for each capability where it is on screen and which test proves it; the tests exist."""

import ast
import re

from tests.house.source import ROOT, tree

PAGE = ROOT / "docs/capabilities.md"
NUMBERS = re.findall(
    r"\w+",
    """
    R1 R2 R6 R7 R10 R11 R12 R14 R15 R16 R17 R18 R24 R27 R28 R29 R43 R44 R45 R46 R47 R59 A1 A2 A3 A4 A5 A7 A8 A9 A10
    A11 B13 B14 B16 B17 B19 B21 B22 B24 B25 B26 B28 B29 B30 B31 B32 B40 B41 B42 B43 B44 N50 N53 N54 N56 N59 N60 N61
    N62 N63 N64 N70 N71 N72 N73 N74 N83 N84 N85 N88 N90 N91 N93 R25 R26 R71 R72 B38 B39 N81 N82 N96 R21 R69 R74
    """,
)
ROW = re.compile(r"^\|\s*(?:\*\*)?([RABN]\d+)(?:\*\*)?\s*\|(.*)\|\s*$", re.MULTILINE)
TEST = re.compile(r"(tests/[\w/]+\.py)::(test_\w+)")


def rows() -> dict[str, str]:
    return dict(ROW.findall(PAGE.read_text(encoding="utf-8")))


def test_every_number_has_its_row():
    assert [number for number in NUMBERS if number not in rows()] == []


def test_every_row_names_a_place_on_screen_and_a_test():
    bare = [number for number, text in rows().items() if not TEST.search(text) or text.count("|") < 2]
    assert bare == []


def test_every_test_named_there_exists():
    named = {pair for text in rows().values() for pair in TEST.findall(text)}
    missing = [f"{path}::{test}" for path, test in sorted(named) if not defined(path, test)]
    assert missing == []


def defined(path: str, test: str) -> bool:
    file = ROOT / path
    return file.is_file() and any(
        isinstance(node, ast.FunctionDef) and node.name == test for node in ast.walk(tree(file))
    )
