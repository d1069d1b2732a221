"""Points, as a ranking shows them."""

from decimal import Decimal
from fractions import Fraction

from django import template

from eprimo.steering.tender.scoring import shown

register = template.Library()


@register.filter
def points(value: Fraction | Decimal | None) -> str:
    """« 33,33 »: two places, half up; a dash for none."""
    return "–" if value is None else f"{shown(Fraction(value)):f}".replace(".", ",")


@register.filter
def weight(value: Decimal) -> str:
    """« 12,5 »."""
    return f"{value.normalize():f}".replace(".", ",")
