"""Messages between the portal and a child process of its own: a JSON head, then as many blobs as it announces.

Every part travels as an eight-byte length followed by its bytes.
"""

import json
import struct
from collections.abc import Sequence
from typing import Any, BinaryIO

LENGTH = struct.Struct(">Q")


class HungUpError(Exception):
    """The other side is gone, or stopped in the middle of a message."""


def send(stream: BinaryIO, head: dict[str, Any], blobs: Sequence[bytes] = ()) -> None:
    text = json.dumps(head | {"blobs": len(blobs)}, ensure_ascii=True).encode()
    for part in (text, *blobs):
        stream.write(LENGTH.pack(len(part)))
        stream.write(part)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[dict[str, Any], list[bytes]]:
    head = json.loads(_part(stream))
    return head, [_part(stream) for _ in range(head["blobs"])]


def _part(stream: BinaryIO) -> bytes:
    (length,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    return _exactly(stream, length)


def _exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise HungUpError
    return data
