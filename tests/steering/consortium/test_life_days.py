"""What the days of the market decide, by the rules of the convention; each test quotes the rule it holds."""

from datetime import date
from typing import Any

import pytest

from eprimo.steering.consortium import convention
from eprimo.steering.consortium.dates import easter, next_working
from eprimo.steering.consortium.enums import EndReading, MandateFrom
from eprimo.steering.consortium.market_periods import (
    Outcome,
    consultation_from,
    floor_of,
    may_withdraw,
    no_longer_printed,
    over_on,
    period_of,
    renewal_possible,
    withdrawal_window,
)
from eprimo.steering.consortium.models import Market

NBSP = "\N{NO-BREAK SPACE}"


def market(**more: Any) -> Market:
    """The convention's own days, of no database."""
    days = {
        "joins_until": convention.JOINS_UNTIL, "launches_from": convention.LAUNCHES_FROM,
        "notification_expected": convention.NOTIFICATION_EXPECTED, "starts_on": convention.STARTS_ON,
    }  # fmt: skip
    return Market(**{**days, **more})


@pytest.mark.parametrize(
    ("reading", "day", "period"),
    [
        ("open", date(2026, 7, 18), None), ("open", date(2026, 7, 19), 1), ("open", date(2028, 7, 18), 1),
        ("open", date(2028, 7, 19), 2), ("open", date(2030, 7, 18), 2), ("open", date(2030, 7, 19), None),
        ("before", date(2028, 7, 19), 2), ("before", date(2030, 7, 19), None),
        ("named", date(2028, 7, 19), 1), ("named", date(2028, 7, 20), 2), ("named", date(2030, 7, 19), 2),
        ("named", date(2030, 7, 20), None),
    ],
)  # fmt: skip
def test_r018_r060_the_period_of_a_day_and_the_reading_of_the_end(
    reading: str, day: date, period: int | None
) -> None:
    """R018, R060: two periods of 24 months, half open; gap 3 moves the day that is written and nothing else."""
    assert period_of(market(end_reading=reading), day) == period


def test_r060_two_years_are_731_days_when_one_is_a_leap_year() -> None:
    one = market()
    assert (one.second_period_on - one.starts_on).days == 731
    assert one.second_period_on == date(2028, 7, 19)
    assert market(starts_on=date(2028, 2, 29)).ends_on == date(2032, 2, 29)
    assert market(starts_on=date(2028, 2, 29), period_months=12).second_period_on == date(2029, 2, 28)


def test_r018_r060_renewed_once_and_never_again() -> None:
    one = market()
    assert renewal_possible(one)
    assert not renewal_possible(one, renewed=1)
    assert not renewal_possible(market(ended_early_on=date(2028, 7, 19)))


@pytest.mark.parametrize(
    ("day", "outcome", "words"),
    [
        (date(2028, 5, 18), Outcome.TOO_EARLY, f"renvoyez-la à partir du 19{NBSP}mai{NBSP}2028"),
        (date(2028, 5, 19), Outcome.ACCEPTED, f"prend effet le 19{NBSP}juillet{NBSP}2028, pour toutes les écoles"),
        (date(2028, 7, 18), Outcome.ACCEPTED, "reste dû"),
        (date(2028, 7, 19), Outcome.UNDECIDED, "le rectorat tranche"),
        (date(2028, 7, 20), Outcome.REFUSED, "reste engagé pour les 24 derniers mois"),
        (date(2029, 6, 1), Outcome.REFUSED, "sans demande de retrait dans ce délai"),
        (date(2026, 9, 1), Outcome.TOO_EARLY, "enregistrée sans effet"),
    ],
)  # fmt: skip
def test_r030_r031_r034_the_table_of_the_withdrawal_window(day: date, outcome: Outcome, words: str) -> None:
    """R031: the four days of the reference; R034: in the second period none at all. Each sentence names article 3."""
    found = may_withdraw(market(), day)
    assert found.outcome == outcome
    assert words in found.words
    assert "article" in found.words
    assert found.article == "3"


