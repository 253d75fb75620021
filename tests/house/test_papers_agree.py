"""What the papers tell a newcomer to type is what CI runs."""

import re
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def commands_of_readme() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", (PROJECT / "README.md").read_text(), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("python3 -m venv")]


def test_the_readme_has_two_commands_that_stand_alone():
    demo, tests = commands_of_readme()
    assert demo.endswith("&& .venv/bin/python manage.py demo")
    assert tests.endswith("&& .venv/bin/pytest")


def test_ci_ends_with_exactly_the_readmes_second_command():
    last_line = (PROJECT / ".ci/run").read_text().rstrip().splitlines()[-1]
    assert last_line == commands_of_readme()[1]
