"""What the pages of a week call."""

from datetime import date, timedelta

from eprimo.ui.french import weekday_day_month

# Any Monday: the names of days are those of the reader's language.
_MONDAY = date(2024, 1, 1)


def weekday_words(weekday: int) -> str:
    """Return « Lundi », in the reader's language."""
    words = weekday_day_month(_MONDAY + timedelta(days=weekday)).split()[0].rstrip(",،")
    return words[:1].upper() + words[1:]


FILTERS = {"timetable_day": weekday_words}
