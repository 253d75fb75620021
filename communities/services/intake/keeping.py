"""The workbooks of an intake on the disk: sealed like the values inside them, bound to their intake."""

import base64
from uuid import UUID

from communities.lib.sealed import seal, unseal
from communities.services.documents import store

LABEL = "intake.file"


def keep(content: bytes, *, intake: UUID) -> str:
    """The stored name; written before its row, so that no row is ever without its file."""
    return store().put(seal(base64.b64encode(content).decode(), label=LABEL, pk=intake).encode())


def kept(name: str, *, intake: UUID) -> bytes:
    """The workbook as it was uploaded or marked. Raises FileNotFoundError, SealError."""
    with store().open(name) as file:
        return base64.b64decode(unseal(file.read().decode(), label=LABEL, pk=intake))


def remove(*names: str) -> None:
    for name in filter(None, names):
        store().remove(name)
