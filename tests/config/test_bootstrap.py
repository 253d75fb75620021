"""Which command gets which mode, which servers and which database role."""

import os
import tempfile
from pathlib import Path
from unittest import mock

import psycopg
import pytest

from config import bootstrap, embedded
from config.bootstrap import servers_for

NAMES = ("PORTAL_MODE", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "KEY_DIR")


@pytest.fixture(autouse=True)
def clone(monkeypatch):
    """A fresh clone on a machine where nothing is configured; its data folder."""
    folder = Path(tempfile.mkdtemp(prefix="portal-bootstrap-"))
    folder.chmod(0o711)
    monkeypatch.setattr(bootstrap, "PROJECT", folder)
    monkeypatch.setattr(bootstrap, "DATA_DIR", folder / ".data")
    with mock.patch.dict(os.environ):
        for name in NAMES:
            os.environ.pop(name, None)
        yield folder / ".data"
    embedded.remove(folder / ".data")
    folder.rmdir()


def role_of(url: str) -> str:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT current_user").fetchone()[0]


def test_a_command_gets_servers_as_the_web_role_and_they_stop_with_it(clone):
    with servers_for(["showmigrations"]):
        assert os.environ["PORTAL_MODE"] == "demo"
        assert role_of(os.environ["DATABASE_URL"]) == "portal_app"
        assert role_of(os.environ["DATABASE_OWNER_URL"]) == "portal_owner"
        assert os.environ["REDIS_URL"].startswith("redis://:")
        assert len(os.environ["SECRET_KEY"]) >= 50
        assert embedded.running(clone)
    assert not embedded.running(clone)


def test_migrations_run_as_the_owner(clone):
    with servers_for(["migrate"]):
        assert role_of(os.environ["DATABASE_URL"]) == "portal_owner"


def test_a_command_beside_a_running_demo_uses_and_keeps_its_servers(clone):
    with embedded.start(clone, disposable=True, say=lambda text: None) as demo:
        with servers_for(["showmigrations"]):
            assert os.environ["DATABASE_URL"] == demo.database_url
        assert embedded.running(clone)


@pytest.mark.parametrize("arguments", [[], ["--help"], ["demo", "--help"], ["check"], ["collectstatic", "--noinput"]])
def test_what_needs_no_database_starts_none(clone, arguments):
    with servers_for(arguments):
        assert not clone.exists()
        assert "DATABASE_URL" not in os.environ


@pytest.mark.parametrize("configured", [{"PORTAL_MODE": "production"}, {"DATABASE_URL": "postgres://elsewhere/portal"}])
def test_a_configured_machine_is_never_given_an_embedded_database(clone, configured):
    os.environ.update(configured)
    with servers_for(["showmigrations"]):
        assert not clone.exists()
        assert {name: os.environ[name] for name in NAMES if name in os.environ} == configured


def test_a_demo_on_servers_of_ones_own_still_gets_its_keys(clone):
    os.environ.update(PORTAL_MODE="demo", DATABASE_URL="postgres://elsewhere/portal", REDIS_URL="redis://elsewhere")
    with servers_for(["showmigrations"]):
        assert (Path(os.environ["KEY_DIR"]) / "record.key").exists()
        assert os.environ["DATABASE_URL"] == "postgres://elsewhere/portal"
        assert not embedded.running(clone)


def test_a_server_that_cannot_start_is_told_in_one_sentence(clone, monkeypatch):
    monkeypatch.setattr(embedded, "start", _refuse)
    with pytest.raises(SystemExit, match="内置数据库无法启动：端口都被占用"), servers_for(["showmigrations"]):
        pytest.fail("the command must not run")


def _refuse(*_args, **_kwargs):
    raise RuntimeError("端口都被占用")
