"""Reading a photograph of slips, by a child of the sandbox that the worker waits for."""

from collections.abc import Callable, Mapping

from eprimo.foundation.sandbox.errors import Unreadable
from eprimo.foundation.sandbox.isolation import Limits
from eprimo.foundation.sandbox.parser import Parser
from eprimo.services.liaison.sights import Sights

type LayoutOf = Callable[[str], Mapping[str, object] | None]

_LIMITS = Limits(seconds=10, memory=512 * 1024 * 1024, answer=32 * 1024 * 1024)
_SLIPS = Parser(
    "slips", "eprimo.services.liaison.confined.photos:photo_sights", Sights, limits=_LIMITS, asks=True
)


def photo_sights(content: bytes, layout_of: LayoutOf) -> Sights:
    """What a photograph shows. `layout_of` gives the layout of a code, or None when it is not to be read here."""
    try:
        return _SLIPS.run(content, answer=lambda code: layout_of(code) if isinstance(code, str) else None)
    except Unreadable:
        return Sights((), None, "stuck")
