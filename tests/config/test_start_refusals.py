"""A production start with any of these is refused, and with none of them it is not."""

import os
import secrets
import subprocess
import sys

import pytest
import redis
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config import checks

pytestmark = pytest.mark.django_db


@pytest.fixture
def production(settings, tmp_path):
    """Settings of a production machine on which all is well; the database speaks as the web role."""
    for name in ("record.key", "index.key", f"seal-{settings.SEAL_KEY_ID}.key"):
        (tmp_path / name).write_text(secrets.token_hex(32) + "\n")
        (tmp_path / name).chmod(0o400)
    settings.PRODUCTION, settings.PLAIN_HTTP = True, False
    settings.SECRET_KEY, settings.KEY_DIR = secrets.token_urlsafe(48), tmp_path
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {settings.WEB_ROLE}")
        yield settings
        cursor.execute("RESET ROLE")


def only_refusal() -> str:
    reasons = checks.refusals()
    assert len(reasons) == 1, reasons
    return reasons[0]


def test_a_machine_on_which_all_is_well_may_start(production):
    assert checks.refusals() == []


def test_the_demo_and_the_tests_are_not_asked(settings):
    settings.SECRET_KEY = "short"
    assert checks.refusals() == []


@pytest.mark.parametrize("secret", ["unset", "django-insecure-" + "x9" * 40, "short-but-random-8271", "ab" * 40])
def test_a_default_or_short_secret_key_is_refused(production, secret):
    production.SECRET_KEY = secret
    assert "SECRET_KEY" in only_refusal()


@pytest.mark.parametrize("name", ["record.key", "index.key", "seal-k1.key"])
def test_a_missing_key_file_is_refused(production, name):
    (production.KEY_DIR / name).unlink()
    assert name in only_refusal()


@pytest.mark.parametrize("text", ["", "00" * 32, "abcdef", "not hexadecimal"])
def test_a_key_that_is_not_32_random_bytes_is_refused(production, text):
    path = production.KEY_DIR / "record.key"
    path.chmod(0o600)
    path.write_text(text)
    path.chmod(0o400)
    assert "32字节随机数" in only_refusal()


def test_the_same_key_twice_is_refused(production):
    twin = production.KEY_DIR / "index.key"
    twin.chmod(0o600)
    twin.write_text((production.KEY_DIR / "record.key").read_text())
    twin.chmod(0o400)
    assert "与 record.key 相同" in only_refusal()


def test_a_key_file_equal_to_the_secret_key_is_refused(production):
    production.SECRET_KEY = (production.KEY_DIR / "record.key").read_text().strip()
    assert "与 SECRET_KEY 相同" in only_refusal()


def test_a_key_that_others_may_read_is_refused(production):
    (production.KEY_DIR / "record.key").chmod(0o444)
    assert "chmod 400" in only_refusal()


def test_debug_is_refused(production):
    production.DEBUG = True
    assert "DEBUG" in only_refusal()


def test_plain_http_is_refused(production):
    production.PLAIN_HTTP = True
    assert "PORTAL_PLAIN_HTTP" in only_refusal()


def test_another_database_than_postgresql_is_refused(production, monkeypatch):
    monkeypatch.setitem(production.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    assert "不是 PostgreSQL" in only_refusal()


@pytest.mark.parametrize("value", ["off", "local"])
def test_synchronous_commit_other_than_on_is_refused(production, value):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL synchronous_commit = {value}")
    assert "synchronous_commit" in only_refusal()


def test_a_web_role_that_owns_tables_is_refused(production):
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert "portal_app" in only_refusal()


def test_redis_without_aof_is_refused(production):
    with redis.Redis.from_url(production.CELERY_BROKER_URL) as server:
        server.config_set("appendonly", "no")
        try:
            assert "AOF" in only_refusal()
        finally:
            server.config_set("appendonly", "yes")


def test_a_redis_that_does_not_answer_does_not_stop_the_portal(production):
    production.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    assert checks.refusals() == []
    production.CELERY_BROKER_URL = ""
    assert "REDIS_URL" in only_refusal()


def test_what_is_refused_is_also_an_error_of_the_system_check(production):
    production.DEBUG = True
    assert [error.msg for error in checks.settings_check(None)] == checks.refusals()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    assert "synchronous_commit" in checks.servers_check(None)[0].msg


def test_the_refusal_names_every_reason_at_once(monkeypatch):
    monkeypatch.setattr(checks, "refusals", lambda: ["甲。", "乙。"])
    monkeypatch.setattr(checks.connection, "close", lambda: None)
    with pytest.raises(ImproperlyConfigured, match=r"拒绝启动：\n  · 甲。\n  · 乙。"):
        checks.refuse_unsafe_start()


@pytest.mark.parametrize(
    "argv",
    [
        ["-c", "import config.wsgi"],
        ["-m", "celery", "-A", "config", "worker", "--pool", "solo"],
        ["-m", "celery", "-A", "config", "beat"],
        ["manage.py", "check", "--deploy", "--tag", "start"],
    ],
    ids=["web", "worker", "beat", "check"],
)
def test_no_process_starts_with_a_short_secret_key(argv, tmp_path):
    unsafe = {**os.environ, "PORTAL_MODE": "production", "SECRET_KEY": "short"}
    if argv[-1] == "beat":
        argv = [*argv, "--schedule", str(tmp_path / "schedule")]  # a file of its own: beat writes beside it as well
    ended = subprocess.run([sys.executable, *argv], env=unsafe, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode != 0
    assert "SECRET_KEY 过短" in ended.stdout + ended.stderr
