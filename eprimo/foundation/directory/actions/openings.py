"""Schools made or updated by commands on the server: territory first, then the school and what opens it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from eprimo.foundation.directory.enums import EntitlementSource, SchoolKind, Sector
from eprimo.foundation.directory.french_territory import Place, place_of
from eprimo.foundation.directory.models import (
    Academy,
    Commune,
    Department,
    Entitlement,
    Epci,
    School,
    SchoolSettings,
    SchoolYear,
)
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError

UAI = re.compile(r"[0-9]{7}[A-Z]")
INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")
FIRST_OPENING = timedelta(days=365)
_KEPT = ["name", "kind", "sector", "commune", "latitude", "longitude"]
# From the last third of August on, schools prepare the year that begins.
_YEAR_TURNS = (8, 21)


class WrongPlace(DomainError):
    code = "wrong-place"
    sentence = "Ce code de commune (INSEE) n’existe pas."
    status = 422


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """A school as a file or a command describes it; `commune` is an INSEE number."""

    uai: str
    name: str
    kind: SchoolKind
    sector: Sector
    commune: str
    commune_name: str = ""
    epci: str = ""
    # Latitude and longitude, in degrees (WGS 84); None: the file does not know.
    place: tuple[float, float] | None = None


def current_year(today: date) -> SchoolYear:
    """The school year of that day; made when it is missing."""
    year = today.year if (today.month, today.day) >= _YEAR_TURNS else today.year - 1
    return SchoolYear.objects.get_or_create(
        year=year, defaults={"starts": date(year, 9, 1), "ends": date(year + 1, 8, 31)}
    )[0]


@transaction.atomic
def school_open(*, facts: SchoolFacts) -> School:
    """Make a school with its territory, its settings and twelve months of entitlement. Raises WrongPlace."""
    (made,) = schools_keep(facts=[facts]).made
    audit(None, "directory.school.opened", made, school_id=made.pk)
    school_entitle_first(school=made)
    return made


@transaction.atomic
def school_entitle_first(*, school: School) -> None:
    """Twelve months of entitlement, by a command on the server, for a school that has none in force."""
    now = clock.now()
    if Entitlement.objects.in_force(now).filter(school=school).exists():
        return
    ends = now + FIRST_OPENING
    Entitlement.objects.create(
        school=school, starts=now, ends=ends, source=EntitlementSource.MANUAL, reason="premier import"
    )
    until = timezone.localdate(ends, ZoneInfo(school.time_zone)).isoformat()
    audit(None, "directory.entitlement.granted", school, school_id=school.pk, until=until)


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of the schools of a file."""

    made: list[School]
    updated: int
    unchanged: int
    communes: int


@transaction.atomic
def schools_keep(*, facts: Iterable[SchoolFacts]) -> Kept:
    """Make the schools that are missing and update the others: a few statements whatever their number.

    Raises WrongPlace for a commune whose department does not exist.
    """
    wanted = {one.uai: one for one in facts}
    places = {one.commune: _place(one.commune) for one in wanted.values()}
    _keep_territory(places.values())
    made_communes = _keep_communes(wanted.values(), places)
    communes = {row.insee: row for row in Commune.objects.filter(insee__in=places)}
    academies = {row.code: row for row in Academy.objects.all()}
    known = {row.uai: row for row in School.objects.filter(uai__in=wanted)}
    year = current_year(clock.today("Europe/Paris"))
    new: list[School] = []
    changed: list[School] = []
    for one in wanted.values():
        row = known.get(one.uai) or _new_school(one.uai, places[one.commune], academies, year)
        said: dict[str, object] = {
            "name": one.name,
            "kind": one.kind.value,
            "sector": one.sector.value,
            "commune": communes[one.commune],
        }
        if one.place is not None:
            said["latitude"], said["longitude"] = one.place
        if row.pk is not None and one.sector == Sector.PRIVATE and row.sector != Sector.PUBLIC:
            # A contract that is known is not undone by a file that does not know it.
            said["sector"] = row.sector
        if row.pk is not None and all(getattr(row, name) == value for name, value in said.items()):
            continue
        (changed if row.pk is not None else new).append(row)
        for name, value in said.items():
            setattr(row, name, value)
    made = School.objects.bulk_create(new, batch_size=2000)
    SchoolSettings.objects.bulk_create([SchoolSettings(school=row) for row in made], batch_size=2000)
    School.objects.bulk_update(changed, _KEPT, batch_size=500)
    return Kept(made, len(changed), len(wanted) - len(made) - len(changed), made_communes)


def _new_school(uai: str, place: Place, academies: dict[str, Academy], year: SchoolYear) -> School:
    return School(
        uai=uai, academy=academies[place.academy], running_year=year, time_zone=place.time_zone,
        holiday_zone=place.holiday_zone,
    )  # fmt: skip


def _place(insee: str) -> Place:
    place = place_of(insee) if INSEE.fullmatch(insee) else None
    if place is None:
        raise WrongPlace(field="commune")
    return place


def _keep_territory(places: Iterable[Place]) -> None:
    needed = {place.department: place for place in places}
    Academy.objects.bulk_create(
        [
            Academy(code=code, name=name)
            for code, name in {p.academy: p.academy_name for p in needed.values()}.items()
        ],
        ignore_conflicts=True,
    )
    academies = {row.code: row for row in Academy.objects.all()}
    Department.objects.bulk_create(
        [
            Department(code=p.department, name=p.department_name, academy=academies[p.academy])
            for p in needed.values()
        ],
        ignore_conflicts=True,
    )


def _keep_communes(facts: Iterable[SchoolFacts], places: dict[str, Place]) -> int:
    """Communes and their groupings; a name that is given replaces one that was not known."""
    described = {one.commune: one for one in facts}
    Epci.objects.bulk_create(
        [
            Epci(siren=siren, name=f"EPCI {siren}")
            for siren in {one.epci for one in described.values()}
            if siren
        ],
        ignore_conflicts=True,
    )
    groupings = {
        row.siren: row for row in Epci.objects.filter(siren__in={one.epci for one in described.values()})
    }
    departments = {row.code: row for row in Department.objects.all()}
    known = {row.insee: row for row in Commune.objects.filter(insee__in=described)}
    new, changed = [], []
    for insee, one in described.items():
        row = known.get(insee)
        if row is None:
            row = Commune(insee=insee, name=one.commune_name or f"Commune {insee}")
            row.department, row.epci = departments[places[insee].department], groupings.get(one.epci)
            new.append(row)
            continue
        before = (row.name, row.epci_id)
        if one.commune_name and row.name == f"Commune {insee}":
            row.name = one.commune_name
        if one.epci:
            row.epci = groupings[one.epci]
        if (row.name, row.epci_id) != before:
            changed.append(row)
    Commune.objects.bulk_create(new, batch_size=2000)
    Commune.objects.bulk_update(changed, ["name", "epci"], batch_size=500)
    return len(new)
