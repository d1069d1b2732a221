"""Why the start of the market stays where it is: said by what stands above, which registers itself at its start."""

from collections.abc import Callable

from eprimo.steering.consortium.models import Market

Holder = Callable[[Market], str]
_holders: list[Holder] = []


def start_holder(why: Holder) -> Holder:
    """Asked before the start is moved; an empty answer lets it."""
    _holders.append(why)
    return why


def start_held(market: Market) -> str:
    """The first reason; empty: it may be moved [R063]."""
    return next((words for why in _holders if (words := why(market))), "")