def test_r030_an_effect_before_the_end_of_the_first_period_is_refused_whatever_the_day() -> None:
    found = may_withdraw(market(), date(2028, 6, 1), effect=date(2028, 7, 18))
    assert found.outcome == Outcome.REFUSED
    assert "durant les 24 premiers mois" in found.words
    assert may_withdraw(market(), date(2028, 6, 1), effect=date(2028, 7, 19)).outcome == Outcome.ACCEPTED


@pytest.mark.parametrize(
    ("reading", "outcome"),
    [("before", Outcome.REFUSED), ("named", Outcome.ACCEPTED), ("open", Outcome.UNDECIDED)],
)
def test_r031_the_19th_of_july_is_what_the_rectorat_decides_it_to_be(reading: str, outcome: Outcome) -> None:
    one = market(end_reading=reading)
    assert may_withdraw(one, date(2028, 7, 19)).outcome == outcome
    window = withdrawal_window(one)
    assert window.first == date(2028, 5, 19)
    assert (window.open_day is not None) == (reading == EndReading.OPEN)


def test_r061_the_consultation_starts_after_the_last_signature_and_not_before_the_26_of_january() -> None:
    assert consultation_from(market(), None) is None
    assert consultation_from(market(), date(2026, 1, 12)) == date(2026, 1, 26)
    assert consultation_from(market(), date(2026, 2, 3)) == date(2026, 2, 3)
    # Gap 2, read the other way: the mandate begins with the market.
    assert consultation_from(market(mandate_from=MandateFrom.EFFECT), date(2026, 2, 3)) == date(2026, 7, 19)


def test_r062_the_convention_ends_with_the_market() -> None:
    assert market().convention_ends_on == date(2030, 7, 19)
    early = market(ended_early_on=date(2027, 3, 1), ended_early_why="Résilié")
    assert early.convention_ends_on == date(2027, 3, 1) == over_on(early)
    assert period_of(early, date(2027, 2, 28)) == 1
    assert period_of(early, date(2027, 3, 1)) is None
    assert may_withdraw(early, date(2028, 6, 1)).outcome == Outcome.REFUSED


def test_r063_what_follows_from_the_start_moves_with_it_and_what_is_printed_is_told() -> None:
    later = market(starts_on=date(2026, 9, 1))
    window = withdrawal_window(later)
    assert (window.first, window.last) == (date(2028, 7, 1), date(2028, 8, 31))
    assert (later.second_period_on, later.ends_on) == (date(2028, 9, 1), date(2030, 9, 1))
    assert later.joins_until == date(2026, 1, 24)
    words = " ".join(no_longer_printed(later))
    assert "L’article 8" in words
    assert f"1er{NBSP}septembre{NBSP}2030" in words
    assert not no_longer_printed(market())


def test_r073_the_second_period_has_the_floor_that_was_decided_none_to_begin_with() -> None:
    """R071, R073 and gap 6: the need itself in the first period, a part of it in the second."""
    first, second = date(2027, 1, 1), date(2028, 9, 1)
    assert floor_of(market(), 101, first) == floor_of(market(), 101, date(2026, 6, 1)) == 101
    assert floor_of(market(), 101, second) == 0
    assert floor_of(market(second_floor=50), 101, second) == 51
    assert floor_of(market(second_floor=50), 101, date(2030, 7, 19)) == 0


def test_a_deadline_on_a_saturday_stays_there_unless_it_was_decided_otherwise() -> None:
    """Gap 9."""
    assert market().last_posting_day == date(2026, 1, 24)
    assert market(deadline_rolls=True).last_posting_day == date(2026, 1, 26)
    for year, sunday in ((2026, date(2026, 4, 5)), (2028, date(2028, 4, 16)), (2038, date(2038, 4, 25))):
        assert easter(year) == sunday
    assert next_working(date(2026, 4, 4)) == date(2026, 4, 7)
    assert next_working(date(2026, 5, 14)) == date(2026, 5, 15)
    assert next_working(date(2026, 12, 25)) == date(2026, 12, 28)
    assert next_working(date(2026, 1, 23)) == date(2026, 1, 23)
