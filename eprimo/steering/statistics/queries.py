"""What those who follow many schools read: one statement for all of them, gathered here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, Q, Subquery

from eprimo.foundation.directory.models import Entitlement, School, SchoolCirconscription
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.text import fold
from eprimo.steering.statistics.hourly_counts import ENDING_WITHIN
from eprimo.steering.statistics.models import Concern, SchoolFigures
from eprimo.steering.statistics.policies import can_read_figures, concerns_told, figures_visible_to
from eprimo.steering.statistics.wording import Counted, Share


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address narrows the territory to; empty: all of it."""

    department: str = ""
    circonscription: str = ""
    epci: str = ""
    commune: str = ""
    concern: str = ""
    words: str = ""

    @property
    def narrowed(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school: where it is, and how it stands."""

    public_id: UUID
    uai: str
    name: str
    kind: str
    sector: str
    latitude: float | None
    longitude: float | None
    commune: str
    commune_name: str
    department: str
    department_name: str
    epci: str
    epci_name: str
    circonscription: str
    pupils: int
    families: Share
    guardians: Share
    adults: Share
    classes: int
    open_until: datetime | None
    imported_at: datetime | None
    concerns: tuple[Concern, ...]

    @property
    def is_open(self) -> bool:
        return self.open_until is not None


# Field of a row → where it comes from.
_FROM = {
    "public_id": "school__public_id", "uai": "school__uai", "name": "school__name", "kind": "school__kind",
    "sector": "school__sector", "latitude": "school__latitude", "longitude": "school__longitude",
    "commune": "school__commune__insee", "commune_name": "school__commune__name",
    "department": "school__commune__department__code", "department_name": "school__commune__department__name",
    "epci": "school__commune__epci__siren", "epci_name": "school__commune__epci__name",
    "circonscription": "district", "pupils": "pupils", "families_came": "families_came", "families": "families",
    "guardians_came": "guardians_came", "guardians": "guardians", "adults_came": "adults_came", "adults": "adults",
    "classes": "classes", "open_until": "open_now", "open_last": "open_last", "imported_at": "imported_at",
    "concerns": "concerns",
}  # fmt: skip
_FIELDS = tuple(_FROM)
# What is true of a school that is not open, too.
_OF_CLOSED = frozenset({Concern.IMPORT_REFUSED})


def school_rows(actor: Actor, asked: Asked) -> list[SchoolRow]:
    """The schools of the territory on the last day that was counted, by name; one statement. Whether one is open is
    read from what opens it now: who opened it, or ordered, does not wait for the next count."""
    last = SchoolFigures.objects.order_by("-day").values("day")[:1]
    district = SchoolCirconscription.objects.in_force(actor.now).filter(school=OuterRef("school"))
    rows = (
        SchoolFigures.objects.filter(figures_visible_to(actor), _narrowed(asked), day=Subquery(last))
        .annotate(district=Subquery(district.values("circonscription__name")[:1]), **_openings(actor.now))
        .order_by("school__key", "school__uai")
    )
    if asked.circonscription:
        rows = rows.filter(district=asked.circonscription)
    told = concerns_told(actor)
    staff = staff_of(actor)
    found = [_row(values, told, staff, actor.now) for values in rows.values_list(*_FROM.values())]
    wanted = fold(asked.words).split()
    return [
        row
        for row in found
        if (not asked.concern or asked.concern in row.concerns)
        and all(word in fold(f"{row.name} {row.commune_name} {row.uai}") for word in wanted)
    ]


def _narrowed(asked: Asked) -> Q:
    q = Q()
    if asked.department:
        q &= Q(school__commune__department__code=asked.department)
    if asked.epci:
        q &= Q(school__commune__epci__siren=asked.epci)
    if asked.commune:
        q &= Q(school__commune__insee=asked.commune)
    return q


def staff_of(actor: Actor) -> type[Share]:
    """« Schools and staff counted plain, pupils and families ≥ 5 »: to the inspector and the academy."""
    return Counted if actor.role in {Role.INSPECTOR, Role.ACADEMY} else Share


def _openings(now: datetime) -> dict[str, Subquery]:
    """Until when what is in force now, and whatever opens it later, keeps the school open."""
    rows = (
        Entitlement.objects.filter(school=OuterRef("school"), ends__gt=now).order_by("-ends").values("ends")
    )
    return {"open_now": Subquery(rows.filter(starts__lte=now)[:1]), "open_last": Subquery(rows[:1])}


def _concerns(
    counted: Collection[str], until: datetime | None, last: datetime | None, now: datetime
) -> set[str]:
    """Those that were counted, with what is known of its openings since; of a closed school nothing is asked that
    needs it open."""
    if until is None or last is None:
        return {Concern.CLOSED, *_OF_CLOSED.intersection(counted)}
    found = set(counted) - {Concern.CLOSED, Concern.ENDING}
    return found | {Concern.ENDING} if last < now + ENDING_WITHIN else found


def _row(values: tuple[Any, ...], told: frozenset[Concern], staff: type[Share], now: datetime) -> SchoolRow:
    row = dict(zip(_FIELDS, values, strict=True))
    concerns = _concerns(row["concerns"], row["open_until"], row.pop("open_last"), now)
    for name, share in (("families", Share), ("guardians", Share), ("adults", staff)):
        row[name] = share(row.pop(f"{name}_came"), row[name])
    for name in ("epci", "epci_name", "circonscription"):
        row[name] = row[name] or ""
    row["concerns"] = tuple(one for one in Concern if one in concerns and one in told)
    return SchoolRow(**row)


@dataclass(slots=True)
class Total:
    """Several schools together."""

    key: str = ""
    name: str = ""
    schools: int = 0
    open: int = 0
    pupils: int = 0
    families: Share = field(default_factory=lambda: Share(0, 0))
    guardians: Share = field(default_factory=lambda: Share(0, 0))
    adults: Share = field(default_factory=lambda: Share(0, 0))
    watched: int = 0

    def add(self, row: SchoolRow) -> None:
        self.schools += 1
        self.open += row.is_open
        self.watched += bool(row.concerns)
        self.pupils += row.pupils
        self.families += row.families
        self.guardians += row.guardians
        self.adults += row.adults


def total_of(rows: Iterable[SchoolRow]) -> Total:
    total = Total()
    for row in rows:
        total.add(row)
    return total


def totals_by(rows: Iterable[SchoolRow], key: str, name: str) -> list[Total]:
    """One total for each value of a column, by name; schools without one come last."""
    found: dict[str, Total] = {}
    for row in rows:
        value = getattr(row, key)
        found.setdefault(value, Total(value, getattr(row, name) if value else "")).add(row)
    return sorted(found.values(), key=lambda one: (not one.name, fold(one.name)))


def concerns_of(rows: Iterable[SchoolRow]) -> list[tuple[Concern, int]]:
    """How many schools each concern is true of, in the order of the list; those of none left out."""
    counts = dict.fromkeys(Concern, 0)
    for row in rows:
        for concern in row.concerns:
            counts[concern] += 1
    return [(concern, count) for concern, count in counts.items() if count]


def counted_at(actor: Actor) -> datetime | None:
    """When what the actor reads was counted; None: never yet."""
    found: datetime | None = SchoolFigures.objects.filter(figures_visible_to(actor)).aggregate(
        at=Max("computed_at")
    )["at"]
    return found


@dataclass(frozen=True, slots=True)
class Week:
    """How far a school had come at the last day counted of one week."""

    day: date
    families: Share
    adults: Share


def school_of(actor: Actor, uai: str) -> School:
    """A school of the territory; raises NotVisible."""
    rows = School.objects.select_related("commune__department", "commune__epci", "academy")
    found = rows.filter(uai=uai).first()
    if found is None or not can_read_figures(actor, found):
        raise NotVisible
    return found


def weeks_of(actor: Actor, school: School, *, most: int = 12) -> list[Week]:
    """The last weeks of a school, newest first: one line a week, its last day counted."""
    rows = SchoolFigures.objects.filter(school=school).order_by("-day").values_list(
        "day", "families_came", "families", "adults_came", "adults"
    )  # fmt: skip
    weeks: dict[tuple[int, int], Week] = {}
    staff = staff_of(actor)
    for day, came, families, adults_came, adults in rows[: most * 7]:
        weeks.setdefault(day.isocalendar()[:2], Week(day, Share(came, families), staff(adults_came, adults)))
    return list(weeks.values())[:most]
