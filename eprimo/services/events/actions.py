"""One date of a series: moved, struck out, put back, alone or with those that follow. The past never moves."""

from datetime import date, time, timedelta

from django.db import transaction
from django.db.models import QuerySet

from eprimo.foundation.content.actions import dates_follow, resource_touch
from eprimo.foundation.content.kinds import kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.particulars import Particulars, require_hours
from eprimo.foundation.content.things.access import lock_thing
from eprimo.foundation.content.things.drafts import facts_of
from eprimo.foundation.content.things.events import ThingMoved
from eprimo.foundation.content.things.life import thing_correct
from eprimo.foundation.content.things.rights import rule
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import Conflict, DomainError, NotVisible
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.presence.hours import has_class, hours_of, monday_of, next_day, off_on
from eprimo.services.events.models import EventDay
from eprimo.services.events.series import year_ends
from eprimo.ui.french import weekday_day_month

# Its declaration takes what is done here.
_KEY = "events"
_YEAR = timedelta(days=366)


@transaction.atomic
def day_change(
    *,
    actor: Actor,
    resource: Resource,
    n: int,
    on: date,
    starts_at: time | None = None,
    ends_at: time | None = None,
    place: str = "",
    following: bool = False,
) -> None:
    """Another day, other hours, another place, for one date; `following`: for it and those after it, which is a
    correction of the series from that week on. Raises DomainError at the field that is wrong."""
    row = _row(actor, resource, n)
    resource = row.resource
    if on < clock.today(resource.time_zone):
        raise DomainError("Ce jour est passé. Choisissez-en un autre.", field="on")
    require_hours(Particulars(event_on=on, starts_at=starts_at, ends_at=ends_at))
    if following:
        _from_now_on(actor, row, on, starts_at, ends_at, place)
        return
    if on != row.on:
        _require_free(row, on)
        row.was_on, row.on = row.was_on or row.on, on
    row.starts_at, row.ends_at, row.place = starts_at, ends_at, place
    row.save()
    _followed(actor, resource, "changed", 1)


@transaction.atomic
def date_put_off(*, actor: Actor, resource: Resource, n: int, on: date) -> None:
    """Put a date off to another day, the school being shut on its own: of a series it alone, with its hours and place;
    else the thing, which lasts as long as before."""
    row = EventDay.objects.filter(resource=resource, n=n).first()
    if row is not None:
        day_change(
            actor=actor,
            resource=resource,
            n=n,
            on=on,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            place=row.place,
        )
        return
    facts = facts_of(kind_of(_KEY), resource)
    first, last = facts["event_on"], facts["event_until_on"]
    facts |= {"event_on": on, "event_until_on": last and on + (last - first)}
    said = resource.versions.get(number=resource.version)
    thing_correct(
        actor=actor, kind=kind_of(_KEY), resource=resource, title=resource.title, body=said.body, facts=facts
    )


@transaction.atomic
def days_strike(*, actor: Actor, resource: Resource, n: int, following: bool = False) -> int:
    """It does not take place: everybody sees it struck out. Returns how many; twice is once."""
    row = _row(actor, resource, n)
    rows = [one for one in (_from(row) if following else [row]) if one.struck_at is None]
    now = clock.now()
    for one in rows:
        one.struck_at = now
    EventDay.objects.bulk_update(rows, ["struck_at"])
    if rows:
        _followed(actor, row.resource, "struck", len(rows))
    return len(rows)


@transaction.atomic
def days_restore(*, actor: Actor, resource: Resource, n: int) -> int:
    """It takes place again, with those that were struck out by the same act. Returns how many."""
    row = _row(actor, resource, n)
    if row.struck_at is None:
        return 0
    rows = list(_from(row).filter(struck_at=row.struck_at))
    for one in rows:
        one.struck_at = None
    EventDay.objects.bulk_update(rows, ["struck_at"])
    _followed(actor, row.resource, "put_back", len(rows))
    return len(rows)


