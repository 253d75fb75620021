"""The private store: files under names nobody can guess, outside every web root."""

import hashlib
import os
import re
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from communities.lib.clock import SHANGHAI

_STORED_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")
_CHUNK = 1024 * 1024


class Store:
    """Files below `root`, named `<first two of their SHA-256>/<random UUID>`, written once and never changed."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)

    def put(self, content: bytes) -> str:
        """Keep `content` and return its stored name. When it returns, the bytes survive a power cut."""
        name = f"{hashlib.sha256(content).hexdigest()[:2]}/{uuid.uuid4().hex}"
        target = self._path(name)
        target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        draft = target.with_name(f"{target.name}.part")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
        try:
            with os.fdopen(descriptor, "wb") as file:
                os.fchmod(descriptor, 0o640)
                file.write(content)
                file.flush()
                os.fsync(descriptor)
            draft.rename(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        for folder in (target.parent, self.root):
            _sync_folder(folder)
        return name

    def open(self, name: str) -> BinaryIO:
        """Raises FileNotFoundError, ValueError for what is no stored name."""
        return self._path(name).open("rb")

    def remove(self, name: str) -> None:
        """Delete a file that nothing needs any more; once more does nothing."""
        self._path(name).unlink(missing_ok=True)

    def exists(self, name: str) -> bool:
        return self._path(name).is_file()

    def digest(self, name: str) -> str:
        """The SHA-256 of the bytes as they lie on the disk now, in hex."""
        digest = hashlib.sha256()
        with self.open(name) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    def written_at(self, name: str) -> datetime:
        """When the file was written: an orphan younger than a day may belong to an upload still under way."""
        return datetime.fromtimestamp(self._path(name).stat().st_mtime, SHANGHAI)

    def all_names(self) -> Iterator[str]:
        """Every stored name, in order; drafts of writes that never ended are not files of the store."""
        for path in sorted(self.root.glob("??/*")):
            name = f"{path.parent.name}/{path.name}"
            if _STORED_NAME.fullmatch(name) and path.is_file():
                yield name

    def _path(self, name: str) -> Path:
        if not _STORED_NAME.fullmatch(name):
            raise ValueError("not a stored name")
        return self.root / name


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
