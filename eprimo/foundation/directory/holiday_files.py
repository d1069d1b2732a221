"""Reading the school calendar of the ministry's open data (fr-en-calendrier-scolaire, CSV with semicolons).

One line an academy: description, population, instants of the start and of the return, academy, zone, school year
(« 2026-2027 », « 2026 » where it follows the calendar year). Instants are midnights in Paris, overseas too.
No database here.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eprimo.foundation.directory.holidays import ZONES, Holiday
from eprimo.foundation.directory.school_lines import LineProblem
from eprimo.foundation.kernel.refused_lines import asked_words, is_asked
from eprimo.foundation.kernel.text import fold

# Each column by its label or by its name in the open data.
COLUMNS = {
    "description": ("description",),
    "population": ("population",),
    "start": ("date de debut", "start_date"),
    "end": ("date de fin", "end_date"),
    "zone": ("zones",),
    "year": ("annee_scolaire", "annee scolaire"),
}
_SATURDAY, _SUNDAY = 5, 6
_LONGEST_NAME = 60
_PARIS = ZoneInfo("Europe/Paris")
_ISLANDS = ("guadeloupe", "saint-martin", "saint-barth")
# Of lines for some pupils only: those of schools of the first degree are ours.
_NOT_OURS = ("second degre", "college", "lycee")
_ZONES = {fold(zone.official): key for key, zone in ZONES.items()} | {
    fold(zone.name): key for key, zone in ZONES.items()
}


@dataclass(slots=True)
class HolidayFile:
    holidays: list[Holiday] = field(default_factory=list)
    problems: list[LineProblem] = field(default_factory=list)
    refused: bool = False
    # Beginnings whose day of return is not published.
    without_return: int = 0
    # Lines of pupils, and those of them that could not be taken.
    lines: int = 0
    left_out: int = 0

    @property
    def asks(self) -> str:
        """Return what is to be agreed to before these holidays are kept, as many lines could not be taken; empty:
        nothing."""
        return asked_words(self.left_out, self.lines) if is_asked(self.left_out, self.lines) else ""


def read_holidays(content: bytes) -> HolidayFile:
    """Read every line that can be read; the others are told with what is returned. Lines of teachers alone are left
    out."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refused("Ce fichier n’est pas en UTF-8.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    try:
        rows = list(reader)
    except csv.Error:
        return _refused("Ce fichier n’est pas un CSV lisible.")
    heads = [fold(name) for name in rows[0]] if rows else []
    places = {
        what: next((heads.index(fold(n)) for n in names if fold(n) in heads), -1)
        for what, names in COLUMNS.items()
    }
    missing = [COLUMNS[what][0] for what, place in places.items() if place < 0]
    if missing:
        return _refused(f"Colonnes absentes\N{NO-BREAK SPACE}: {', '.join(missing)}.")
    found = HolidayFile()
    seen: dict[Holiday, int] = {}
    for number, row in enumerate(rows[1:], start=2):
        if row:
            for one in _read(_Line(row, places), number, found):
                seen.setdefault(one, number)
    found.holidays = _without_overlaps(seen, found)
    return found


def _refused(sentence: str) -> HolidayFile:
    return HolidayFile(problems=[LineProblem(0, "", sentence)], refused=True)


@dataclass(frozen=True, slots=True)
class _Line:
    row: list[str]
    places: dict[str, int]

    def __getitem__(self, what: str) -> str:
        place = self.places[what]
        return " ".join(self.row[place].split()) if place < len(self.row) else ""


def _read(line: _Line, number: int, found: HolidayFile) -> list[Holiday]:
    """The holidays of a line: several when islands share it, none when it is of others or cannot be read."""
    if not _is_of_pupils(fold(line["population"])):
        return []
    found.lines += 1
    zone = _ZONES.get(fold(line["zone"]))
    if zone is None:
        found.problems.append(_unknown(number, "zones", line["zone"], "n’est pas une zone connue"))
        found.left_out += 1
        return []
    clock = ZoneInfo(ZONES[zone].clock)
    start, end, year = _day(line["start"], clock), _day(line["end"], clock), line["year"][:4]
    if start is None or not year.isdigit():
        found.problems.append(_unknown(number, "date de début", line["start"], "n’est pas une date"))
        found.left_out += 1
        return []
    name = line["description"]
    if start == end and not fold(name).startswith("debut"):
        # A day without class, and no day of return: « Mi-carême », « Pont de l’Ascension ».
        first, end = start, start + timedelta(days=1)
    else:
        first = _first_day_off(start, name)
    if end is None or end <= first:
        found.without_return += 1
        return []
    name = name.replace("'", "’")[:_LONGEST_NAME]
    return [Holiday(one, int(year), name, first, end) for one in _zones_of(zone, fold(line["population"]))]


def _is_of_pupils(population: str) -> bool:
    """Not of teachers alone, nor of the second degree alone (« premier degré et collèges » is ours)."""
    if population.startswith("enseignant"):
        return False
    return "premier degre" in population or not any(other in population for other in _NOT_OURS)


def _zones_of(zone: str, population: str) -> tuple[str, ...]:
    """The islands that a line means: « Guadeloupe & Saint-Martin », « Guadeloupe sauf Saint-Martin », all of them."""
    if zone != "guadeloupe":
        return (zone,)
    told, _, but = population.partition("sauf")
    if but:
        return tuple(one for one in _ISLANDS if one.replace("-", " ") not in but)
    return tuple(one for one in _ISLANDS if one.replace("-", " ") in told) or _ISLANDS


def _first_day_off(start: date, name: str) -> date:
    """Holidays begin after class on the day that is given; who has no class on Saturdays is off that Saturday."""
    if start.weekday() in {_SATURDAY, _SUNDAY} or fold(name).startswith("pont"):
        return start
    return start + timedelta(days=1)


def _day(text: str, clock: ZoneInfo) -> date | None:
    """The day of an instant: a midnight in Paris is that day in Paris, wherever the school is (at 19:00 of the day
    before in Guadeloupe); a midnight of the zone's own is that day there; a date is that day."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return moment.date()
    paris, there = moment.astimezone(_PARIS), moment.astimezone(clock)
    return (there if paris.time() != time() and there.time() == time() else paris).date()


def _without_overlaps(seen: dict[Holiday, int], found: HolidayFile) -> list[Holiday]:
    """In order; when two holidays of one zone overlap, the first line counts, and the other is told."""
    kept: list[Holiday] = []
    for one, number in seen.items():
        if any(one.zone == other.zone and _overlap(one, other) for other in kept):
            found.problems.append(_unknown(number, "date de début", one.name, "chevauche d’autres vacances"))
            found.left_out += 1
        else:
            kept.append(one)
    return sorted(kept, key=lambda one: (one.zone, one.first))


def _overlap(one: Holiday, other: Holiday) -> bool:
    return one.first < other.resumes and other.first < one.resumes


def _unknown(number: int, column: str, text: str, what: str) -> LineProblem:
    return LineProblem(number, column, f"«\N{NO-BREAK SPACE}{text}\N{NO-BREAK SPACE}» {what}.")


def years_of(holidays: Iterable[Holiday]) -> str:
    """Return « 2026-2027, 2027-2028 », the years of these holidays."""
    return ", ".join(f"{year}-{year + 1}" for year in sorted({one.year for one in holidays}))
