"""Prices and rates of VAT by date: the contract's, then those of its amendments and of the law. Pure.

A price is of a whole year of the market: the one in force on the first day of that year. An amendment never changes a
year that has begun. The rate of VAT is that of the day on which an invoice is issued, whatever its year.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from eprimo.steering.prices.cost import Price


@dataclass(frozen=True, slots=True)
class NewPrice:
    """A price of an amendment, from that day on."""

    on: date
    code: str
    ht: Decimal


@dataclass(frozen=True, slots=True)
class NewRate:
    """A rate of VAT that takes the place of another one, from that day on."""

    on: date
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Tariffs:
    """The lines of the contract, with what changed since, in order of day."""

    lines: Sequence[Price]
    prices: Sequence[NewPrice] = field(default=())
    rates: Sequence[NewRate] = field(default=())

    def on(self, year_first: date, day: date) -> list[Price]:
        """The prices for the year of the market that begins on `year_first`, with the rates of VAT of `day`."""
        known = {one.code: one.ht for one in self.prices if one.on <= year_first}
        return [
            replace(line, ht=known.get(line.code, line.ht), vat_rate=self.rate_on(line.vat_rate, day))
            for line in self.lines
        ]

    def rate_on(self, rate: Decimal, day: date) -> Decimal:
        """What became of a rate of VAT by that day."""
        for change in self.rates:
            if change.on <= day and change.before == rate:
                rate = change.after
        return rate
