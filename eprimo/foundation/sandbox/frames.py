"""Messages between a process and the child that reads for it: JSON after its length, and nothing that is executed."""

import json
import socket
import struct
import time
from collections.abc import Mapping
from typing import Any

_HEAD = struct.Struct(">I")
_AT_ONCE = 1 << 20


class Broken(Exception):
    """The other side ended, is late, or says something that is no message."""


def send(to: socket.socket, message: Mapping[str, Any]) -> None:
    body = json.dumps(message).encode()
    to.sendall(_HEAD.pack(len(body)) + body)


def receive(source: socket.socket, most: int, deadline: float | None = None) -> dict[str, Any]:
    """One message of at most that many bytes, before that instant of the steady clock. Raises Broken."""
    try:
        (length,) = _HEAD.unpack(_read(source, _HEAD.size, deadline))
        if length > most:
            raise Broken("long")
        message = json.loads(_read(source, length, deadline))
    except (OSError, ValueError, RecursionError) as error:
        raise Broken(type(error).__name__) from error
    if not isinstance(message, dict):
        raise Broken("shape")
    return message


def _read(source: socket.socket, length: int, deadline: float | None) -> bytes:
    parts: list[bytes] = []
    while length:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Broken("late")
            source.settimeout(left)
        part = source.recv(min(length, _AT_ONCE))
        if not part:
            raise Broken("ended")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
