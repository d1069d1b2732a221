"""What the pages of absences call."""

from eprimo.foundation.presence.enums import Half, Sort
from eprimo.foundation.presence.models import Absence
from eprimo.services.attendance.words import when_words
from eprimo.ui.french import month_year


def absence_days(absence: Absence) -> str:
    """Its half-days in words."""
    return when_words(
        absence.first, Half(absence.first_half), absence.last, Half(absence.last_half), sort=Sort(absence.sort),
        hour=absence.hour,
    )  # fmt: skip


FILTERS = {"absence_days": absence_days, "month_year": month_year}
