"""What the pages of absences and of the roll call."""

from eprimo.foundation.presence.enums import Half, Sort
from eprimo.foundation.presence.follow_paper import step_words
from eprimo.foundation.presence.hours import HalfOf
from eprimo.foundation.presence.models import Absence
from eprimo.foundation.presence.queries.registers import MonthOf, RegisterRow
from eprimo.foundation.presence.register_paper import correction_words, percent, register_half, uncalled_words
from eprimo.services.attendance.words import (
    half_words,
    query_of,
    reason_words,
    round_words,
    state_words,
    when_words,
    yard_key,
    yard_words,
)
from eprimo.ui.french import DAYS, clock_time, month_year


def absence_days(absence: Absence) -> str:
    """Return the half-days of an absence in words."""
    return when_words(
        absence.first, Half(absence.first_half), absence.last, Half(absence.last_half), sort=Sort(absence.sort),
        hour=absence.hour,
    )  # fmt: skip


def half_of_day(one: HalfOf) -> str:
    """Return « ce matin » or « cet après-midi »: only those of today are shown."""
    return "ce matin" if one.half == Half.MORNING else "cet après-midi"


def register_percent(of: MonthOf | RegisterRow) -> str:
    """Return « 96,4 % » of half-days of presence."""
    return percent(of.expected, of.absent)


def week_day(number: int) -> str:
    """Return « lundi » of 0."""
    return DAYS[number]


FILTERS = {
    "week_day": week_day,
    "absence_days": absence_days, "half_of_day": half_of_day, "hour_words": clock_time, "month_year": month_year,
    "call_half": half_words, "call_query": query_of, "call_reason": reason_words, "call_state": state_words,
    "call_round": round_words,
    "yard_key": yard_key, "yard_words": yard_words, "correction_words": correction_words,
    "register_half": register_half, "register_uncalled": uncalled_words,
    "follow_step": step_words, "register_percent": register_percent,
}  # fmt: skip
