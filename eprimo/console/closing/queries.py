"""A closure by what told it, what its days hold, and those that are ahead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import DateField, DateTimeField, JSONField, Value
from django.db.models.functions import Cast, Coalesce, JSONObject

from eprimo.console.closing.actions import Shutting
from eprimo.foundation.content.capabilities import detail_name, thing_page
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.particulars import Announced, announced
from eprimo.foundation.content.things.closure_notes import closure_kind, closure_of
from eprimo.foundation.content.things.upcoming import (
    UpcomingDate,
    falls_for_some,
    falls_with,
    upcoming_dates,
    upcoming_for,
)
from eprimo.foundation.directory.closures import Closure
from eprimo.foundation.directory.models import ClassMembership, Person, SchoolDayOff
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.occasions.dates import Dated
from eprimo.foundation.occasions.enums import Sort

_LIST = ArrayField(JSONField())
_MOST = 12


@dataclass(frozen=True, slots=True)
class Shut:
    """A closure that was told: what told it, the days, and how they are said to families."""

    resource: Resource
    day: Dated
    announced: Announced

    @property
    def undone(self) -> bool:
        return self.resource.withdrawn_at is not None

    @property
    def page(self) -> str:
        """The route that shows what told it."""
        return thing_page(closure_kind().kind)


def closure_for(actor: Actor, thing: UUID) -> Shut:
    """A closure of the school in use that was told, undone ones too. Raises NotVisible."""
    kind = closure_kind().kind
    rows = Resource.objects.select_related("school", "owner", detail_name(kind)).filter(
        public_id=thing, service=kind.key, school=actor.school_id or 0, published_at__isnull=False
    )
    resource = rows.first()
    day = closure_of(resource) if resource is not None else None
    if resource is None or day is None:
        raise NotVisible
    return Shut(resource, day, announced(getattr(resource, detail_name(kind)), resource.title))


def families_of(classes: Iterable[int], at: datetime) -> int:
    """How many children it is about."""
    members = ClassMembership.objects.in_force(at).filter(class_group__in=list(classes))
    return members.values("person").distinct().count()


def held_on(actor: Actor, first: date, last: date) -> list[UpcomingDate]:
    """What takes place on these days, of all that the direction sees (one statement)."""
    asked = Person.objects.filter(pk=actor.person_id).annotate(found=upcoming_dates(actor, first, last))
    rows = upcoming_for(actor, asked.values_list("found", flat=True).get())
    return [one for one in rows if one.sort == Sort.EVENT and not one.struck]


def falling_with(actor: Actor, shutting: Shutting) -> list[UpcomingDate]:
    """What would not take place, for all whom it is for or for the families of a class."""
    closures = [
        Closure(
            shutting.told.title,
            shutting.first,
            shutting.last,
            shutting.from_noon,
            shutting.until_noon,
            class_id,
        )
        for class_id in ([None] if shutting.whole else shutting.classes)
    ]
    rows = held_on(actor, shutting.first, shutting.last)
    return [
        one
        for one in rows
        if not one.cancelled and (falls_with(actor, one, closures) or falls_for_some(one, closures))
    ]


def closures_ahead(actor: Actor) -> Any:
    """The closures of the school in use that are not over, each once, as one column of a statement of homes."""
    # The day in Greenwich: who reads it leaves out what is over in the zone of the school.
    today = Cast(Value(actor.now, output_field=DateTimeField()), DateField())
    rows = SchoolDayOff.objects.exclude(told_by=None).filter(school=actor.school_id or 0, last__gte=today)
    one = JSONObject(
        thing="told_by", label="label", first="first", last="last", of_class="class_group__label"
    )
    found = ArraySubquery(rows.order_by("first", "pk").values(one=one)[:_MOST])
    return Coalesce(found, Cast(Value([]), _LIST), output_field=_LIST)
