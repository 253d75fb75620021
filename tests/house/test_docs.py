"""The papers keep up with the code: links lead somewhere, commands exist, words are explained."""

import re

import pytest
from django.core.management import get_commands

from communities.access import Role
from mergers.models import StepFiling
from mergers.rules.lights import LIGHT_LABELS
from tests.house.source import APPS, ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_link_within_the_papers_leads_to_a_file(page):
    links = [each for each in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in each]
    assert [each for each in links if not (page.parent / each).exists()] == []


def test_the_operations_page_names_every_command_of_the_portal():
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    own = {command for command, app in get_commands().items() if str(app).split(".")[0] in APPS}
    assert {command for command in own if command not in text} == set()


def test_the_glossary_has_every_role_state_and_light():
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    words = [*Role.labels, *StepFiling.Status.labels, *LIGHT_LABELS.values()]
    assert [word for word in words if word not in text] == []


def test_a_decision_record_is_short():
    for page in (ROOT / "docs/decisions").glob("*.md"):
        assert len(page.read_text(encoding="utf-8").split()) <= 320, page.name
