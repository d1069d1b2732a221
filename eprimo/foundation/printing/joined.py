"""Several PDFs as one, whoever made them: read in a child of the sandbox."""

from collections.abc import Sequence

from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.sandbox.isolation import Limits
from eprimo.foundation.sandbox.parser import Parser
from eprimo.foundation.sandbox.refused import Refused

_MOST_BYTES = 24 * 1024 * 1024
_JOINED = Parser(
    "joined", "eprimo.foundation.printing.confined.joined:joined", bytes,
    limits=Limits(seconds=6.0, memory=512 * 1024 * 1024, answer=64 * 1024 * 1024),
)  # fmt: skip


class NotJoined(DomainError):
    """One of the files cannot be put with the others; `place`: which, from 0; None: all together are too heavy."""

    code = "not-joined"
    status = 422

    def __init__(self, place: int | None) -> None:
        self.place = place
        super().__init__()


def joined(files: Sequence[bytes]) -> bytes:
    """One PDF of all their pages, in order. Raises NotJoined, NotRead."""
    if sum(len(one) for one in files) > _MOST_BYTES:
        raise NotJoined(None)
    try:
        return _JOINED.run(b"".join(files), sizes=[len(one) for one in files])
    except Refused as refused:
        raise NotJoined(int(refused.said)) from refused
