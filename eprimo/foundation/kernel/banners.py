"""What every page says at its top while something out of the ordinary runs, with the way to end it."""

from collections.abc import Callable
from dataclasses import dataclass

from eprimo.foundation.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Banner:
    """`title` in bold, `words` beside it; `url`: its page (empty: it has none, and nothing to press); `action`: the
    address that a form posts to, under `verb` (empty: `verb` leads to the page)."""

    title: str
    words: str
    url: str
    action: str
    verb: str
    icon: str = "clock"


type BannersOf = Callable[[Actor], list[Banner]]

_banners: list[BannersOf] = []


def register_banners(load: BannersOf) -> None:
    """`load` asks nothing of the database: it runs for every page."""
    _banners.append(load)


def banners_of(actor: Actor) -> list[Banner]:
    return [banner for load in _banners for banner in load(actor)]
