"""Public identifiers: UUID version 7 (RFC 9562), ordered by time of making, never a sequential number in a URL."""

import os
import time
from uuid import UUID


def uuid7() -> UUID:
    """48 bits of Unix time in milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & (2**48 - 1)) << 80
    value |= 0x7 << 76 | ((random >> 62) & 0xFFF) << 64
    value |= 0b10 << 62 | (random & (2**62 - 1))
    return UUID(int=value)
