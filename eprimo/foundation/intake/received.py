"""Files of ONDE that a page received: the worker has them read by a child of the sandbox."""

from collections.abc import Mapping
from datetime import date

from eprimo.foundation.intake.records import Delivery, Problem, Severity
from eprimo.foundation.sandbox.errors import Unreadable
from eprimo.foundation.sandbox.isolation import Limits
from eprimo.foundation.sandbox.parser import Parser

_LIMITS = Limits(seconds=10, memory=512 * 1024 * 1024, answer=64 * 1024 * 1024)
_ONDE = Parser("onde", "eprimo.foundation.intake.onde.confined:read", Delivery, limits=_LIMITS)


def read_received(files: Mapping[str, bytes], *, on: date) -> Delivery:
    """What they say; a refused delivery when the child gave no answer."""
    try:
        return _ONDE.run(
            b"".join(files.values()), names=list(files), sizes=[len(one) for one in files.values()], on=on.isoformat()
        )  # fmt: skip
    except Unreadable as error:
        problem = Problem("", 0, "", error.sentence, Severity.ERROR, error.code)
        return Delivery(problems=[problem], refused=True)
