"""Prices by size of school: a bigger school never owes less. Pure."""

from collections.abc import Iterable
from itertools import pairwise

from eprimo.steering.prices.cost import Price
from eprimo.steering.prices.enums import Unit
from eprimo.ui.french import euros
from eprimo.ui.plurals import NBSP, counted


def falling(prices: Iterable[Price]) -> tuple[Price, Price] | None:
    """The first two sizes, in order, of which the bigger costs less; yearly prices and set-up each among themselves.
    None: no price falls as the accounts of a school grow."""
    sizes = [one for one in prices if one.unit == Unit.SCHOOL and not one.is_option]
    for once in (False, True):
        ordered = sorted((one for one in sizes if one.once == once), key=lambda one: one.from_accounts)
        for small, big in pairwise(ordered):
            if big.ht < small.ht:
                return small, big
    return None


def falling_words(small: Price, big: Price) -> str:
    """The sentence of the refusal, with both sizes named."""
    size = counted(big.from_accounts, "compte")
    return (
        f"À {size} une école devrait {euros(big.ht)} (ligne {big.code}), moins qu’une plus petite "
        f"({euros(small.ht)}, ligne {small.code}){NBSP}: un prix par école ne baisse pas quand ses comptes augmentent."
    )
