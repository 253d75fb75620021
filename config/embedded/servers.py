"""Start, share and stop the pair of servers of one data folder.

Every process that uses the servers holds a shared lock; whoever leaves last stops them. The system drops the lock of
a killed process, so servers left behind by one are simply taken over by the next.
"""

import atexit
import contextlib
import fcntl
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Self

from config.embedded import credentials as safe
from config.embedded import daemon, postgres, valkey
from config.embedded import home as homes
from config.embedded.credentials import Credentials
from config.embedded.home import Home


def progress(text: str) -> None:
    """Say what takes time, on standard error."""
    print(text, file=sys.stderr, flush=True)


@dataclass
class Servers:
    """The pair, in use by this process until `stop`; a context manager."""

    data_dir: Path
    database_url: str
    database_owner_url: str
    redis_url: str
    credentials: Credentials
    home: Home
    _users: IO = field(repr=False)
    _process: int = field(default_factory=os.getpid, repr=False)

    @property
    def key_dir(self) -> Path:
        return self.credentials.key_dir

    def environment(self) -> dict[str, str]:
        """The settings of a process that uses these servers."""
        return {
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.database_owner_url,
            "REDIS_URL": self.redis_url,
            **safe.environment(self.credentials),
        }

    def stop(self) -> None:
        """Leave; the last user stops both servers. A second call, or a call in a forked child, does nothing."""
        atexit.unregister(self.stop)
        if self._users.closed or os.getpid() != self._process:
            return
        with daemon.deaf_to_signals(), _locked(self.data_dir):
            if _is_last(self._users):
                _stop_all(self.home)
                (self.data_dir / "run.json").unlink(missing_ok=True)
            self._users.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(data_dir: Path, *, disposable: bool = False, say: Callable[[str], None] = progress) -> Servers:
    """Use the servers of `data_dir`, starting them if they do not run. `disposable` trades safety for speed (tests).

    SIGTERM and SIGHUP then end this process by SystemExit, so that `stop` is reached. Raises RuntimeError with a
    sentence when a server cannot be started.
    """
    data_dir = data_dir.resolve()
    credentials = safe.load_or_create(data_dir)
    daemon.leave_politely()
    with _locked(data_dir):
        home = homes.find(data_dir, say)
        run = _live_run(data_dir, home)
        if run is None:
            try:
                run = _launch(data_dir, home, credentials, say, disposable)
            except BaseException:
                _stop_all(home)
                raise
        users = (data_dir / "users.lock").open("w")
        fcntl.flock(users, fcntl.LOCK_SH)
    servers = Servers(data_dir, **run["urls"], credentials=credentials, home=home, _users=users)
    atexit.register(servers.stop)
    return servers


def running(data_dir: Path) -> bool:
    """Whether both servers of this folder run now."""
    data_dir = data_dir.resolve()
    if not (data_dir / "run.json").exists():
        return False
    with _locked(data_dir):
        return _live_run(data_dir, homes.find(data_dir, progress)) is not None


def remove(data_dir: Path) -> None:
    """Delete a data folder whose servers are stopped, and what stood in for it outside."""
    for folder in (homes.outside_folder(data_dir), data_dir):
        if folder.exists():
            shutil.rmtree(folder)


def _launch(data_dir: Path, home: Home, credentials: Credentials, say: Callable[[str], None], disposable: bool) -> dict:
    _stop_all(home)  # one of the two may still run
    fresh = not home.is_initialised(credentials)
    if fresh:
        say("首次使用：正在建立数据库…")
        home.wipe()
        postgres.initialise(home, credentials)
    postgres_port = postgres.launch(home, say, disposable=disposable)
    if fresh:
        postgres.prepare(postgres_port, credentials)
        home.mark_initialised(credentials)
    postgres.check(postgres_port, credentials)
    valkey_port = valkey.launch(home, credentials, say)
    run = {
        "postgres": {"pid": postgres.pid(home), "port": postgres_port},
        "valkey": {"pid": valkey.pid(home), "port": valkey_port},
        "urls": {
            "database_url": postgres.url(postgres.WEB, credentials.web, postgres_port),
            "database_owner_url": postgres.url(postgres.OWNER, credentials.owner, postgres_port),
            "redis_url": valkey.url(credentials, valkey_port),
        },
    }
    safe.write_private(data_dir / "run.json", json.dumps(run, indent=1))
    return run


def _live_run(data_dir: Path, home: Home) -> dict | None:
    """What run.json says, if both processes it names are alive and are the servers of this folder."""
    try:
        run = json.loads((data_dir / "run.json").read_text())
    except (OSError, ValueError):
        return None
    for server, found in (("postgres", postgres.pid(home)), ("valkey", valkey.pid(home))):
        if found is None or found != run[server]["pid"] or not daemon.answers(run[server]["port"]):
            return None
    return run


def _stop_all(home: Home) -> None:
    for server in (valkey, postgres):
        if (pid := server.pid(home)) is not None:
            server.stop(pid)


@contextlib.contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    """Starting and stopping happen one at a time."""
    with (data_dir / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_last(users: IO) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
