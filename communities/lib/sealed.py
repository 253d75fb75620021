"""Personal data sealed value by value: `v1|kid|nonce|ct`.

The first part names the cipher (v1 AES-256-GCM, v1s SM4-GCM), so a change of SEAL_CIPHER leaves what is stored
readable. The additional data is `label:pk`: a value moved to another row or column does not open. Keys are files in
KEY_DIR, 32 bytes in hex: `seal-<kid>.key` for each key id, `index.key` for the blind index; SEAL_KEY_ID seals, every
other key id stays readable as long as its file is there.
"""

import base64
import binascii
import hmac
import os
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Literal
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from communities.lib.idcards import upgraded

Kind = Literal["phone", "id", "bank", "text"]
MASK = "●●●●"
_VERSIONS = {"aes256gcm": "v1", "sm4gcm": "v1s"}
_KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
_NONCE, _TAG = 12, 16
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$)")
_IGNORED = re.compile("[\\s\\-\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff]")


class SealError(Exception):
    """A sealed value that does not open: another row's, altered, or its key is missing. Never holds the value."""


class Sealed:
    """Personal data that shows a mask wherever it is printed; only `reveal()` gives the plain text.

    Not a str on purpose: what expects one (JSON, joining, concatenation) fails instead of leaking.
    """

    __slots__ = ("_kind", "_label", "_pk", "_plain", "_token")

    def __init__(
        self, *, label: str, kind: Kind, token: str = "", plain: str | None = None, pk: UUID | None = None
    ) -> None:
        self._label, self._kind, self._token, self._plain, self._pk = label, kind, token, plain, pk

    def at(self, pk: UUID | None) -> "Sealed":
        """The same value bound to the row `pk`. A stored value opens only at the row it was sealed for."""
        if pk == self._pk:
            return self
        token = self._token if self._plain is None else ""
        return Sealed(label=self._label, kind=self._kind, token=token, plain=self._plain, pk=pk)

    def reveal(self) -> str:
        """The plain text. Callers write the record of it; raises SealError."""
        if self._plain is not None:
            return self._plain
        return unseal(self._token, label=self._label, pk=self._pk) if self._token else ""

    # The template engine refuses to call what alters data, so no template can reveal by accident.
    reveal.alters_data = True  # type: ignore[attr-defined]

    def masked(self) -> str:
        """What an official may see without a reason: 138****5678, **** 6789, 已密封 for an ID."""
        if not self:
            return ""
        return mask(self._kind, self.reveal() if self._kind in ("phone", "bank") else "")

    def stored(self) -> str:
        """The sealed form, for the database and nothing else."""
        if not self._token and self._plain:
            self._token = seal(self._plain, label=self._label, pk=self._pk)
        return self._token

    def is_fresh(self) -> bool:
        """Whether it was given as plain text and not read from the database."""
        return self._plain is not None

    def __bool__(self) -> bool:
        return bool(self._token or self._plain)

    def __str__(self) -> str:
        return MASK if self else ""

    def __repr__(self) -> str:
        return f"<Sealed {self._label} {MASK}>"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __copy__(self) -> "Sealed":
        return self

    def __deepcopy__(self, memo: object) -> "Sealed":
        return self

    def __reduce_ex__(self, protocol: object) -> object:
        """A pickle holds the sealed form; what is not yet sealed and bound to a row cannot be pickled."""
        return _unpickled, (self._label, self._kind, self.stored(), self._pk)


def _unpickled(label: str, kind: Kind, token: str, pk: UUID | None) -> Sealed:
    return Sealed(label=label, kind=kind, token=token, pk=pk)


def seal(plain: str, *, label: str, pk: UUID | None) -> str:
    """Seal `plain` for one row of one column under the current key."""
    version, kid, nonce, text = _sealed(plain.encode(), label, pk)
    return "|".join((version, kid, _base64(nonce), _base64(text)))


def unseal(token: str, *, label: str, pk: UUID | None) -> str:
    """Open a sealed value at its row and column. Raises SealError, also for what was never sealed."""
    try:
        version, kid, nonce, text = token.split("|")
        sealed = base64.urlsafe_b64decode(nonce), base64.urlsafe_b64decode(text)
    except (ValueError, binascii.Error):
        raise SealError(f"{label}:{pk}: not a sealed value") from None
    return _opened(version, kid, *sealed, label, pk).decode()


def seal_bytes(plain: bytes, *, label: str, pk: UUID | None) -> bytes:
    """Seal a whole file for one row, as `v1|kid|` and the bytes of nonce and text after it."""
    version, kid, nonce, text = _sealed(plain, label, pk)
    return f"{version}|{kid}|".encode() + nonce + text


