"""The schools that an agent's services serve, on the home of the agent: names and figures, nobody's name."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Subquery, Window

from eprimo.foundation.directory.enums import Profile
from eprimo.foundation.directory.models import Affiliation, Entitlement, School, ServiceSchool
from eprimo.foundation.directory.policies import scope_of
from eprimo.foundation.directory.queries.schools import SMALLEST_CELL
from eprimo.foundation.kernel.actor import Actor


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


def schools_served(actor: Actor, most: int) -> Served:
    """Those of the own services now, `most` of them; one statement."""
    served = ServiceSchool.objects.in_force(actor.now).filter(service__in=scope_of(actor).services)
    pupils = Affiliation.objects.in_force(actor.now).filter(school=OuterRef("pk"), profile=Profile.PUPIL)
    counted = pupils.order_by().values("school").annotate(n=Count("person", distinct=True)).values("n")
    rows = (
        School.objects.filter(pk__in=served.values("school"))
        .annotate(total=Window(Count("pk")), place=F("commune__name"))
        .annotate(n=Subquery(counted, output_field=IntegerField()))
        .annotate(runs=Exists(Entitlement.objects.in_force(actor.now).filter(school=OuterRef("pk"))))
        .order_by("name", "pk")[:most]
    )
    found: list[Any] = list(rows)
    shown = (OneSchool(row.uai, row.name, row.place, _cell(row.n or 0), row.runs) for row in found)
    return Served(tuple(shown), found[0].total if found else 0)


def _cell(count: int) -> int | None:
    return count if count >= SMALLEST_CELL else None
