"""What follows an amendment of prices in packages above this one, in the same transaction: they register here."""

from collections.abc import Callable
from dataclasses import dataclass

from eprimo.foundation.kernel.actor import Actor
from eprimo.steering.prices.models import PriceAmendment


@dataclass(frozen=True, slots=True)
class Follower:
    """What a package does: `written` comes after the rows of an amendment, `removed` before they go, and may raise to
    keep them."""

    written: Callable[[Actor, PriceAmendment], None]
    removed: Callable[[Actor, PriceAmendment], None]


_followers: list[Follower] = []


def register_follower(follower: Follower) -> None:
    """Register a follower, once, when the application starts."""
    _followers.append(follower)


def tell_written(actor: Actor, amendment: PriceAmendment) -> None:
    """Tell the followers that the amendment and its prices are there."""
    for one in _followers:
        one.written(actor, amendment)


def tell_removed(actor: Actor, amendment: PriceAmendment) -> None:
    """Tell the followers that the amendment goes next."""
    for one in _followers:
        one.removed(actor, amendment)
