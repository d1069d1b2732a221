"""The schools that an agent's services serve, on the home of the agent: names and figures, nobody's name."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Window

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Entitlement, School, ServiceSchool
from eprimo.foundation.directory.queries.schools import SMALLEST_CELL
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.prepared_queries import Composed

# Enough for a town; a territory has pages of its own.
MOST = 40


@dataclass(frozen=True, slots=True)
class OneSchool:
    """A school; `pupils` is None where the figure is too small to be shown, `is_open` whether its contract runs."""

    uai: str
    name: str
    commune: str
    pupils: int | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Served:
    """The first schools by name, and how many there are in all."""

    schools: tuple[OneSchool, ...]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.schools)


def schools_served(actor: Actor) -> Served:
    """Return the schools that the own services serve now, by name; one statement."""
    rows = _SERVED.values(actor)
    shown = (
        OneSchool(uai, name, place, _cell(pupils or 0), runs) for uai, name, place, pupils, runs, _ in rows
    )
    return Served(tuple(shown), rows[0][-1] if rows else 0)


def _served(actor: Actor) -> QuerySet[School, Any]:
    served = ServiceSchool.objects.in_force(actor.now).filter(service__in=actor.service_ids)
    pupils = Affiliation.objects.in_force(actor.now).filter(school=OuterRef("pk"), profile=Profile.PUPIL)
    counted = pupils.order_by().values("school").annotate(n=Count("person", distinct=True)).values("n")
    runs = Exists(Entitlement.objects.in_force(actor.now).filter(school=OuterRef("pk")))
    rows = School.objects.filter(pk__in=served.values("school")).order_by("name", "pk")
    return rows.values_list(
        "uai",
        "name",
        "commune__name",
        Subquery(counted, output_field=IntegerField()),
        runs,
        Window(Count("pk")),
    )[:MOST]


_SERVED = Composed(_served)


def _cell(count: int) -> int | None:
    return count if count >= SMALLEST_CELL else None
