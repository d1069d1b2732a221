"""A closure by its note, what its days hold, and those that are ahead."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import DateField, DateTimeField, JSONField, Value
from django.db.models.functions import Cast, Coalesce, JSONObject

from eprimo.console.closing.actions import Shutting
from eprimo.foundation.content.things.ahead import Ahead, ahead, ahead_for, falls_with
from eprimo.foundation.directory.closures import Closure
from eprimo.foundation.directory.models import ClassMembership, Person, SchoolDayOff
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.occasions.enums import Sort
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note

_LIST = ArrayField(JSONField())
_MOST = 12


def closure_for(actor: Actor, thing: UUID) -> Note:
    """A closure of the school in use that was told, undone ones too. Raises NotVisible."""
    rows = Note.objects.select_related("resource__school", "resource__owner", "school")
    found = rows.filter(
        resource__public_id=thing, kind=NoteKind.CLOSED, school=actor.school_id or 0, event_on__isnull=False,
        resource__published_at__isnull=False,
    ).first()  # fmt: skip
    if found is None:
        raise NotVisible
    return found


def shuts_whole(note: Note) -> bool:
    """It shuts the whole school."""
    return SchoolDayOff.objects.filter(told_by=note.resource.public_id, class_group=None).exists()


def families_of(classes: Iterable[int], at: datetime) -> int:
    """How many children it is about."""
    members = ClassMembership.objects.in_force(at).filter(class_group__in=list(classes))
    return members.values("person").distinct().count()


def held_on(actor: Actor, first: date, last: date) -> list[Ahead]:
    """What takes place on these days, of all that the direction sees (one statement)."""
    asked = Person.objects.filter(pk=actor.person_id).annotate(found=ahead(actor, first, last))
    rows = ahead_for(actor, asked.values_list("found", flat=True).get())
    return [one for one in rows if one.sort == Sort.EVENT and not one.struck]


def falling_with(actor: Actor, shutting: Shutting) -> list[Ahead]:
    """What would not take place."""
    closures = [
        Closure(
            shutting.title, shutting.first, shutting.last, shutting.from_noon, shutting.until_noon, class_id
        )
        for class_id in ([None] if shutting.whole else shutting.classes)
    ]
    rows = held_on(actor, shutting.first, shutting.last)
    return [one for one in rows if not one.cancelled and falls_with(actor, one, closures)]


def fallen_with(actor: Actor, note: Note) -> list[Ahead]:
    """What the days of a closure held and does not take place, or takes place all the same by a decision."""
    if note.event_on is None:
        return []
    rows = held_on(actor, note.event_on, note.event_until_on or note.event_on)
    return [one for one in rows if one.cancelled or one.when_shut]


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
