"""The schools of a territory, as its inspector or its authority sees them: names and figures, nobody's name."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Window

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Entitlement, School, ServiceSchool
from eprimo.foundation.directory.policies import schools_of_mandates, scope_of
from eprimo.foundation.directory.queries.schools import SMALLEST_CELL
from eprimo.foundation.kernel.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class OneSchool:
    """A school; `pupils` is None where the figure is too small to be shown, `is_open` whether its contract runs."""

    uai: str
    name: str
    commune: str
    pupils: int | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Territory:
    """The first schools by name, and how many there are in all."""

    schools: tuple[OneSchool, ...]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.schools)


def territory_of(actor: Actor, most: int) -> Territory:
    """Those whose figures the actor may see (`figures_visible`), `most` of them; one statement."""
    pupils = Affiliation.objects.in_force(actor.now).filter(school=OuterRef("pk"), profile=Profile.PUPIL)
    counted = pupils.order_by().values("school").annotate(n=Count("person", distinct=True)).values("n")
    rows = (
        _schools(actor)
        .annotate(total=Window(Count("pk")), place=F("commune__name"))
        .annotate(n=Subquery(counted, output_field=IntegerField()))
        .annotate(runs=Exists(Entitlement.objects.in_force(actor.now).filter(school=OuterRef("pk"))))
        .order_by("name", "pk")[:most]
    )
    found: list[Any] = list(rows)
    shown = (OneSchool(row.uai, row.name, row.place, _cell(row.n or 0), row.runs) for row in found)
    return Territory(tuple(shown), found[0].total if found else 0)


def _schools(actor: Actor) -> QuerySet[School]:
    if actor.role == Role.PLATFORM:
        return School.objects.all()
    scope = scope_of(actor)
    if scope.services:
        served = ServiceSchool.objects.in_force(actor.now).filter(service__in=scope.services)
        return School.objects.filter(pk__in=served.values("school"))
    return schools_of_mandates(actor) if scope.mandates else School.objects.none()


def _cell(count: int) -> int | None:
    return count if count >= SMALLEST_CELL else None
