"""What a day held that the school is shut on: each date falls away by itself, unless who directs the school says that
it takes place all the same, or puts it off to the next day of class. Services tell what else stood there."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import (
    Count,
    DateField,
    DateTimeField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.db.models.lookups import Exact

from eprimo.foundation.content.actions import resource_touch
from eprimo.foundation.content.capabilities import Days
from eprimo.foundation.content.enums import ResourceState
from eprimo.foundation.content.kinds import kind_of
from eprimo.foundation.content.models import Resource
from eprimo.foundation.content.things.closure_conditions import for_somebody, of_whole_school, said_when_shut
from eprimo.foundation.content.things.events import ThingMoved
from eprimo.foundation.content.things.upcoming import (
    UpcomingDate,
    dates_seen,
    falls_for_some,
    falls_with,
    upcoming_dates,
    upcoming_for,
)
from eprimo.foundation.directory.closures import Closure
from eprimo.foundation.directory.models import Person, School, SchoolDayOff
from eprimo.foundation.directory.policies.acts import can_change_settings
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.audit import audit
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.kernel.outbox import emit
from eprimo.foundation.kernel.rights import require
from eprimo.foundation.occasions.enums import ClosureDecision, Sort
from eprimo.foundation.occasions.models import Occasion
from eprimo.foundation.presence.hours import hours_of, next_day

# Closures that a home tells of.
_MOST = 3
_NOON = time(12)


# By the key of a kind, what puts one of its dates (its number) off to another day, by the actor who may correct it.
_put_off: dict[str, Callable[[Actor, Resource, int, date], None]] = {}


def register_put_off(key: str, put_off: Callable[[Actor, Resource, int, date], None]) -> None:
    """Dates of that kind may be put off, by this. Raises ImproperlyConfigured for a kind without days."""
    if kind_of(key).get(Days) is None:
        raise ImproperlyConfigured(f"« {key} » has no days to put off.")
    _put_off[key] = put_off


@dataclass(frozen=True, slots=True)
class ClosedDayLine:
    """A line on what else such a day held, in words of the service that knows; `url` where the reader does something
    about it."""

    icon: str
    title: str
    words: str
    url: str = ""


type Teller = Callable[[Actor, date, date], Iterable[ClosedDayLine]]

_tellers: dict[str, Teller] = {}


def register_teller(key: str, tell: Teller) -> None:
    """`tell(actor, first, last)`: what these days held at the school of the actor (one statement)."""
    _tellers[key] = tell


# Which closure: the one that a day is in, of the calendar or of the whole school; or the one that a thing tells, by its
# public id, of the school or of some classes.
type Which = date | UUID


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """The days from the first to the last on which the school, or some of its classes, is shut: `dates` that fall away
    or take place all the same, what else they held, and the next day of class after them."""

    first: date
    last: date
    name: str
    dates: tuple[UpcomingDate, ...]
    told: tuple[ClosedDayLine, ...]
    instead: date
    # Of the dates, those that other classes have as well: they fall away for the families of a class alone.
    in_part: frozenset[tuple[str, int]] = frozenset()
    # Which one it is: a day off of the school, or the note that told it.
    off: int | None = None
    note: int | None = None

    @property
    def undecided(self) -> bool:
        """Nobody said anything yet of some date."""
        return any(not one.when_shut for one in self.dates)

    def is_in_part(self, one: UpcomingDate) -> bool:
        return (one.thing, one.n) in self.in_part

    def moves(self, one: UpcomingDate) -> bool:
        """It may be put off: whom it is for have no class, all of them."""
        return one.service in _put_off and not self.is_in_part(one)


@dataclass(frozen=True, slots=True)
class _Closure:
    """What is shut, as the calendar has it, and which row or note says so."""

    rows: tuple[Closure, ...]
    off: int | None = None
    note: int | None = None


def closed_for(actor: Actor, which: Which) -> ClosedDays:
    """Return what a closure of the school in use held. Raises NotVisible where it is open."""
    require(can_change_settings, actor, actor.school_id or 0)
    found = _told(actor, which) if isinstance(which, UUID) else _on(actor, which)
    first, last = min(one.first for one in found.rows), max(one.last for one in found.rows)
    classes = [one.class_id for one in found.rows if one.class_id is not None]
    school = School.objects.get(pk=actor.school_id or 0)
    # Of one class, who gives work there is told; the direction of what the whole school has.
    told = () if classes else [one for tell in _tellers.values() for one in tell(actor, first, last)]
    dates, in_part = _held(actor, first, last, found.rows)
    return ClosedDays(
        first, last, found.rows[0].name, dates, tuple(told), next_day(hours_of(school, last, classes), last), in_part,
        found.off, found.note,
    )  # fmt: skip


def _on(actor: Actor, day: date) -> _Closure:
    """Of the calendar of the school, or told by a note to all of it."""
    off = SchoolDayOff.objects.noted().filter(school=actor.school_id, first__lte=day, last__gte=day).first()
    if off is not None:
        return _Closure((_row_of(off),), off=off.pk)
    shut = closures_of_school(actor).filter(on__lte=day, until__gte=day).select_related("resource").first()
    if shut is None:
        raise NotVisible
    whole = Closure(shut.resource.title, shut.on, shut.until, shut.from_noon, shut.until_noon)
    return _Closure((whole,), note=shut.resource_id)


def _told(actor: Actor, thing: UUID) -> _Closure:
    rows = SchoolDayOff.objects.filter(told_by=thing, school=actor.school_id or 0).order_by("first", "pk")
    closures = tuple(_row_of(row) for row in rows)
    note = Resource.objects.filter(public_id=thing).values_list("pk", flat=True).first()
    if not closures or note is None:
        raise NotVisible
    return _Closure(closures, note=note)


def _row_of(row: SchoolDayOff) -> Closure:
    return Closure(row.label, row.first, row.last, row.from_noon, row.until_noon, row.class_group_id)


def closures_of_school(actor: Actor) -> QuerySet[Occasion]:
    """Return what is told of closures to the whole school in use: to it, or to each of its classes."""
    return Occasion.objects.filter(of_whole_school(), sort=Sort.CLOSURE, school=actor.school_id or 0)


def _count(rows: QuerySet[Any], of: str) -> Any:
    return Coalesce(Subquery(rows.order_by().values(of).annotate(n=Count("pk")).values("n")), 0)


def _held(
    actor: Actor, first: date, last: date, closures: Collection[Closure]
) -> tuple[tuple[UpcomingDate, ...], frozenset[tuple[str, int]]]:
    """The dates that these closures strike out, whatever was decided of them; and which of them for some classes
    alone."""
    asked = Person.objects.filter(pk=actor.person_id).annotate(found=upcoming_dates(actor, first, last))
    rows = upcoming_for(actor, asked.values_list("found", flat=True).get())
    held, in_part = [], set()
    whole = any(one.class_id is None for one in closures)
    for one in rows:
        if one.sort != Sort.EVENT or one.struck:
            continue
        as_told = replace(one, when_shut="")
        # A journey may be shut by several closures, each on a day of it.
        decided = one.cancelled or one.when_shut == ClosureDecision.STANDS
        if falls_with(actor, as_told, closures) or (whole and decided):
            held.append(one)
        elif falls_for_some(as_told, closures):
            held.append(one)
            in_part.add((one.thing, one.n))
    return tuple(held), frozenset(in_part)


def shut_ahead(actor: Actor) -> Any:
    """Closures of the school in use that are not over, with how many dates of which nobody said anything they hold, as
    one column of a statement: (first day, last day, dates)."""
    # The day in Greenwich: who reads it leaves out what is over in the zone of the school.
    today = Cast(Value(actor.now, output_field=DateTimeField()), DateField())
    days = SchoolDayOff.objects.noted().filter(school=actor.school_id or 0, last__gte=today).order_by("first")
    own = days.annotate(dates=_undecided(actor, OuterRef("first"), OuterRef("last")))
    told = closures_of_school(actor).filter(over_at__gt=actor.now).order_by("on")
    noted = told.annotate(dates=_undecided(actor, OuterRef("on"), OuterRef("until"), ~_beside_a_half()))
    rows = (
        own.filter(dates__gt=0).values(one=JSONObject(first="first", last="last", dates="dates")),
        noted.filter(dates__gt=0).values(one=JSONObject(first="on", last="until", dates="dates")),
    )
    return JSONObject(own=ArraySubquery(rows[0][:_MOST]), told=ArraySubquery(rows[1][:_MOST]))


def _undecided(actor: Actor, first: OuterRef, last: OuterRef, *also: Q) -> Any:
    """Of what `_held` gives the actor, that of which nobody said anything."""
    held = Occasion.objects.filter(
        dates_seen(actor), for_somebody(), *also, school=OuterRef("school"), sort=Sort.EVENT, struck=False,
        on__gte=first, until__lte=last, resource__state=ResourceState.PUBLISHED,
    )  # fmt: skip
    return _count(held.annotate(said=said_when_shut()).filter(said=""), "school")


def _beside_a_half() -> Q:
    """Dates with an hour outside of the half-day that a closure of one day shuts, and those that last all day."""
    one_day = Q(on=F("until"), starts_at__isnull=False)
    before = Q(starts_at__lt=_NOON) | ~one_day
    after = Q(ends_at__gt=_NOON) | Q(ends_at=None, starts_at__gt=_NOON) | Q(starts_at__gte=_NOON) | ~one_day
    return (before & Q(on=OuterRef("on")) & _said("from_noon")) | (
        after & Q(until=OuterRef("until")) & _said("until_noon")
    )


def _said(column: str) -> Q:
    """A column of the closure is true."""
    return Q(Exact(OuterRef(column), Value(True)))


# --- acts --------------------------------------------------------------------------------------------------------


@transaction.atomic
def dates_decide(*, actor: Actor, closure: Which, shut: ClosureDecision, thing: str = "", n: int = 0) -> int:
    """Say of one date of a closure that it takes place all the same, or that it falls away; of all of which nothing was
    said yet, where none is named. Returns how many; the other word undoes it. Raises NotVisible for a date that it does
    not hold."""
    closed = closed_for(actor, closure)
    chosen = [
        one for one in closed.dates if ((one.thing, one.n) == (thing, n) if thing else not one.when_shut)
    ]
    if thing and not chosen:
        raise NotVisible
    for one in chosen:
        row = _row(actor, one)
        if one.when_shut != shut:
            row.when_shut, row.shut_off, row.shut_note = shut, closed.off, closed.note
            row.edition += 1
            row.save(update_fields=["when_shut", "shut_off", "shut_note", "edition"])
            resource_touch(resource=row.resource)
            audit(actor, f"content.occasion.{shut.value}", row.resource, school_id=actor.school_id)
            emit(ThingMoved(row.resource_id))
    return len(chosen)


@transaction.atomic
def date_put_off(*, actor: Actor, closure: Which, thing: str, n: int) -> date:
    """One date of a closure is on the next day of class instead, by what its kind says. Returns that day. Raises
    NotVisible where its kind moves none, or other classes have it, Forbidden where the actor may not correct it."""
    closed = closed_for(actor, closure)
    one = next((one for one in closed.dates if (one.thing, one.n) == (thing, n)), None)
    if one is None or not closed.moves(one):
        raise NotVisible
    _put_off[one.service](actor, _row(actor, one).resource, n, closed.instead)
    return closed.instead


def _row(actor: Actor, one: UpcomingDate) -> Occasion:
    rows = Occasion.objects.select_related("resource__school").filter(school=actor.school_id)
    found = rows.select_for_update(of=("self",)).filter(resource__public_id=UUID(one.thing), n=one.n).first()
    if found is None:
        raise NotVisible
    return found
