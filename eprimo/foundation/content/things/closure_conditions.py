"""Which closures shut a whole school, and what was said of a date that one of them holds, as pieces of statements on
`Occasion`."""

from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When

from eprimo.foundation.content.kinds import To
from eprimo.foundation.content.models import Target
from eprimo.foundation.directory.models import ClassGroup, Group, SchoolDayOff
from eprimo.foundation.occasions.enums import Sort
from eprimo.foundation.occasions.models import Occasion


def of_whole_school() -> Q:
    """Told to the whole school, or to each of its open classes."""
    named = Target.objects.filter(resource=OuterRef("resource"))
    of_class = Target.objects.filter(
        resource=OuterRef(OuterRef("resource")), kind=To.CLASS, target=OuterRef("pk")
    )
    left = ClassGroup.objects.filter(
        ~Exists(of_class), school=OuterRef("school"), closed_at=None, year_id=F("school__running_year_id")
    )
    return Q(Exists(named.filter(kind=To.SCHOOL))) | Q(Exists(named.filter(kind=To.CLASS)), ~Exists(left))


def said_when_shut() -> Case:
    """Return what was decided of a date, as long as the closure stands that this answers: one that was taken back, or
    has other days, leaves nothing of it."""
    days = SchoolDayOff.objects.filter(
        pk=OuterRef("shut_off"), first__lte=OuterRef("on"), last__gte=OuterRef("until")
    )
    notes = Occasion.objects.filter(
        resource=OuterRef("shut_note"), sort=Sort.CLOSURE, school=OuterRef("school"), on__lte=OuterRef("on"),
        until__gte=OuterRef("until"),
    )  # fmt: skip
    return Case(
        When(when_shut="", then=Value("")),
        When(Exists(days) | Exists(notes), then=F("when_shut")),
        default=Value(""),
        output_field=CharField(),
    )


def for_somebody() -> Q:
    """Return a filter: what is not only for classes and groups that are closed."""
    named: Any = Target.objects.filter(resource=OuterRef("resource")).exclude(kind=To.PERSON)
    of = OuterRef("target")
    closed = Q(Exists(ClassGroup.objects.filter(pk=of, closed_at__isnull=False)), kind=To.CLASS) | Q(
        Exists(Group.objects.filter(pk=of, closed_at__isnull=False)), kind=To.GROUP
    )
    return ~Exists(named) | Exists(named.exclude(closed))
