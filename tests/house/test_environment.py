"""The example environment lists exactly what the settings read."""

import re

from config.settings import BASE_DIR, env


def test_the_example_names_every_setting_of_the_table_and_no_other_in_its_order():
    example = re.findall(r"^([A-Z_]+)=", (BASE_DIR / ".env.example").read_text(), re.MULTILINE)
    assert example == list(env.scheme)


def test_the_example_holds_no_secret():
    lines = (BASE_DIR / ".env.example").read_text().splitlines()
    assert "SECRET_KEY=" in lines
    assert all("PASSWORD@" in line for line in lines if "://" in line and "@" in line)
