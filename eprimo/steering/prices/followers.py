"""What follows an amendment of prices above this package, in the same transaction: who stands on it registers."""

from collections.abc import Callable
from dataclasses import dataclass

from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.prices.models import PriceAmendment


@dataclass(frozen=True, slots=True)
class Follower:
    """`written` comes after the rows of an amendment, `removed` before they go: it may raise to keep them."""

    written: Callable[[Actor, PriceAmendment], None]
    removed: Callable[[Actor, PriceAmendment], None]


_followers: list[Follower] = []


def register_follower(follower: Follower) -> None:
    """Called once, when the application starts."""
    _followers.append(follower)


def tell_written(actor: Actor, amendment: PriceAmendment) -> None:
    """The amendment and its prices are there."""
    for one in _followers:
        one.written(actor, amendment)


def tell_removed(actor: Actor, amendment: PriceAmendment) -> None:
    """The amendment goes next."""
    for one in _followers:
        one.removed(actor, amendment)
