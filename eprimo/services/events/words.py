"""How often a series is, in words. No database here."""

from datetime import date

from django.utils.translation import gettext as _

from eprimo.ui.french import day_month


def each_words(first: date, every: int, until: date) -> str:
    """Say « Chaque jeudi, jusqu’au 24 juin », « Un jeudi sur deux, jusqu’au 24 juin »."""
    said = _EACH[first.weekday()]() if every == 1 else _EVERY_OTHER[first.weekday()]()
    return _("%(each)s, jusqu’au %(day)s") % {"each": said, "day": day_month(until)}


# Whole words for each day: where a language inflects what stands before it, it may.
_EACH = (
    lambda: _("Chaque lundi"), lambda: _("Chaque mardi"), lambda: _("Chaque mercredi"), lambda: _("Chaque jeudi"),
    lambda: _("Chaque vendredi"), lambda: _("Chaque samedi"), lambda: _("Chaque dimanche"),
)  # fmt: skip
_EVERY_OTHER = (
    lambda: _("Un lundi sur deux"), lambda: _("Un mardi sur deux"), lambda: _("Un mercredi sur deux"),
    lambda: _("Un jeudi sur deux"), lambda: _("Un vendredi sur deux"), lambda: _("Un samedi sur deux"),
    lambda: _("Un dimanche sur deux"),
)  # fmt: skip
