"""Communes, districts and schools of the invented academy. No name, code or number of these exists."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from eprimo.devtools.generators.school_people import SchoolKind
from eprimo.foundation.directory.enums import EntitlementSource, Sector, ServiceKind
from eprimo.foundation.directory.models import (
    Academy,
    Circonscription,
    Commune,
    CommuneService,
    Department,
    Entitlement,
    Epci,
    School,
    SchoolCirconscription,
    SchoolSettings,
    SchoolYear,
    ServiceSchool,
)

_UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Place:
    """One school to be made."""

    key: str
    name: str
    commune: str
    kind: SchoolKind
    # Degrees north and east: the academy lies in the sea, where no school is.
    at: tuple[float, float]
    sector: Sector = Sector.PUBLIC
    entitled: bool = True


VALMARAIS, BRIVE, SAINT_AUBIN = "Valmarais", "Brive-sur-Loirette", "Saint-Aubin-des-Prés"
COMMUNES = {VALMARAIS: ("99101", "99100"), BRIVE: ("99102", "99200"), SAINT_AUBIN: ("99103", "99300")}
PLACES = (
    Place("tilleuls", "École élémentaire Les Tilleuls", VALMARAIS, "elementaire", (46.512, -4.021)),
    Place("coquelicots", "École maternelle Les Coquelicots", VALMARAIS, "maternelle", (46.519, -4.034)),
    Place("verne", "École primaire Jules-Verne", VALMARAIS, "primaire", (46.502, -4.044)),
    Place("veil", "École élémentaire Simone-Veil", VALMARAIS, "elementaire", (46.498, -4.012)),
    Place("port", "École maternelle du Port", VALMARAIS, "maternelle", (46.488, -4.031)),
    Place(
        "sainte-anne",
        "École Sainte-Anne",
        VALMARAIS,
        "primaire",
        (46.508, -4.005),
        Sector.PRIVATE_ASSOCIATION,
    ),
    Place("hirondelles", "École primaire Les Hirondelles", BRIVE, "primaire", (46.561, -3.912)),
    Place("prevert", "École élémentaire Jacques-Prévert", BRIVE, "elementaire", (46.57, -3.925)),
    Place("ribambelle", "École maternelle La Ribambelle", BRIVE, "maternelle", (46.553, -3.93)),
    Place("bourg", "École primaire du Bourg", SAINT_AUBIN, "primaire", (46.442, -3.871)),
    Place("curie", "École primaire Marie-Curie", SAINT_AUBIN, "primaire", (46.431, -3.884)),
    # Its commune has not ordered yet: closed to sign-in.
    Place("lande", "École primaire de la Lande", SAINT_AUBIN, "primaire", (46.451, -3.902), entitled=False),
)


@dataclass
class Territory:
    """What was made, by key."""

    year: int
    since: datetime
    academy: Academy
    department: Department
    epci: Epci
    communes: dict[str, Commune]
    districts: dict[str, Circonscription]
    schools: dict[str, School]
    services: dict[str, CommuneService]


def uai(number: int) -> str:
    """A school's number of the invented department, with its letter."""
    digits = f"099{number:04}"
    return digits + _UAI_LETTERS[int(digits) % len(_UAI_LETTERS)]


def make_territory(
    year: int, since: datetime, places: tuple[Place, ...], academy: Academy | None = None
) -> Territory:
    """The territory and its schools, for a school year that starts in `year`. `since`: when its links start. An academy
    that is given gets the invented department besides its own."""
    academy = academy or Academy.objects.create(code="99", name="Académie de la Loirette")
    department = Department.objects.create(code="099", name="Val-de-Loirette", academy=academy)
    epci = Epci.objects.create(siren="999000003", name="Communauté de communes du Pays de Valmarais")
    for one in (year - 1, year, year + 1):
        SchoolYear.objects.get_or_create(
            year=one, defaults={"starts": date(one, 9, 1), "ends": date(one + 1, 8, 31)}
        )
    made = Territory(
        year=year,
        since=since,
        academy=academy,
        department=department,
        epci=epci,
        communes={
            name: Commune.objects.create(insee=insee, name=name, department=department, epci=epci)
            for name, (insee, _) in COMMUNES.items()
        },
        districts={
            name: Circonscription.objects.create(name=name, department=department)
            for name in ("Valmarais", "Vallée de la Loirette")
        },
        schools={},
        services={},
    )
    for number, place in enumerate(places, 1):
        made.schools[place.key] = _make_school(made, number, place)
    _make_services(made)
    return made


def _make_school(made: Territory, number: int, place: Place) -> School:
    school = School.objects.create(
        uai=uai(number),
        name=place.name,
        kind=place.kind,
        sector=place.sector,
        latitude=place.at[0],
        longitude=place.at[1],
        commune=made.communes[place.commune],
        academy=made.academy,
        running_year_id=made.year,
    )
    SchoolSettings.objects.create(school=school, families_see_classmates=place.key == "verne")
    district = made.districts["Valmarais" if place.commune == VALMARAIS else "Vallée de la Loirette"]
    SchoolCirconscription.objects.create(school=school, circonscription=district, starts=made.since)
    if place.entitled:
        Entitlement.objects.create(
            school=school,
            starts=made.since - timedelta(days=60),
            ends=made.since + timedelta(days=730),
            accounts=420,
            source=EntitlementSource.DEMO,
            reason="Démonstration",
        )
    return school


def _make_services(made: Territory) -> None:
    """A canteen for each commune, and the after-school care of the EPCI in every public school."""
    public = [school for school in made.schools.values() if school.sector == Sector.PUBLIC]
    for name, commune in made.communes.items():
        service = CommuneService.objects.create(
            commune=commune, kind=ServiceKind.CANTEEN, name=f"Restaurant scolaire de {name}"
        )
        made.services[f"canteen {name}"] = service
        _open(service, [school for school in public if school.commune_id == commune.pk], made.since)
    care = CommuneService.objects.create(
        epci=made.epci, kind=ServiceKind.EVENING_CARE, name="Accueil du soir du Pays de Valmarais"
    )
    made.services["care"] = care
    _open(care, public, made.since)


def _open(service: CommuneService, schools: list[School], since: datetime) -> None:
    ServiceSchool.objects.bulk_create(
        [ServiceSchool(service=service, school=school, starts=since) for school in schools]
    )
