"""What the dates of the market decide: periods, years of twelve months, withdrawal, renewal, end. Pure: a market and a
day, nothing asked.

Periods are [first day, first day of the next[: an order of the 19th of July 2028 is of the second one, as long as the
coordinator has not decided that the day written is the last of the first (`Market.end_reading`).

Whoever has said the first day to somebody registers why it stays where it is (`start_holder`)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from eprimo.steering.consortium import convention
from eprimo.steering.consortium.dates import months_after
from eprimo.steering.consortium.enums import EndReading, MandateFrom, Outcome
from eprimo.steering.consortium.models import Market
from eprimo.ui.french import day_month_year
from eprimo.ui.plurals import NBSP

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, the sentence that says it, and the article it rests on."""

    outcome: Outcome
    words: str
    article: str = "3"


def first_day_after(market: Market, written: date) -> date:
    """The day that follows a period which « ends on » the day written."""
    return written + _DAY if market.end_reading == EndReading.NAMED else written


def period_of(market: Market, day: date) -> int | None:
    """1, 2, or None: the market has not begun, or is over."""
    if day < market.starts_on or day >= over_on(market):
        return None
    return 1 if day < leaves_on(market) else 2


def leaves_on(market: Market) -> date:
    """The day on which a member that withdrew in time is no longer there, and the others stay for the second period."""
    return first_day_after(market, market.second_period_on)


def over_on(market: Market) -> date:
    """The first day on which neither market nor convention is there any more [C 8]."""
    if market.ended_early_on is not None:
        return market.ended_early_on
    return first_day_after(market, market.ends_on)


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which a member may say that it leaves [C 3]. `open_day`: the one that the text leaves open."""

    first: date
    last: date
    open_day: date | None


def withdrawal_window(market: Market) -> Window:
    written = market.second_period_on
    last = written if market.end_reading == EndReading.NAMED else written - _DAY
    return Window(market.withdrawal_from, last, written if market.end_reading == EndReading.OPEN else None)


def may_withdraw(market: Market, day: date, effect: date | None = None) -> Verdict:
    """What a letter of that day is worth; `effect`: the day from which the member means to leave. The answer is about
    the whole member: no school leaves alone."""
    window, written = withdrawal_window(market), market.second_period_on
    wanted = effect or written
    if wanted < written:
        return Verdict(
            Outcome.REFUSED,
            f"Le retrait n’est pas possible durant les {market.period_months} premiers mois du marché{NBSP}: il "
            f"prendrait effet le {day_month_year(written)} au plus tôt (article 3).",
        )
    if market.ended_early_on is not None and market.ended_early_on <= day:
        return Verdict(
            Outcome.REFUSED, f"Le marché a pris fin le {day_month_year(market.ended_early_on)}.", "8"
        )
    if day < window.first:
        return Verdict(
            Outcome.TOO_EARLY,
            f"La lettre vient avant les deux mois qui précèdent la fin de la première période{NBSP}: elle est "
            f"enregistrée sans effet, renvoyez-la à partir du {day_month_year(window.first)} (article 3).",
        )
    if day <= window.last:
        return Verdict(
            Outcome.ACCEPTED,
            f"Le retrait prend effet le {day_month_year(leaves_on(market))}, pour toutes les écoles du membre{NBSP}; "
            "ce qui a été commandé pour la première période reste dû (articles 3 et 7.1).",
        )
    if day == window.open_day:
        return Verdict(
            Outcome.UNDECIDED,
            f"Le texte ne dit pas si le {day_month_year(day)} est encore dans les deux mois qui précèdent la fin de la "
            f"première période{NBSP}: le rectorat tranche (article 3).",
        )
    return Verdict(
        Outcome.REFUSED,
        f"Les deux mois pour se retirer ont pris fin le {day_month_year(window.last)}{NBSP}: sans demande de retrait "
        f"dans ce délai, l’adhérent reste engagé pour les {market.period_months} derniers mois du marché (article 3).",
    )


def renewal_possible(market: Market, renewed: int = 0) -> bool:
    """« renouvelable tacitement une fois » [C 2, 6]: never a second time, nor after an early end."""
    ended = market.ended_early_on
    return renewed < convention.PERIODS - 1 and (ended is None or ended > market.second_period_on)


def consultation_from(market: Market, last_signature: date | None) -> date | None:
    """The first day on which the consultation may start [C 8]; None: nobody has signed yet."""
    if last_signature is None:
        return None
    from_mandate = market.starts_on if market.mandate_from == MandateFrom.EFFECT else market.launches_from
    return max(last_signature, market.launches_from, from_mandate)


def no_longer_printed(market: Market) -> list[str]:
    """What article 8 prints and this market no longer holds. Empty: its own days."""
    if market.starts_on == convention.STARTS_ON:
        return []
    printed = Market(starts_on=convention.STARTS_ON, period_months=convention.PERIOD_MONTHS)
    start = (
        f"L’article 8 écrit que la convention prend effet le {day_month_year(printed.starts_on)}{NBSP}: le marché "
        f"commence le {day_month_year(market.starts_on)}."
    )
    end = (
        f"L’article 8 écrit qu’elle prend fin le {day_month_year(printed.ends_on)}{NBSP}: toutes les dates qui se "
        f"déduisent du début se déplacent avec lui, elle prend fin le {day_month_year(market.ends_on)}."
    )
    return [start, end]


def floor_of(market: Market, need: int, day: date) -> int:
    """How many accounts a member orders at least on that day for that need [C 7.1]; the text says nothing of the
    second period, the coordinator may."""
    if day >= over_on(market):
        return 0
    # What is ordered before the start is for the first period.
    if day < leaves_on(market):
        return need
    return -(-need * market.second_floor // 100)


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


Holder = Callable[[Market], str]
_holders: list[Holder] = []


def start_holder(why: Holder) -> Holder:
    """Asked before the start is moved; an empty answer lets it."""
    _holders.append(why)
    return why


def start_held(market: Market) -> str:
    """The first reason; empty: it may be moved [R063]."""
    return next((words for why in _holders if (words := why(market))), "")
