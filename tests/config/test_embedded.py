"""The servers of the demo: started twice, left behind, asked to stop, out of reach."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from config import embedded
from config.embedded.daemon import has_ended
from config.embedded.home import outside_folder

PROJECT = Path(__file__).parents[2]
HOLDER = """
import pathlib, signal, sys, time
from config import embedded
signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background inherits them ignored
signal.signal(signal.SIGHUP, signal.SIG_DFL)
with embedded.start(pathlib.Path(sys.argv[1]), disposable=True):
    print("started", flush=True)
    time.sleep(60)
"""


def quiet(_text: str) -> None:
    """The tests need no progress."""


def new_folder() -> Path:
    """A folder the servers' account can pass through; pytest's own temporary folders are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="portal-embedded-"))
    folder.chmod(0o711)
    return folder


@pytest.fixture
def data_dir():
    """A folder for a test that starts and stops."""
    folder = new_folder()
    yield folder
    if embedded.running(folder):  # a test failed half-way
        embedded.start(folder, disposable=True, say=quiet).stop()
    embedded.remove(folder)


@pytest.fixture(scope="module")
def servers():
    """As the demo runs them; for the tests that only look."""
    folder = new_folder()
    with embedded.start(folder, say=quiet) as started:
        yield started
    embedded.remove(folder)


def pids(folder: Path) -> list[int]:
    run = json.loads((folder / "run.json").read_text())
    return [run["postgres"]["pid"], run["valkey"]["pid"]]


def alive(process_ids: list[int]) -> list[int]:
    return [pid for pid in process_ids if not has_ended(pid)]


