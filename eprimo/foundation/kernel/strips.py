"""What every page says at its top while something out of the ordinary runs, with the way to end it."""

from collections.abc import Callable
from dataclasses import dataclass

from eprimo.foundation.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Strip:
    """`title` in bold, `words` beside it; `url`: its page (empty: it has none, and nothing to press); `action`: the
    address that a form posts to, under `verb` (empty: `verb` leads to the page)."""

    title: str
    words: str
    url: str
    action: str
    verb: str
    icon: str = "clock"


type StripsOf = Callable[[Actor], list[Strip]]

_strips: list[StripsOf] = []


def register_strips(load: StripsOf) -> None:
    """`load` asks nothing of the database: it runs for every page."""
    _strips.append(load)


def strips_of(actor: Actor) -> list[Strip]:
    return [strip for load in _strips for strip in load(actor)]
