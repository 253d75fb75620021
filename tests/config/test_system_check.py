"""A missing system library is named with the line that installs it."""

import pytest

from config import system_check


def only(*present):
    return lambda names: any(name.startswith(present) for name in names) if present else False


@pytest.fixture(autouse=True)
def on_debian(monkeypatch):
    monkeypatch.setattr(system_check.sys, "platform", "linux")


def test_without_pango_no_pdf_can_be_made_and_the_line_is_named(monkeypatch):
    monkeypatch.setattr(system_check, "_loads", only())
    (error,) = system_check.look().errors
    assert error.startswith("缺少系统库 Pango、PangoFT2")
    assert "apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in error


def test_without_the_subset_library_it_is_only_slow(monkeypatch):
    monkeypatch.setattr(system_check, "_loads", only("libpango"))
    found = system_check.look()
    assert found.errors == ()
    assert "35 倍" in found.warnings[0]
    assert "libharfbuzz-subset0" in found.warnings[0]


def test_with_everything_there_is_nothing_to_say(monkeypatch):
    monkeypatch.setattr(system_check, "_loads", only("lib"))
    assert system_check.look() == system_check.Findings()


def test_a_library_that_exists_nowhere_does_not_load():
    assert not system_check._loads(("libno-such-library.so.0",))
