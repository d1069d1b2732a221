"""Notes with a day to come, for the pupils of a class."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from eprimo.foundation.kernel.actor import Actor
from eprimo.services.liaison.models import Note
from eprimo.services.liaison.policies import seeing

AHEAD = timedelta(days=14)
MOST_DAYS = 12


def today_of(actor: Actor) -> date:
    """The day it is for the actor, in the zone of the school in use."""
    return actor.now.astimezone(ZoneInfo(actor.time_zone)).date()


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def pupil_days(actor: Actor) -> list[Note]:
    """The dated notes of own class, of this week and of the days ahead (one statement)."""
    return list(
        _dated(Note.objects.filter(seeing.pupil_notes(actor)), monday_of(today_of(actor)), today_of(actor))
    )


def _dated(notes: QuerySet[Note], since: date, today: date) -> QuerySet[Note]:
    last = Coalesce(F("event_until_on"), F("event_on"))
    coming = notes.annotate(last_day=last).filter(last_day__gte=since, event_on__lte=today + AHEAD)
    return coming.select_related("resource").order_by("event_on", "starts_at", "pk")[:MOST_DAYS]
