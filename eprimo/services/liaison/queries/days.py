"""What the home of a pupil reads: the newest notes of the class, and those with a day to come."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.composed import Composed
from eprimo.foundation.kernel.statements import Columns, split
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies import seeing

AHEAD = timedelta(days=14)
MOST_DAYS, MOST_NEW = 12, 5

_NOTE = Columns(Note, "n")
_RESOURCE = Columns(Resource, "r", "id", "public_id", "title", "owner")
_OWNER = Columns(Person, "p", "id", "civility", "first_name", "last_name", "usual_name", "erased_at")


def today_of(actor: Actor) -> date:
    """The day it is for the actor, in the zone of the school in use."""
    return actor.now.astimezone(ZoneInfo(actor.time_zone)).date()


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def pupil_days(actor: Actor) -> list[Note]:
    """The dated notes of own class, of this week and of the days ahead (one statement)."""
    today = today_of(actor)
    return [_note(row) for row in _DATED.rows(actor, since=monday_of(today), until=today + AHEAD)]


def newest_for_pupil(actor: Actor) -> list[Note]:
    """The last notes to the pupils of own class (one statement)."""
    return [_note(row) for row in _NEWEST.rows(actor)]


def _dated(actor: Actor, *, since: date, until: date) -> QuerySet[Note, Any]:
    last = Coalesce(F("event_until_on"), F("event_on"))
    coming = _for_pupil(actor).annotate(last_day=last).filter(last_day__gte=since, event_on__lte=until)
    return coming.order_by("event_on", "starts_at", "pk")[:MOST_DAYS]


def _newest(actor: Actor) -> QuerySet[Note, Any]:
    return _for_pupil(actor).order_by("-visible_from", "-pk")[:MOST_NEW]


def _for_pupil(actor: Actor) -> QuerySet[Note, Any]:
    names = [*_NOTE.names(), *_RESOURCE.names("resource__"), *_OWNER.names("resource__owner__")]
    return Note.objects.filter(seeing.pupil_notes(actor)).values_list(*names)


_DATED, _NEWEST = Composed(_dated), Composed(_newest)


def _note(row: tuple[Any, ...]) -> Note:
    (note, resource, owner), _ = split(row, _NOTE, _RESOURCE, _OWNER)
    note.resource, resource.owner = resource, owner
    return note  # type: ignore[no-any-return]