def ended(process_ids: list[int], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while alive(process_ids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def hold_in_another_process(folder: Path) -> subprocess.Popen:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert holder.stdout.readline() == "started\n"
    return holder


def finish(holder: subprocess.Popen) -> None:
    holder.wait(30)
    holder.stdout.close()


def test_a_second_start_finds_the_data_of_the_first(data_dir):
    with embedded.start(data_dir, disposable=True, say=quiet) as servers:
        with psycopg.connect(servers.database_owner_url) as connection:
            connection.execute("CREATE TABLE kept (word text)")
            connection.execute("INSERT INTO kept VALUES ('石臼街道')")
        redis.Redis.from_url(servers.redis_url).set("kept", "yes")
    with embedded.start(data_dir, disposable=True, say=quiet) as servers:
        with psycopg.connect(servers.database_owner_url) as connection:
            assert connection.execute("SELECT word FROM kept").fetchone() == ("石臼街道",)
        assert redis.Redis.from_url(servers.redis_url).get("kept") == b"yes"


def test_stop_leaves_no_process_and_no_note(data_dir):
    servers = embedded.start(data_dir, disposable=True, say=quiet)
    started = pids(data_dir)
    assert alive(started) == started
    servers.stop()
    assert alive(started) == []
    assert not (data_dir / "run.json").exists()
    assert not embedded.running(data_dir)


def test_servers_run_until_their_last_user_leaves(data_dir):
    first = embedded.start(data_dir, disposable=True, say=quiet)
    second = embedded.start(data_dir, disposable=True, say=quiet)
    started = pids(data_dir)
    assert first.database_url == second.database_url
    first.stop()
    assert alive(started) == started
    second.stop()
    assert alive(started) == []


def test_servers_left_by_a_killed_parent_are_taken_over_and_stopped(data_dir):
    holder = hold_in_another_process(data_dir)
    left = pids(data_dir)
    holder.kill()
    finish(holder)
    assert alive(left) == left
    with embedded.start(data_dir, disposable=True, say=quiet):
        assert pids(data_dir) == left
    assert ended(left)


def test_servers_that_died_with_their_parent_are_replaced(data_dir):
    holder = hold_in_another_process(data_dir)
    left = pids(data_dir)
    holder.kill()
    finish(holder)
    for pid in left:
        psutil.Process(pid).kill()
    assert ended(left)
    with (
        embedded.start(data_dir, disposable=True, say=quiet) as servers,
        psycopg.connect(servers.database_url) as connection,
    ):
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_pid_that_belongs_to_somebody_else_is_left_alone(data_dir):
    servers = embedded.start(data_dir, disposable=True, say=quiet)
    servers.stop()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        servers.home.valkey_pid_file.write_text(f"{stranger.pid}\n")
        embedded.start(data_dir, disposable=True, say=quiet).stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_the_parent_stops_both_servers(data_dir, number):
    holder = hold_in_another_process(data_dir)
    started = pids(data_dir)
    holder.send_signal(number)
    finish(holder)
    assert ended(started, seconds=5)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the servers as somebody else")
def test_a_project_in_a_closed_folder_keeps_its_permissions_and_still_runs(data_dir):
    closed = data_dir / "closed"
    closed.mkdir(mode=0o700)
    folder = closed / "data"
    try:
        with embedded.start(folder, disposable=True, say=quiet) as servers:
            assert servers.home.folder == outside_folder(folder)
            assert (folder / "run.json").stat().st_mode & 0o777 == 0o600
            with psycopg.connect(servers.database_url) as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        embedded.remove(folder)
    assert not outside_folder(folder).exists()


def test_lost_credentials_mean_a_new_database_not_a_locked_one(data_dir):
    embedded.start(data_dir, disposable=True, say=quiet).stop()
    (data_dir / "secrets.json").unlink()
    with (
        embedded.start(data_dir, disposable=True, say=quiet) as servers,
        psycopg.connect(servers.database_url) as connection,
    ):
        assert connection.execute("SELECT current_user").fetchone() == ("portal_app",)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the servers as somebody else")
def test_root_runs_both_servers_as_an_unprivileged_account(servers):
    assert all(psutil.Process(pid).uids().effective != 0 for pid in pids(servers.data_dir))


def test_every_secret_is_closed_to_others(servers):
    modes = {path.name: path.stat().st_mode & 0o777 for path in servers.key_dir.iterdir()}
    assert modes == {"record.key": 0o400, "index.key": 0o400, "seal-k1.key": 0o400}
    private = (
        servers.data_dir / "secrets.json",
        servers.data_dir / "run.json",
        servers.home.valkey_data / "valkey.conf",
    )
    assert [path.name for path in private if path.stat().st_mode & 0o077] == []


def test_the_servers_keep_what_is_committed(servers):
    store = redis.Redis.from_url(servers.redis_url)
    assert store.config_get("appendonly") == {"appendonly": "yes"}
    assert store.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    with psycopg.connect(servers.database_url) as connection:
        for setting in ("synchronous_commit", "fsync", "full_page_writes"):
            assert connection.execute("SELECT current_setting(%s)", [setting]).fetchone() == ("on",)


def test_chinese_has_trigrams_and_passwords_are_scram(servers):
    with psycopg.connect(servers.database_owner_url) as connection:
        assert connection.execute("SELECT similarity('石臼街道', '石臼街')").fetchone()[0] > 0.4
        assert connection.execute("SHOW password_encryption").fetchone() == ("scram-sha-256",)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)


def test_a_wrong_password_is_refused_by_both(servers):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(servers.database_url.replace(servers.credentials.web, "guess"))
    with pytest.raises(redis.AuthenticationError):
        redis.Redis.from_url(servers.redis_url.replace(servers.credentials.redis, "guess")).ping()


def test_the_web_role_owns_nothing_and_the_owner_may_make_test_databases(servers):
    with psycopg.connect(servers.database_url) as connection:
        owner = connection.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        assert owner == ("portal_owner",)
        rights = connection.execute(
            "SELECT rolname, rolsuper, rolcreatedb FROM pg_roles WHERE rolname LIKE 'portal%' ORDER BY rolname"
        ).fetchall()
        assert rights == [
            ("portal_app", False, False),
            ("portal_owner", False, True),
            ("portal_super", True, True),
        ]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (word text)")
