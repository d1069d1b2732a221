"""The days on which schools of a territory are shut, for its inspection and its academy: how many, and which. What the
school calls such a day is its own words, and stays there."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F

from eprimo.foundation.directory.models import SchoolDayOff
from eprimo.foundation.directory.policies.scope import schools_of_mandates
from eprimo.foundation.kernel.actor import Actor, Role

# Who stands above schools and reads their calendars: « own territory: school dates ».
ABOVE = frozenset({Role.INSPECTOR, Role.ACADEMY})
# Schools that are named of one closure, and closures of a page.
MOST_NAMED, _MOST = 100, 60


@dataclass(frozen=True, slots=True)
class TerritoryClosure:
    """The schools that are shut on these days; `names`: the first of them, each with its town."""

    first: date
    last: date
    schools: int
    names: tuple[str, ...]

    @property
    def more(self) -> int:
        return self.schools - len(self.names)


def shut_in_territory(actor: Actor, first: date, last: date) -> list[TerritoryClosure]:
    """Return the closures in the calendars of schools, those of whole schools among them, in the order of days (one
    statement, whatever the number of schools)."""
    rows = SchoolDayOff.objects.in_force(actor.now).filter(
        class_group=None, school__in=schools_of_mandates(actor).values("pk"), last__gte=first, first__lte=last
    )
    by_days = rows.order_by("first", "last").values("first", "last")
    counted = by_days.annotate(
        schools=Count("school", distinct=True), names=ArrayAgg("school__name", order_by="school__key"),
        towns=ArrayAgg("school__commune__name", order_by="school__key"),
    )  # fmt: skip
    kept = counted.annotate(some=F("names")[:MOST_NAMED], of=F("towns")[:MOST_NAMED])
    found = kept.values_list("first", "last", "schools", "some", "of")[:_MOST]
    return [
        TerritoryClosure(
            since, until, schools, tuple(f"{name}, {town}" for name, town in zip(names, towns, strict=True))
        )
        for since, until, schools, names, towns in found
    ]
