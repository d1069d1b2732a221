"""Points, as a ranking shows them."""

from decimal import Decimal
from fractions import Fraction

from eprimo.steering.tender.scoring import shown


def points(value: Fraction | Decimal | None) -> str:
    """« 33,33 »: two places, half up; a dash for none."""
    return "–" if value is None else f"{shown(Fraction(value)):f}".replace(".", ",")


def weight(value: Decimal) -> str:
    """« 12,5 »."""
    return f"{value.normalize():f}".replace(".", ",")


FILTERS = {"points": points, "weight": weight}
