"""Schools made or updated by commands on the server: territory first, then the school and what opens it; what an
order form opens."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from eprimo.foundation.directory.actions.dates import last_day
from eprimo.foundation.directory.actions.districts import Doubt, districts_keep, schools_shut, successors_keep
from eprimo.foundation.directory.communes import epci_name
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
from eprimo.foundation.directory.year_plan import calendar_year
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import DomainError

UAI = re.compile(r"[0-9]{7}[A-Z]")
INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")
FIRST_OPENING = timedelta(days=365)
_KEPT = ["name", "kind", "sector", "commune", "latitude", "longitude"]
# An interval is never empty.
SHORTEST = timedelta(seconds=1)


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
    # The inspector's circonscription, by its name in the department.
    district: str = ""
    # The file says that it is closed for good.
    closed: bool = False
    # Number of the school that took its place, when it was merged or renumbered.
    successor: str = ""


def current_year(today: date) -> SchoolYear:
    """Return the school year of that day; made when it is missing."""
    year = calendar_year(today)
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
    """Open a school that has no entitlement in force for twelve months, by a command on the server."""
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
    """The schools of a file, by what became of them."""

    made: list[School]
    updated: int
    unchanged: int
    communes: int
    districts: int = 0
    """Schools that came under another circonscription."""
    renamed: tuple[tuple[str, str, str], ...] = ()
    """(number, former name, name)."""
    closed: tuple[str, ...] = ()
    """Numbers of known schools that the file says closed."""
    shut: int = 0
    """Of these, how many lost what opened them."""
    doubts: tuple[Doubt, ...] = ()


@transaction.atomic
def schools_keep(*, facts: Iterable[SchoolFacts], shut: bool = False) -> Kept:
    """Make the schools that are missing and update the others: a few statements whatever their number.

    A school that is said closed is not made; one that is known keeps what opens it, unless `shut` ends that now.
    Raises WrongPlace for a commune whose department does not exist.
    """
    wanted = {one.uai: one for one in facts}
    known = {row.uai: row for row in School.objects.filter(uai__in=wanted).select_related("commune")}
    gone = [known[uai] for uai, one in wanted.items() if one.closed and uai in known]
    kept = {uai: one for uai, one in wanted.items() if not one.closed or uai in known}
    places = {one.commune: _place(one.commune) for one in kept.values()}
    _keep_territory(places.values())
    made_communes = _keep_communes(kept.values(), places)
    new, changed, renamed = _compared(kept, known, places)
    made = School.objects.bulk_create(new, batch_size=2000)
    SchoolSettings.objects.bulk_create([SchoolSettings(school=row) for row in made], batch_size=2000)
    School.objects.bulk_update(changed, _KEPT, batch_size=500)
    rows = known | {row.uai: row for row in made}
    doubts = successors_keep(
        schools=rows, wanted={uai: one.successor for uai, one in kept.items() if one.successor}
    )
    return Kept(
        made, len(changed), len(kept) - len(made) - len(changed), made_communes,
        districts=districts_keep(schools=rows, wanted={uai: one.district for uai, one in kept.items() if one.district}),
        renamed=tuple(renamed), closed=tuple(row.uai for row in gone), shut=schools_shut(schools=gone) if shut else 0,
        doubts=doubts,
    )  # fmt: skip


def _compared(
    wanted: dict[str, SchoolFacts], known: dict[str, School], places: dict[str, Place]
) -> tuple[list[School], list[School], list[tuple[str, str, str]]]:
    """Rows to make, rows that change, and who bears another name."""
    communes = {row.insee: row for row in Commune.objects.filter(insee__in=places)}
    academies = {row.code: row for row in Academy.objects.all()}
    year = current_year(clock.today("Europe/Paris"))
    new: list[School] = []
    changed: list[School] = []
    renamed: list[tuple[str, str, str]] = []
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
        if row.pk is not None and row.name != one.name:
            renamed.append((one.uai, row.name, one.name))
        (changed if row.pk is not None else new).append(row)
        for name, value in said.items():
            setattr(row, name, value)
    return new, changed, renamed


def schools_not_named(*, facts: Iterable[SchoolFacts]) -> list[tuple[str, str]]:
    """Return (number, name) of the known schools of the departments of a list that the list does not name. The
    ministry's list is of open schools: these may be closed, which a human finds out."""
    told = list(facts)
    departments = {_place(one.commune).department for one in told}
    rows = School.objects.filter(commune__department__code__in=departments)
    return list(rows.exclude(uai__in={one.uai for one in told}).order_by("uai").values_list("uai", "name"))


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
            Epci(siren=siren, name=epci_name(siren))
            for siren in {one.epci for one in described.values()}
            if siren
        ],
        ignore_conflicts=True,
    )
    groupings = {
        row.siren: row for row in Epci.objects.filter(siren__in={one.epci for one in described.values()})
    }
    unnamed = [row for row in groupings.values() if row.name == f"EPCI {row.siren}" != epci_name(row.siren)]
    for row in unnamed:
        row.name = epci_name(row.siren)
    Epci.objects.bulk_update(unnamed, ["name"])
    departments = {row.code: row for row in Department.objects.all()}
    known = {row.insee: row for row in Commune.objects.filter(insee__in=described)}
    new, changed = [], []
    for insee, one in described.items():
        commune = known.get(insee)
        if commune is None:
            commune = Commune(insee=insee, name=one.commune_name or f"Commune {insee}")
            commune.department, commune.epci = departments[places[insee].department], groupings.get(one.epci)
            new.append(commune)
            continue
        before = (commune.name, commune.epci_id)
        if one.commune_name and commune.name == f"Commune {insee}":
            commune.name = one.commune_name
        if one.epci:
            commune.epci = groupings[one.epci]
        if (commune.name, commune.epci_id) != before:
            changed.append(commune)
    Commune.objects.bulk_create(new, batch_size=2000)
    Commune.objects.bulk_update(changed, ["name", "epci"], batch_size=500)
    return len(new)


@transaction.atomic
def entitlement_of_order(
    *, actor: Actor | None, school: School, starts: datetime, ends: datetime, accounts: int, reference: str
) -> Entitlement:
    """Open the school in [starts, ends[ with so many accounts, beside what other orders give it, and return what opens
    it."""
    row = Entitlement.objects.create(
        school=school,
        starts=starts,
        ends=ends,
        accounts=accounts,
        source=EntitlementSource.ORDER,
        reason=reference,
    )
    until = last_day(ends, school.time_zone).isoformat()
    audit(actor, "directory.entitlement.granted", school, school_id=school.pk, until=until)
    return row


@transaction.atomic
def entitlement_until(*, entitlement: Entitlement, ends: datetime) -> None:
    """End what was ordered at another instant: the contract stopped, or goes on to its term after all."""
    entitlement.ends = max(ends, entitlement.starts + SHORTEST)
    entitlement.save(update_fields=["ends"])
    school = entitlement.school
    until = last_day(entitlement.ends, school.time_zone).isoformat()
    audit(None, "directory.entitlement.moved", school, school_id=school.pk, until=until)
