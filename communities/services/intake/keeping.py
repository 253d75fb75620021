"""The workbooks of an intake on the disk: sealed like the values inside them, bound to their intake."""

from uuid import UUID

from communities.lib.sealed import seal_bytes, unseal_bytes
from communities.services.documents import store

LABEL = "intake.file"


def keep(content: bytes, *, intake: UUID) -> str:
    """The stored name; written before its row, so that no row is ever without its file."""
    return store().put(seal_bytes(content, label=LABEL, pk=intake))


def kept(name: str, *, intake: UUID) -> bytes:
    """The workbook as it was uploaded or marked. Raises FileNotFoundError, SealError."""
    with store().open(name) as file:
        return unseal_bytes(file.read(), label=LABEL, pk=intake)


def remove(*names: str) -> None:
    for name in filter(None, names):
        store().remove(name)
