"""Further people whom one thing is about."""

from typing import NamedTuple
from uuid import UUID


class Other(NamedTuple):
    """A further child whom a note is about."""

    first_name: str
    seed: str
    public_id: UUID