# --- pieces ------------------------------------------------------------------------------------------------------


def _row(actor: Actor, resource: Resource, n: int) -> EventDay:
    """The date of a series that is out, held with its thing, which the actor may correct."""
    thing = lock_thing(actor, kind_of(_KEY), resource)
    require(rule(kind_of(_KEY), "correct"), actor, thing)
    if not thing.is_out:
        raise Conflict
    row = EventDay.objects.filter(resource=thing.resource, n=n).first()
    if row is None:
        raise NotVisible
    if row.on < clock.today(thing.resource.time_zone):
        raise Conflict("Cette date est passée\N{NO-BREAK SPACE}: le passé ne change pas.")
    row.resource = thing.resource
    return row


def _from(row: EventDay) -> QuerySet[EventDay]:
    """It and those that follow."""
    return EventDay.objects.filter(resource=row.resource, on__gte=row.on).order_by("on")


def _from_now_on(
    actor: Actor, row: EventDay, on: date, starts_at: time | None, ends_at: time | None, place: str
) -> None:
    if on != row.on:
        if monday_of(on) not in {row.week, monday_of(row.on)}:
            raise DomainError("Pour toutes les suivantes, choisissez un jour de la même semaine.", field="on")
        _require_free(row, on)
    resource = row.resource
    facts = facts_of(kind_of(_KEY), resource) | {"starts_at": starts_at, "ends_at": ends_at, "place": place}
    usual = row.week + timedelta(days=facts["event_on"].weekday())
    # Moved alone, and left where it is: those that follow keep their day of the week.
    stays = on == row.on and row.was_on is not None
    facts["event_on"] = usual if stays else row.week + timedelta(days=on.weekday())
    if later := max(facts["event_on"] - usual, timedelta()):
        # The last date moves with the others.
        until = facts["repeat_until_on"]
        facts["repeat_until_on"] = max(until, min(until + later, year_ends(resource, until)))
    last = resource.versions.get(number=resource.version)
    made = thing_correct(
        actor=actor, kind=kind_of(_KEY), resource=resource, title=resource.title, body=last.body, facts=facts
    )  # fmt: skip
    if on == facts["event_on"]:
        row.was_on = None
    row.on, row.starts_at, row.ends_at, row.place = on, starts_at, ends_at, place
    _keep(row)
    if made.version == last.number:
        # The series was so already: this date alone was not.
        _followed(actor, made, "changed", 1)
    else:
        dates_follow(resource=made)


def _keep(row: EventDay) -> None:
    """The date that was corrected says what was typed, whatever it had alone before, and stands where the series has no
    day in its week any more."""
    lock_thing = EventDay.objects.filter(resource=row.resource, n=row.n).first()
    if lock_thing is None:
        row.pk = None
    else:
        row.bring = lock_thing.bring
    row.save()


def _require_free(row: EventDay, on: date) -> None:
    if on > row.on + _YEAR:
        raise DomainError("Ce jour est dans plus d’un an\N{NO-BREAK SPACE}: vérifiez l’année.", field="on")
    if EventDay.objects.filter(resource=row.resource, on=on).exists():
        raise DomainError("Une autre date de la série est déjà ce jour-là.", field="on")
    school = row.resource.school
    hours = hours_of(school, on) if school is not None else None
    if hours is not None and not has_class(hours, on):
        why = off_on(hours, on)
        lead = f"Il n’y a pas classe ce jour ({why})" if why else "Il n’y a pas classe ce jour"
        instead = weekday_day_month(next_day(hours, on))
        raise DomainError(
            f"{lead}\N{NO-BREAK SPACE}: le premier jour de classe est le {instead}.", field="on"
        )


def _followed(actor: Actor, resource: Resource, act: str, dates: int) -> None:
    dates_follow(resource=resource)
    resource_touch(resource=resource)
    audit(actor, f"events.day.{act}", resource, school_id=resource.school_id, dates=dates)
    emit(ThingMoved(resource.pk))
