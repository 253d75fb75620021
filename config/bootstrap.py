"""What stands around a management command: its mode, its servers, and the database role it works as."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import environ
import psycopg

from config import embedded
from config.embedded.credentials import environment, load_or_create

PROJECT = Path(__file__).resolve().parent.parent
environ.Env.read_env(PROJECT / ".env")
DATA_DIR = Path(os.environ.get("PORTAL_DATA_DIR") or PROJECT / ".data")
WITHOUT_SERVERS = {
    "",
    "check",
    "collectstatic",
    "diffsettings",
    "findstatic",
    "help",
    "rule",
    "version",
    "write_rulebook_page",
}
AS_OWNER = {"migrate", "pgtrigger"}
WITHOUT_TABLES = AS_OWNER | {"demo", "makemigrations", "showmigrations", "sqlmigrate", "dbshell"}
ASKS_FOR_HELP = {"-h", "--help", "--version"}


@contextlib.contextmanager
def servers_for(arguments: list[str]) -> Iterator[None]:
    """Prepare `os.environ` for the command in `arguments`; what was started for it is stopped afterwards.

    Only where neither a mode nor a database is configured does the mode become demo: a production machine that
    forgot one of the two is told so by the settings, never given an embedded database.
    """
    if not os.environ.get("PORTAL_MODE") and not os.environ.get("DATABASE_URL"):
        os.environ["PORTAL_MODE"] = "demo"
    command = arguments[0] if arguments else ""
    with contextlib.ExitStack() as stack:
        if os.environ.get("PORTAL_MODE") == "demo" and not _is_bare(command, arguments):
            _offer(environment(load_or_create(DATA_DIR)))
            if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
                stack.enter_context(_embedded(command))
        if command in AS_OWNER and os.environ.get("DATABASE_OWNER_URL"):
            os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
        yield


def _is_bare(command: str, arguments: list[str]) -> bool:
    if ASKS_FOR_HELP.intersection(arguments):
        return True
    asks_of_a_district = any(word.split("=")[0] == "--district" for word in arguments)
    return command in WITHOUT_SERVERS and not (command == "rule" and asks_of_a_district)


def _offer(settings: dict[str, str]) -> None:
    """What is configured stays as configured."""
    for name, value in settings.items():
        if not os.environ.get(name):
            os.environ[name] = value


@contextlib.contextmanager
def _embedded(command: str) -> Iterator[None]:
    try:
        servers = embedded.start(DATA_DIR)
    except (RuntimeError, OSError) as failure:
        raise SystemExit(f"内置数据库无法启动：{failure}") from failure
    with servers:
        offered = servers.environment()
        if os.environ.get("DATABASE_URL"):
            _offer({"REDIS_URL": offered["REDIS_URL"]})
        else:
            os.environ["DATABASE_OWNER_URL"] = offered["DATABASE_OWNER_URL"]
            _offer(offered)
            if command not in WITHOUT_TABLES:
                _ensure_tables()
        yield


def _ensure_tables() -> None:
    """A command on a fresh clone finds a database with its tables, whichever command is the first."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as connection:
        if connection.execute("SELECT to_regclass('django_migrations')").fetchone()[0]:
            return
    print("首次使用：正在建立数据表…", file=sys.stderr, flush=True)
    migrate = [sys.executable, str(PROJECT / "manage.py"), "migrate", "--verbosity", "0"]
    if subprocess.run(migrate, stdout=sys.stderr, check=False).returncode:
        raise SystemExit("数据表未能建立，见上面的说明。")
