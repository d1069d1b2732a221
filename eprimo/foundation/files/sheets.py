"""Photographs of a sheet of paper, page after page, as one content: its kind is said by its first bytes.

The photographs stand one behind the other, each after its length; what they are is looked at as if they came alone. No
setting and no database here: a child of the sandbox reads it too.
"""

import struct
from collections.abc import Sequence

from eprimo.foundation.sandbox.refusal import Refused

SIGN = b"e-primo sheets 1\n"
MOST_SHEETS = 10
# Of all photographs of one file together: they are held in memory while they are joined.
MOST_BYTES_TOGETHER = 60 * 1024 * 1024
_LENGTH = struct.Struct(">I")


def packed(photographs: Sequence[bytes]) -> bytes:
    """Put photographs together in the order they were taken. Raises Refused: « sheets » for too many, « heavy »."""
    if not 0 < len(photographs) <= MOST_SHEETS:
        raise Refused("sheets")
    if sum(map(len, photographs)) > MOST_BYTES_TOGETHER:
        raise Refused("heavy")
    return SIGN + b"".join(_LENGTH.pack(len(one)) + one for one in photographs)


def unpacked(content: bytes) -> list[bytes]:
    """Return the photographs, in a bounded number of steps. Raises Refused: a stranger may write what begins so too."""
    found: list[bytes] = []
    at = len(SIGN)
    while at < len(content):
        if len(found) == MOST_SHEETS:
            raise Refused("sheets")
        start = at + _LENGTH.size
        if start > len(content):
            raise Refused("broken")
        at = start + _LENGTH.unpack(content[start - _LENGTH.size : start])[0]
        if at > len(content):
            raise Refused("broken")
        found.append(content[start:at])
    if not found:
        raise Refused("empty")
    return found
