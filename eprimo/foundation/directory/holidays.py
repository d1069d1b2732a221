"""School holidays: those that come with the program, and the reading of the ministry's open data for newer years.

What is not known is not guessed: a zone or a year without a line has no holidays here.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_SHIPPED = Path(__file__).parent / "data" / "holidays.csv"
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Zone:
    """A calendar: its name for people, its name in the open data, the legal time that is kept there."""

    name: str
    official: str
    clock: str = "Europe/Paris"
    # School years follow the calendar year (February to December), as the open data names them: « 2026 ».
    southern: bool = False


ZONES = {
    "A": Zone("Zone A", "Zone A"),
    "B": Zone("Zone B", "Zone B"),
    "C": Zone("Zone C", "Zone C"),
    "corse": Zone("Corse", "Corse"),
    "guadeloupe": Zone("Guadeloupe", "Guadeloupe", "America/Guadeloupe"),
    # The academy of Guadeloupe, but for days of their own: the open data names them by population.
    "saint-martin": Zone("Saint-Martin", "Saint-Martin", "America/Marigot"),
    "saint-barth": Zone("Saint-Barthélemy", "Saint-Barthélemy", "America/St_Barthelemy"),
    "guyane": Zone("Guyane", "Guyane", "America/Cayenne"),
    "martinique": Zone("Martinique", "Martinique", "America/Martinique"),
    "mayotte": Zone("Mayotte", "Mayotte", "Indian/Mayotte"),
    "reunion": Zone("La Réunion", "Réunion", "Indian/Reunion"),
    "polynesie": Zone("Polynésie française", "Polynésie", "Pacific/Tahiti"),
    "caledonie": Zone("Nouvelle-Calédonie", "Nouvelle Calédonie", "Pacific/Noumea", southern=True),
    "wallis": Zone("Wallis-et-Futuna", "Wallis et Futuna", "Pacific/Wallis", southern=True),
    "miquelon": Zone("Saint-Pierre-et-Miquelon", "Saint Pierre et Miquelon", "America/Miquelon"),
}


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days without school: [first, resumes[. `year`: the calendar year that the school year starts in."""

    zone: str
    year: int
    name: str
    first: date
    resumes: date


@cache
def shipped() -> dict[str, tuple[Holiday, ...]]:
    """Return the holidays that come with the program, by zone, in order."""
    found: dict[str, list[Holiday]] = {}
    for line in csv.DictReader(_lines(_SHIPPED.read_text(encoding="utf-8"))):
        one = Holiday(
            line["zone"], int(line["year"]), line["name"],
            date.fromisoformat(line["first"]), date.fromisoformat(line["resumes"]),
        )  # fmt: skip
        found.setdefault(one.zone, []).append(one)
    return {zone: tuple(sorted(rows, key=lambda row: row.first)) for zone, rows in found.items()}


def _lines(text: str) -> Iterator[str]:
    return (line for line in text.splitlines() if line and not line.startswith("#"))
