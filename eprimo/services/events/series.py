"""The dates of a series: which days it has, what of them is written, and what a correction changes. The past never
moves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from eprimo.foundation.content.capabilities import Days, Details
from eprimo.foundation.content.kinds import Capability
from eprimo.foundation.content.models import Resource
from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.foundation.presence.hours import Hours, has_class, hours_of, monday_of, off_on
from eprimo.services.events.models import Event, EventDay
from eprimo.ui.french import day_month_year

_WEEK = timedelta(days=7)
# What of a series each of its dates has for itself.
_OWN = ("starts_at", "ends_at", "place", "bring")
_ONCE = "Une série reste une série\N{NO-BREAK SPACE}: barrez les dates qui n’ont pas lieu."


@dataclass(frozen=True, slots=True)
class PlannedSeries:
    """The days of a series, and those that it would have had, with why there is no class (empty: never on that day of
    the week)."""

    days: tuple[date, ...]
    left_out: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class Recurrence(Capability):
    """A date may come again, each so many weeks: what was typed of that goes together, its days are written with it."""

    needs: ClassVar[tuple[type[Capability], ...]] = (Details, Days)

    def check_typed(self, typed: Mapping[str, Any]) -> None:
        require_series(typed)

    def settle(self, resource: Resource, before: Mapping[str, Any] | None) -> None:
        write_days(resource, before)


def require_series(typed: Mapping[str, Any]) -> None:
    """Raises DomainError at the field of a series that cannot be."""
    if not typed.get("every"):
        return
    first, last, until = (typed.get(name) for name in ("event_on", "event_until_on", "repeat_until_on"))
    if last and last != first:
        raise DomainError("Une date de plusieurs jours ne se répète pas.", field="every")
    if until is None:
        raise DomainError("Dites jusqu’à quel jour.", field="repeat_until_on")
    if first is not None and until < first:
        raise DomainError("Ce jour est avant le premier.", field="repeat_until_on")


def planned_series(resource: Resource) -> PlannedSeries:
    """Return the days of the series as its columns say it, two or three statements. Raises DomainError for one that
    cannot be: beyond its school year, of a territory, without a single day of class."""
    event = resource.event
    require_series(
        {name: getattr(event, name) for name in ("every", "event_on", "event_until_on", "repeat_until_on")}
    )
    if resource.school is None:
        raise DomainError("Une date de tout un territoire ne se répète pas.", field="every")
    if event.event_on is None or event.repeat_until_on is None:
        raise DomainError("Choisissez le jour.", field="event_on")
    ends = year_ends(resource, event.event_on)
    if event.repeat_until_on > ends:
        raise DomainError(
            f"Une série s’arrête avec l’année scolaire\N{NO-BREAK SPACE}: au plus tard le {day_month_year(ends)}.",
            field="repeat_until_on",
        )
    found = plan_days(event, hours_of(resource.school, event.event_on))
    if not found.days:
        raise DomainError(
            "Aucun de ces jours n’a classe\N{NO-BREAK SPACE}: choisissez un autre jour de la semaine.",
            field="event_on",
        )
    return found


def plan_days(event: Event, hours: Hours) -> PlannedSeries:
    """Each so many weeks the same day, without those that have no class."""
    first, until = event.event_on, event.repeat_until_on
    if first is None or until is None:
        return PlannedSeries((), ())
    step = event.every * _WEEK
    wanted = [first + n * step for n in range((until - first) // step + 1)]
    return PlannedSeries(
        tuple(day for day in wanted if has_class(hours, day)),
        tuple((day, off_on(hours, day)) for day in wanted if not has_class(hours, day)),
    )


def year_ends(resource: Resource, day: date) -> date:
    """Return the last day of the school year of that day; the year after the running one is as long."""
    if resource.school is None:
        return date.max
    ends = resource.school.running_year.ends
    return ends if day <= ends else ends.replace(year=ends.year + 1)


def write_days(resource: Resource, before: Mapping[str, Any] | None) -> None:
    """Write the dates of a series when it is published, and after a correction those that it changes: of the day that
    its columns say on, never before today. Each keeps the hours and the place that somebody gave it alone."""
    event, rows = resource.event, EventDay.objects.filter(resource=resource)
    if not event.every:
        if before is not None and before["every"]:
            raise DomainError(_ONCE, field="every")
        rows.delete()
        return
    wanted = planned_series(resource)
    if before is None or not before["every"]:
        rows.delete()
        _make(resource, wanted.days, 1)
        return
    _change(resource, before, wanted.days)


def _make(resource: Resource, days: Iterable[date], first: int) -> None:
    own = {name: getattr(resource.event, name) for name in _OWN}
    EventDay.objects.bulk_create(
        EventDay(resource=resource, school=resource.school, n=n, week=monday_of(day), on=day, **own)
        for n, day in enumerate(days, first)
    )


def _same_days(first: date, every: int, event: Event) -> bool:
    """The series has the days that it had, wherever it begins now."""
    moved = event.event_on - first if event.event_on is not None else _WEEK
    return every == event.every and moved % (every * _WEEK) == timedelta()


def _change(resource: Resource, before: Mapping[str, Any], days: Iterable[date]) -> None:
    event, today = resource.event, clock.today(resource.time_zone)
    first, until = event.event_on, event.repeat_until_on
    if first is None or until is None:
        return
    other_days = not _same_days(before["event_on"], before["every"], event)
    changed = {name: getattr(event, name) for name in _OWN if before[name] != getattr(event, name)}
    wanted = {monday_of(day): day for day in days if day >= today}
    since = monday_of(max(first, today))
    held = list(EventDay.objects.filter(resource=resource))
    for row in held:
        if row.on < today or row.week < since:
            continue
        if row.week not in wanted and (other_days or row.week > monday_of(until)):
            row.delete()
            continue
        if other_days:
            row.on, row.was_on = wanted[row.week], None
        for name, value in changed.items():
            setattr(row, name, value)
        row.save()
    known = {row.week for row in held}
    after = date.min if other_days else before["repeat_until_on"]
    more = [day for week, day in wanted.items() if week >= since and week not in known and day > after]
    _make(resource, more, max((row.n for row in held), default=0) + 1)
