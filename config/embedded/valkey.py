"""Valkey, which speaks Redis: append-only file on, nothing evicted, password, 127.0.0.1 only."""

import signal
from collections.abc import Callable

from config.embedded import daemon
from config.embedded.credentials import Credentials, write_private
from config.embedded.home import Home

SETTINGS = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
pidfile {pid_file}
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
save ""
daemonize no
set-proc-title no
"""


def launch(home: Home, credentials: Credentials, say: Callable[[str], None]) -> int:
    """Start the server and wait until it takes connections; its port."""
    if not home.valkey_data.exists():
        home.make_folder(home.valkey_data)
    port, log = daemon.free_port(), home.folder / "valkey.log"
    text = SETTINGS.format(
        port=port, password=credentials.redis, folder=_quoted(home.valkey_data), pid_file=_quoted(home.valkey_pid_file)
    )
    home.valkey_pid_file.unlink(missing_ok=True)  # the caller has seen that no server of ours runs
    write_private(home.valkey_data / "valkey.conf", text)
    home.own(home.valkey_data / "valkey.conf")
    process = daemon.launch(home, [str(home.valkey_server), str(home.valkey_data / "valkey.conf")], log)
    daemon.wait_until(lambda: pid(home) == process.pid and daemon.answers(port), process, log, say)
    return port


def pid(home: Home) -> int | None:
    return daemon.pid_in(home.valkey_pid_file, home.valkey_data / "valkey.conf")


def stop(process_id: int) -> None:
    daemon.stop(process_id, polite=signal.SIGTERM, final=signal.SIGKILL)


def url(credentials: Credentials, port: int) -> str:
    return f"redis://:{credentials.redis}@127.0.0.1:{port}/0"


def _quoted(path: object) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
