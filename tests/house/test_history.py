"""The repository speaks of the project alone, holds what it may hold, and its migrations say what the models say."""

import re
import subprocess
from io import StringIO

import pytest
from django.core.management import call_command

from tests.house.source import ROOT

TOP = {
    "manage.py", "pyproject.toml", "config", "communities", "mergers", "assets", "shareholders", "votes", "risk",
    "templates", "static", "tests", "docs", "README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md",
    "requirements.txt", "requirements.in", "requirements-test.txt", "requirements-test.in",
}  # fmt: skip
BINARY = {".png", ".jpg", ".ttf", ".otf", ".woff2", ".pdf", ".xlsx", ".ico", ".gz"}
# Addresses of package indexes and words of how the work was organised; spelled so that this file passes itself.
FOREIGN = re.compile(
    "|".join([
        r"https?://[^\s\"']*(?:" + "p" r"ypi|simple/)", "extra-" "index-url", "work/" "shared", "issue #" r"\d",
        r"\bchat" "gpt", r"\bclau" "de", r"\bllm" r"\b", "co-authored" "-by", r"\bTO" r"DO\b", r"\bFIX" r"ME\b",
    ]),
    re.IGNORECASE,
)  # fmt: skip
SECRETS = re.compile("-----BEGIN [A-Z ]*PRIVATE " + "KEY-----|AKIA[0-9A-Z]{16}|SECRET_KEY=['\"]?[A-Za-z0-9_-]{20,}")


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [each for each in listed.stdout.split("\0") if each and (ROOT / each).is_file()]


def texts() -> dict[str, str]:
    wanted = [each for each in tracked() if (ROOT / each).suffix not in BINARY]
    return {each: (ROOT / each).read_text(encoding="utf-8", errors="replace") for each in wanted}


def test_the_top_level_is_fixed():
    found = {each.split("/")[0] for each in tracked()}
    assert {each for each in found if not each.startswith(".")} <= TOP


def test_nothing_tells_of_how_the_work_was_organised():
    hits = {each: FOREIGN.findall(text) for each, text in texts().items()}
    assert {each: found for each, found in hits.items() if found} == {}


def test_no_secret_lies_in_the_tree():
    assert [each for each, text in texts().items() if SECRETS.search(text)] == []


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say():
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out)
    except SystemExit:
        pytest.fail(out.getvalue())
