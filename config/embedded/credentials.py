"""The demo's passwords, Django's secret key and the key files: made once, kept beside the data."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

KEY_FILES = ("record.key", "index.key", "seal-k1.key")


@dataclass(frozen=True)
class Credentials:
    """`cluster` ties a database folder to this file: a folder with another name in it is not ours to open."""

    cluster: str
    secret_key: str
    superuser: str
    owner: str
    web: str
    redis: str
    key_dir: Path


def load_or_create(data_dir: Path) -> Credentials:
    """Read the credentials of this data folder, making what is not there yet (files 0600, keys 0400)."""
    data_dir.mkdir(mode=0o711, parents=True, exist_ok=True)
    path = data_dir / "secrets.json"
    if not path.exists():
        names = ("cluster", "secret_key", "superuser", "owner", "web", "redis")
        write_private(path, json.dumps({name: secrets.token_hex(32) for name in names}, indent=1))
    return Credentials(**json.loads(path.read_text()), key_dir=_keys(data_dir / "keys"))


def write_private(path: Path, text: str, mode: int = 0o600) -> None:
    """Replace a file in one step; nobody but its owner can ever have read it."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=mode)
    draft.chmod(0o600)
    draft.write_text(text)
    draft.chmod(mode)
    draft.replace(path)


def environment(credentials: Credentials) -> dict[str, str]:
    """The settings that do not depend on a running server."""
    return {"SECRET_KEY": credentials.secret_key, "KEY_DIR": str(credentials.key_dir)}


def _keys(folder: Path) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in KEY_FILES:
        if not (folder / name).exists():
            write_private(folder / name, secrets.token_hex(32) + "\n", mode=0o400)
    return folder