def unseal_bytes(token: bytes, *, label: str, pk: UUID | None) -> bytes:
    """Open a sealed file at its row. Raises SealError, also for what was never sealed."""
    try:
        version, kid, sealed = token.split(b"|", 2)
        told = version.decode("ascii"), kid.decode("ascii")
    except ValueError:
        raise SealError(f"{label}:{pk}: not a sealed file") from None
    return _opened(*told, sealed[:_NONCE], sealed[_NONCE:], label, pk)


def current_prefix() -> str:
    """How every value sealed under the current key and cipher begins."""
    return "|".join((*_current(), ""))


def blind_index(kind: Kind, value: str) -> str:
    """64 hex digits, equal for equal numbers however they are written; tells nothing without the index key."""
    return hmac.digest(_key("index.key"), f"{kind}:{normalise(kind, value)}".encode(), "sha256").hex()


def normalise(kind: Kind, value: str) -> str:
    """One spelling: half-width, no spaces or dashes; IDs with 18 characters and X; phones without country code."""
    plain = value
    if not (value.isascii() and value.isalnum()):  # most numbers are written plainly
        plain = _IGNORED.sub("", unicodedata.normalize("NFKC", value))
    if kind == "id":
        return upgraded(plain.upper())
    if kind == "phone":
        return _COUNTRY.sub("", plain)
    return plain


def mask(kind: Kind, value: str) -> str:
    """The value as it may be shown. No digit of an ID: with the village known, a few of them name one person."""
    plain = normalise(kind, value)
    if kind == "phone":
        return f"{plain[:3]}****{plain[-4:]}" if len(plain) >= 11 else "****"
    if kind == "bank":
        return f"**** {plain[-4:]}" if len(plain) >= 12 else "****"
    return "已密封" if kind == "id" else MASK


def _current() -> tuple[str, str]:
    if settings.SEAL_CIPHER not in _VERSIONS:
        raise SealError(f"SEAL_CIPHER must be one of {', '.join(_VERSIONS)}")
    return _VERSIONS[settings.SEAL_CIPHER], settings.SEAL_KEY_ID


def _sealed(plain: bytes, label: str, pk: UUID | None) -> tuple[str, str, bytes, bytes]:
    """The cipher and key that seal now, a fresh nonce, the sealed text."""
    version, kid = _current()
    nonce = os.urandom(_NONCE)
    return version, kid, nonce, _encrypt(version, _key(f"seal-{kid}.key"), nonce, plain, _bound_to(label, pk))


def _opened(version: str, kid: str, nonce: bytes, text: bytes, label: str, pk: UUID | None) -> bytes:
    where = f"{label}:{pk}"
    if version not in _VERSIONS.values() or not _KEY_ID.fullmatch(kid):
        raise SealError(f"{where}: sealed in an unknown way")
    try:
        return _decrypt(version, _key(f"seal-{kid}.key"), nonce, text, _bound_to(label, pk))
    except (InvalidTag, ValueError):
        raise SealError(f"{where}: does not open; altered, or another row's") from None


def _bound_to(label: str, pk: UUID | None) -> bytes:
    if not isinstance(pk, UUID):
        raise SealError(f"{label}: a sealed value belongs to a row with a UUID key")
    return f"{label}:{pk}".encode()


def _key(name: str) -> bytes:
    return _read_key(settings.KEY_DIR, name)


@lru_cache(maxsize=64)
def _read_key(folder: Path | str, name: str) -> bytes:
    path = Path(folder) / name
    try:
        key = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError):
        raise SealError(f"{path.name}: no readable key") from None
    if len(key) != 32:
        raise SealError(f"{path.name}: a key has 32 bytes, in hex")
    return key


@lru_cache(maxsize=64)
def _aes(key: bytes) -> AESGCM:
    return AESGCM(key)


@lru_cache(maxsize=64)
def _sm4_key(key: bytes) -> bytes:
    return HKDF(SHA256(), 16, salt=None, info=b"sm4gcm").derive(key)


def _encrypt(version: str, key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
    if version == "v1":
        return _aes(key).encrypt(nonce, plain, bound)
    sealer = Cipher(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce)).encryptor()
    sealer.authenticate_additional_data(bound)
    return sealer.update(plain) + sealer.finalize() + sealer.tag


def _decrypt(version: str, key: bytes, nonce: bytes, text: bytes, bound: bytes) -> bytes:
    if version == "v1":
        return _aes(key).decrypt(nonce, text, bound)
    opener = Cipher(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce, text[-_TAG:])).decryptor()
    opener.authenticate_additional_data(bound)
    return opener.update(text[:-_TAG]) + opener.finalize()


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()
