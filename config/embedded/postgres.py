"""PostgreSQL: made once, started on a free port of 127.0.0.1, with an owner role and a web role that owns nothing."""

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.embedded import daemon
from config.embedded.credentials import Credentials
from config.embedded.home import Home

DATABASE = "portal"
SUPERUSER, OWNER, WEB = "portal_super", "portal_owner", "portal_app"
EXTENSIONS = ("pg_trgm", "btree_gist")
DURABLE = {"synchronous_commit": "on"}
DISPOSABLE = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off", **DURABLE}


def initialise(home: Home, credentials: Credentials) -> None:
    """`initdb`; the roles and the database follow in `prepare` once the server runs."""
    home.make_folder(home.postgres_data)
    password_file = home.folder / "initdb.password"
    password_file.touch(mode=0o600)
    password_file.write_text(credentials.superuser)
    home.own(password_file)
    try:
        subprocess.run(
            [
                str(home.postgres_bin / "initdb"),
                f"--pgdata={home.postgres_data}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",  # under plain C the trigrams of Chinese are empty
                "--no-sync",
            ],
            cwd="/",
            check=True,
            capture_output=True,
            start_new_session=True,
            **home.as_user,
        )
    except subprocess.CalledProcessError as failure:
        raise RuntimeError("initdb 失败：" + failure.stderr.decode(errors="replace")) from failure
    finally:
        password_file.unlink()


def launch(home: Home, say: Callable[[str], None], *, disposable: bool) -> int:
    """Start the server and wait until it takes connections; its port."""
    port, log = daemon.free_port(), home.folder / "postgres.log"
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "max_connections": 100,
        **(DISPOSABLE if disposable else DURABLE),
    }
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    (home.postgres_data / "postmaster.pid").unlink(missing_ok=True)  # the caller has seen that no server of ours runs
    argv = [str(home.postgres_bin / "postgres"), "-D", str(home.postgres_data), *options]
    process = daemon.launch(home, argv, log)
    daemon.wait_until(lambda: _is_ready(home.postgres_data), process, log, say)
    return port


def pid(home: Home) -> int | None:
    return daemon.pid_in(home.postgres_data / "postmaster.pid", home.postgres_data)


def stop(process_id: int) -> None:
    daemon.stop(process_id, polite=signal.SIGINT, final=signal.SIGQUIT)


def url(role: str, password: str, port: int) -> str:
    return f"postgres://{role}:{quote(password)}@127.0.0.1:{port}/{DATABASE}"


def prepare(port: int, credentials: Credentials) -> None:
    """Create both roles, the extensions (for test databases too) and the database."""
    with _superuser(port, credentials, "template1") as connection:
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        for role, password, rights in ((OWNER, credentials.owner, "CREATEDB"), (WEB, credentials.web, "")):
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN {} PASSWORD {}").format(
                    sql.Identifier(role), sql.SQL(rights), sql.Literal(password)
                )
            )
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(WEB), sql.Identifier(OWNER)))
    with _superuser(port, credentials, "postgres") as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
        )


def check(port: int, credentials: Credentials) -> None:
    """Refuse a server that would search Chinese in vain or lose a commit. Raises RuntimeError."""
    with _superuser(port, credentials, DATABASE) as connection:
        trigrams, durable = connection.execute(
            "SELECT cardinality(show_trgm('石臼街道')), current_setting('synchronous_commit')"
        ).fetchone()
    if not trigrams:
        raise RuntimeError("数据库的区域设置不支持中文检索（三元组为空），请删除 .data/ 后重试。")
    if durable != "on":
        raise RuntimeError("数据库的 synchronous_commit 未打开。")


def _superuser(port: int, credentials: Credentials, database: str) -> psycopg.Connection:
    return psycopg.connect(
        host="127.0.0.1",
        port=port,
        user=SUPERUSER,
        password=credentials.superuser,
        dbname=database,
        autocommit=True,
        connect_timeout=10,
    )


def _is_ready(data: Path) -> bool:
    """The eighth line of postmaster.pid says so, without a connection."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"
