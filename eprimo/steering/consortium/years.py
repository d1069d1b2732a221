"""The years of a market: of twelve months, the two periods meeting on the day that the market reads in the text."""

from datetime import date

from eprimo.steering.consortium.life import first_day_after
from eprimo.steering.consortium.models import Market
from eprimo.steering.consortium.months import months_after

MONTHS = 12


def second_from(market: Market) -> date:
    """First day of the second period, as the market reads the text."""
    return first_day_after(market, market.second_period_on)


def count_of(market: Market) -> int:
    """How many years the market has, renewed."""
    return -(-2 * market.period_months // MONTHS)


def year_days(market: Market, year: int) -> tuple[date, date]:
    """[First, after[ of a year of the market, from 0."""
    return _starts(market, year), _starts(market, year + 1)


def _starts(market: Market, year: int) -> date:
    months = year * MONTHS
    if months == market.period_months:
        return second_from(market)
    if months == 2 * market.period_months:
        return first_day_after(market, market.ends_on)
    return months_after(market.starts_on, months)
