"""What an offer is worth, and its rank [R081]. Pure and exact: fractions all along, rounded half up when shown.

The two methods of price are of those that the legal department of the economy ministry admits; the lowest price has the
best mark in both (CE, 29 October 2013, n° 370789). The one « relative to the mean » is left out: its formula is only in
a workbook that we do not have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from eprimo.steering.tender.enums import Method

BEST_MARK = 4
# So far below the mean of the other offers a price is asked about [D]: the law says no figure.
ABNORMAL = Fraction(25, 100)
# Below two others a mean says nothing.
ENOUGH_OTHERS = 2
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Bid:
    """A regular offer: its simulated price, and the marks of each criterion, one a marker."""

    key: int
    price: Decimal
    marks: Mapping[int, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Score:
    """Out of 100. `rank` from 1; two offers equal in all share it."""

    key: int
    price: Fraction
    criteria: Mapping[int, Fraction]
    total: Fraction
    rank: int

    @property
    def quality(self) -> Fraction:
        return sum(self.criteria.values(), Fraction(0))


def price_points(method: str, best: Decimal, prices: Mapping[int, Decimal]) -> dict[int, Fraction]:
    """The points of each price. Classic: best × lowest ÷ price. Linear: all for the cheapest, none for the dearest."""
    if any(price <= 0 for price in prices.values()):
        raise ValueError("A price is above zero.")
    if not prices:
        return {}
    lowest, highest, most = min(prices.values()), max(prices.values()), Fraction(best)
    if method == Method.CLASSIC:
        return {key: most * Fraction(lowest) / Fraction(price) for key, price in prices.items()}
    if lowest == highest:
        return dict.fromkeys(prices, most)
    spread = Fraction(highest) - Fraction(lowest)
    return {key: most * (Fraction(highest) - Fraction(price)) / spread for key, price in prices.items()}


def criterion_points(weight: Decimal, marks: Sequence[int]) -> Fraction:
    """The mean of the markers, out of the weight."""
    return Fraction(weight) * Fraction(sum(marks), len(marks) * BEST_MARK)


def ranked(
    method: str, price_weight: Decimal, weights: Mapping[int, Decimal], bids: Sequence[Bid]
) -> list[Score]:
    """The regular offers, the best first; a tie goes to the lower price. Each criterion of each bid has a mark."""
    points = price_points(method, price_weight, {bid.key: bid.price for bid in bids})
    found = []
    for bid in bids:
        criteria = {key: criterion_points(weight, bid.marks[key]) for key, weight in weights.items()}
        total = points[bid.key] + sum(criteria.values(), Fraction(0))
        found.append((bid, criteria, total))
    found.sort(key=lambda one: (-one[2], one[0].price, one[0].key))
    scores: list[Score] = []
    for place, (bid, criteria, total) in enumerate(found, 1):
        before = found[place - 2] if place > 1 else None
        same = before is not None and before[2] == total and before[0].price == bid.price
        rank = scores[-1].rank if same else place
        scores.append(Score(bid.key, points[bid.key], criteria, total, rank))
    return scores


def abnormally_low(prices: Mapping[int, Decimal]) -> set[int]:
    """Those more than a quarter below the mean of the others: to be asked about, never put aside by itself."""
    found = set()
    for key, price in prices.items():
        others = [Fraction(other) for name, other in prices.items() if name != key]
        if len(others) >= ENOUGH_OTHERS and price < (1 - ABNORMAL) * sum(others) / len(others):
            found.add(key)
    return found


def shown(points: Fraction) -> Decimal:
    """Two places, half up."""
    hundredths = (points * _HUNDRED + Fraction(1, 2)).__floor__()
    return Decimal(hundredths).scaleb(-2)
