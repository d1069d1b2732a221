"""What an agenda is drawn from: the days, the own children, and the calendars of their schools, in one statement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, F, JSONField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, JSONObject, NullIf

from eprimo.foundation.content.things.invitations import name_inviting_only
from eprimo.foundation.content.things.upcoming import UpcomingDate, upcoming_dates, upcoming_for
from eprimo.foundation.directory.first_names import told_apart
from eprimo.foundation.directory.holidays import Holiday
from eprimo.foundation.directory.models import Person, School, SchoolDayOff
from eprimo.foundation.directory.policies.scope import schools_of_mandates
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.prepared_queries import Composed
from eprimo.foundation.notifications.queries import OwnChild
from eprimo.foundation.presence.hours import Hours, calendar_of, hours_from

# Dates, own children, schools, as the statement gives them.
type Raw = tuple[Any, ...]

_LIST = ArrayField(JSONField())
# Dates that a page shows, and that a telephone is given.
_MOST_OF_A_PAGE, MOST_OF_A_FEED = 300, 1_000


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """The days on which one school has class."""

    id: int
    hours: Hours

    @property
    def off(self) -> Sequence[Holiday]:
        return self.hours.off

    def holiday(self, day: date) -> Holiday | None:
        return next((one for one in self.off if one.first <= day < one.resumes), None)


@dataclass(frozen=True, slots=True)
class AgendaData:
    """The data that one person's agenda of some days has."""

    rows: Sequence[UpcomingDate]
    children: Sequence[OwnChild]
    schools: Sequence[SchoolDays]


def _columns(actor: Actor, first: date, last: date, most: int = _MOST_OF_A_PAGE) -> QuerySet[Person, Any]:
    children = Person.objects.filter(pk__in=actor.child_ids).order_by("sort_key", "pk")
    child = JSONObject(
        id="pk", public_id="public_id", first="first_name", last=Coalesce(NullIf("usual_name", Value("")), "last_name"),
        seed=Coalesce(NullIf("animal", Value("")), Cast("public_id", TextField())),
    )  # fmt: skip
    school = JSONObject(id="pk", **calendar_of(actor, "pk", first))
    schools = School.objects.filter(pk__in=_schools_of(actor)).order_by("key", "pk")
    return (
        Person.objects.filter(pk=actor.person_id)
        .annotate(
            dates=upcoming_dates(actor, first, last, most),
            own=_listed(children.annotate(one=child).values("one")),
            schools=_listed(schools.annotate(one=school).values("one")),
        )
        .values_list("dates", "own", "schools")
    )


def _schools_of(actor: Actor) -> Iterable[int]:
    """Whose calendars are shown: those of own children and the one where somebody works; above schools, none."""
    if actor.role == Role.GUARDIAN:
        return actor.school_ids
    return [actor.school_id] if actor.school_id is not None else []


def _listed(rows: QuerySet[Any, Any]) -> Any:
    return Coalesce(ArraySubquery(rows), Cast(Value([]), _LIST), output_field=_LIST)


_agenda = Composed(_columns)
_feed = Composed(partial(_columns, most=MOST_OF_A_FEED))


def agenda_of(actor: Actor, first: date, last: date, chosen: UUID | None = None) -> AgendaData:
    """Return the days from the first to the last, of all own children or of the one `chosen` (one statement, whatever
    the number of children and of days)."""
    return found_of(actor, _one(_agenda, actor, first, last), first, chosen)


def raw_feed(actor: Actor, first: date, last: date) -> Raw:
    """Read the agenda for a telephone, which is given more days at once: it compares them first, and reads what
    changed."""
    return _one(_feed, actor, first, last)


def _one(asked: Composed, actor: Actor, first: date, last: date) -> Raw:
    return next(iter(asked.values(actor, first=first, last=last)), ([], [], []))


def found_of(actor: Actor, raw: Raw, first: date, chosen: UUID | None = None) -> AgendaData:
    """Read what the statement gave."""
    dates, children, schools = raw
    family = actor.role == Role.GUARDIAN
    own = _children(children if family else [])
    one = next((child for child in own if child.public_id == chosen), None)
    rows = name_inviting_only(actor, upcoming_for(actor, dates, one.id if one else None))
    return AgendaData(rows, own, [_school(row, first) for row in schools])


def _children(rows: Sequence[Mapping[str, Any]]) -> list[OwnChild]:
    called = told_apart([(row["first"], row["last"]) for row in rows])
    return [
        OwnChild(row["id"], UUID(row["public_id"]), row["seed"], row["first"], name, "", "")
        for name, row in zip(called, rows, strict=True)
    ]


def _school(row: Mapping[str, Any], since: date) -> SchoolDays:
    return SchoolDays(row["id"], hours_from(row, since))


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
