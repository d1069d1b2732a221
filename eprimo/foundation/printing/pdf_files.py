"""PDFs of others: one that is kept and handed on is whole, without a script or an act of its own, without other files
inside; several are put together as one. Both are read in a child of the sandbox."""

import hashlib
from collections.abc import Sequence

from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.sandbox.antivirus import check_clean
from eprimo.foundation.sandbox.errors import NBSP, NotRead
from eprimo.foundation.sandbox.isolation import Limits
from eprimo.foundation.sandbox.parser import Parser
from eprimo.foundation.sandbox.refusal import Refused

_PDF = Parser(
    "pdf", "eprimo.foundation.printing.confined.pdfs:looked_through", int, limits=Limits(seconds=1.8)
)
# The whole file comes back, as letters: four thirds of it.
_ANEW = Parser(
    "pdf-anew", "eprimo.foundation.printing.confined.pdfs:written_anew", bytes,
    limits=Limits(seconds=1.8, memory=256 * 1024 * 1024, answer=20 * 1024 * 1024),
)  # fmt: skip
# What was looked at in this process and is right: a form that is sent again gives the same file.
_SEEN: set[tuple[bytes, tuple[str, ...]]] = set()
_MOST_SEEN = 1_000
_AGAIN = "Imprimez-le en PDF, et donnez cette copie."
_WHY = {
    "broken": f"Ce PDF est abîmé{NBSP}: on ne peut pas le lire. {_AGAIN}",
    "locked": f"Ce PDF demande un mot de passe{NBSP}: enregistrez-le sans, puis donnez-le de nouveau.",
    "active": f"Ce PDF contient un programme, ou ouvre quelque chose de lui-même{NBSP}: il n’est pas gardé. {_AGAIN}",
    "files": f"Ce PDF contient d’autres fichiers{NBSP}: donnez chacun d’eux à part. {_AGAIN}",
    "huge": f"Ce PDF est démesuré{NBSP}: enregistrez-le de nouveau, ou scannez-le en plus petit.",
}


class NotKept(NotRead):
    """This PDF is not handed on to anybody; the sentence says why, and what to do."""

    code = "not-kept"
    sentence = _WHY["broken"]

    def __init__(self, why: str = "broken") -> None:
        self.why = why
        super().__init__(_WHY.get(why, ""))


def check_kept(content: bytes, *, files: Sequence[str] = ()) -> None:
    """`files`: the names of the files that it may hold. Raises NotRead."""
    seen = (hashlib.sha256(content).digest(), tuple(files))
    if seen in _SEEN:
        return
    try:
        _PDF.run(content, files=list(files))
    except Refused as refused:
        raise NotKept(refused.code) from refused
    check_clean(content)
    if len(_SEEN) >= _MOST_SEEN:
        _SEEN.clear()
    _SEEN.add(seen)


def written_anew(content: bytes) -> bytes:
    """Returns the same pages in a file of ours, of the objects that were judged and no others; its signatures are gone.
    Raises NotRead."""
    check_kept(content)
    try:
        made = _ANEW.run(content)
    except Refused as refused:
        raise NotKept(_WHY.get(refused.code, _WHY["broken"])) from refused
    # Of a child that the file took over, too.
    check_kept(made)
    return made


_MOST_BYTES = 24 * 1024 * 1024
_JOINED = Parser(
    "joined", "eprimo.foundation.printing.confined.pdfs:joined", bytes,
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
