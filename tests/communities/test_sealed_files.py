"""Whole files under the seal: what was put in comes out at its own row, and nothing else does."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.lib.sealed import SealError, seal_bytes, unseal_bytes

ROW = uuid.UUID(int=7)


@given(st.binary(), st.uuids())
def test_any_file_comes_back_as_it_was(content, pk):
    assert unseal_bytes(seal_bytes(content, label="a.file", pk=pk), label="a.file", pk=pk) == content


@pytest.mark.parametrize("cipher", ["aes256gcm", "sm4gcm"])
def test_another_row_or_column_does_not_open_it(settings, cipher):
    settings.SEAL_CIPHER = cipher
    token = seal_bytes(b"PK||", label="a.file", pk=ROW)
    assert unseal_bytes(token, label="a.file", pk=ROW) == b"PK||"
    for label, pk in [("a.other", ROW), ("a.file", uuid.UUID(int=8)), ("a.file", None)]:
        with pytest.raises(SealError):
            unseal_bytes(token, label=label, pk=pk)


def test_no_altered_byte_goes_unnoticed():
    token = seal_bytes(b"PK..", label="a.file", pk=ROW)
    for place, byte in enumerate(token):
        altered = token[:place] + bytes([byte ^ 1]) + token[place + 1 :]
        with pytest.raises(SealError):
            unseal_bytes(altered, label="a.file", pk=ROW)


@pytest.mark.parametrize(
    "token", [b"", b"PK\x03\x04", b"||", b"v1|k1|", b"v1|../index|" + bytes(40), b"v1|\xff|" + bytes(40)]
)
def test_what_was_never_sealed_is_refused(token):
    with pytest.raises(SealError):
        unseal_bytes(token, label="a.file", pk=ROW)
