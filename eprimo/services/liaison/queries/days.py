"""What the home of a pupil reads: the newest notes of the class, and those with a day to come."""

from datetime import date, timedelta
from functools import partial
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
from eprimo.services.liaison.queries.texts import read_body, with_body

AHEAD = timedelta(days=14)
MOST_DAYS, MOST_NEW = 12, 5

_NOTE = Columns(Note, "n")
_RESOURCE = Columns(Resource, "r", "id", "public_id", "title", "owner", "visible_from")
_OWNER = Columns(Person, "p", "id", "civility", "first_name", "last_name", "usual_name", "erased_at")


def today_of(actor: Actor) -> date:
    """The day it is for the actor, in the zone of the school in use."""
    return actor.now.astimezone(ZoneInfo(actor.time_zone)).date()


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def pupil_days(actor: Actor) -> list[Note]:
    """The dated notes of own class, of this week and of the days ahead (one statement)."""
    today, whole = today_of(actor), actor.skin == "petits"
    rows = _DATED[whole].rows(actor, since=monday_of(today), until=today + AHEAD)
    return [_note(row, whole=whole) for row in rows]


def newest_for_pupil(actor: Actor) -> list[Note]:
    """The last notes to the pupils of own class (one statement)."""
    whole = actor.skin == "petits"
    return [_note(row, whole=whole) for row in _NEWEST[whole].rows(actor)]


def _dated(actor: Actor, *, whole: bool, since: date, until: date) -> QuerySet[Note, Any]:
    last = Coalesce(F("event_until_on"), F("event_on"))
    coming = (
        _for_pupil(actor, whole=whole)
        .annotate(last_day=last)
        .filter(last_day__gte=since, event_on__lte=until)
    )
    return coming.order_by("event_on", "starts_at", "pk")[:MOST_DAYS]


def _newest(actor: Actor, *, whole: bool) -> QuerySet[Note, Any]:
    return _for_pupil(actor, whole=whole).order_by("-resource__visible_from", "-pk")[:MOST_NEW]


def _for_pupil(actor: Actor, *, whole: bool) -> QuerySet[Note, Any]:
    names = [*_NOTE.names(), *_RESOURCE.names("resource__"), *_OWNER.names("resource__owner__")]
    notes = Note.objects.filter(seeing.pupil_notes(actor))
    return with_body(notes).values_list(*names, "body") if whole else notes.values_list(*names)


# With their texts, which tell the pictures of the little ones, and without.
_DATED, _NEWEST = (
    {whole: Composed(partial(query, whole=whole)) for whole in (False, True)} for query in (_dated, _newest)
)


def _note(row: tuple[Any, ...], *, whole: bool) -> Note:
    (note, resource, owner), rest = split(row, _NOTE, _RESOURCE, _OWNER)
    note.resource, resource.owner = resource, owner
    if whole:
        note.body = read_body(rest[0])
    return note  # type: ignore[no-any-return]
