"""What is left to do for who acts for members of the group, who coordinates it, and its contractor: one list, of which
each app of the group says its part. Everything is asked for in one statement, however many members, schools or
invoices there are."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured
from django.db.models.functions import JSONObject

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.steering.consortium.states import ZONE

# A provider acts for many: of each app, no more than so many are read, those with something left first. One more is
# asked for: it says whether others have something left.
MOST_ROWS = 60
ASKED_ROWS = MOST_ROWS + 1
# Further away, nobody is told how many days are left.
_SOON = 92
ACTING = frozenset({Role.MEMBER_REP, Role.MANAGING_BODY})


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing that is missing, for one member, and where it is done. `due`: its last day, by the law or the
    convention as `source` says; None: no text says one. `also`: another way to the same end, (words, address).
    `happens`: it is on that day, and never late. `matter`: what others may be reminded of it by
    (`consortium.reminder_matters`); `reminded_on`: when they last were."""

    member: str
    title: str
    words: str
    verb: str
    url: str
    due: date | None = None
    source: str = ""
    also: tuple[str, str] | None = None
    happens: bool = False
    matter: str = ""
    reminded_on: date | None = None

    @property
    def late_from(self) -> date | None:
        """« Avant la fin du 14 » is late from the 15th on."""
        return None if self.due is None else self.due + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Done:
    """What is behind: nobody looks for it among what is left."""

    member: str
    title: str
    words: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """Others have something left too, that was not read."""


@dataclass(frozen=True, slots=True)
class Reminded:
    """The coordinator reminded somebody of a matter on that day: what is left to do of it says so."""

    member: str
    matter: str
    on: date


type Found = Iterable[ToDo | Done | Cut | Reminded]


@dataclass(frozen=True, slots=True)
class Source:
    """What one app says to these roles: `query` is a column, and `read` makes of its value what is left, and what is
    done. `on_home`: not shown there by a section of its own."""

    key: str
    query: Callable[[Actor], Any]
    read: Callable[[Actor, Any], Found]
    on_home: bool = True
    roles: frozenset[Role] = ACTING


@dataclass(frozen=True, slots=True)
class Left:
    """In order of day, what has none last; what is late apart. `next`: the first day to come, with what it is of."""

    late: tuple[ToDo, ...]
    due: tuple[ToDo, ...]
    done: tuple[Done, ...]
    today: date
    is_cut: bool = False

    @property
    def count(self) -> int:
        return len(self.late) + len(self.due)

    @property
    def every(self) -> tuple[ToDo, ...]:
        return self.late + self.due

    @property
    def next(self) -> ToDo | None:
        return next((one for one in self.due if one.due is not None), None)

    @property
    def days(self) -> int:
        """Until the next day; 0: it is today."""
        one = self.next
        return (one.due - self.today).days if one is not None and one.due is not None else 0

    @property
    def is_soon(self) -> bool:
        return self.next is not None and self.days <= _SOON

    @property
    def members(self) -> int:
        """For how many it is: the name of one alone need not be told."""
        return len({*(one.member for one in self.every), *(one.member for one in self.done)} - {""})


_sources: dict[str, Source] = {}


def register_source(source: Source) -> Source:
    """Raises ImproperlyConfigured for a key that another one has."""
    if source.key in _sources:
        raise ImproperlyConfigured(f"Two sources are called « {source.key} ».")
    _sources[source.key] = source
    return source


def left_query(actor: Actor) -> JSONObject:
    """A column: what every app is asked."""
    return JSONObject(**{one.key: one.query(actor) for one in _sources_of(actor)})


def _sources_of(actor: Actor) -> list[Source]:
    return [one for one in _sources.values() if actor.role in one.roles]


def left_in(actor: Actor, value: dict[str, Any], *, on_home: bool = False) -> Left:
    """What that column tells."""
    found = [
        one
        for source in _sources_of(actor)
        if source.on_home or not on_home
        for one in source.read(actor, value[source.key])
    ]
    days = {(one.member, one.matter): one.on for one in found if isinstance(one, Reminded)}
    todo = sorted((_reminded(one, days) for one in found if isinstance(one, ToDo)), key=_by_day)
    done = sorted((one for one in found if isinstance(one, Done)), key=lambda one: one.on or date.min)
    late = tuple(one for one in todo if one.due is not None and one.due < actor.today)
    due = tuple(one for one in todo if one not in late)
    is_cut = any(isinstance(one, Cut) for one in found)
    return Left(late, due, tuple(reversed(done)), actor.today, is_cut)


def _reminded(one: ToDo, days: dict[tuple[str, str], date]) -> ToDo:
    """What is of no member in particular was reminded of when any of them was."""
    on = [
        day for (member, matter), day in days.items() if matter == one.matter and one.member in {member, ""}
    ]
    return replace(one, reminded_on=max(on)) if on else one


def left_for(actor: Actor) -> Left:
    """One statement."""
    row = Person.objects.filter(pk=actor.person_id).annotate(left=left_query(actor)).values_list("left")
    return left_in(actor, row.get()[0])


def first_rows(rows: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Those of `ASKED_ROWS` that are told."""
    return (rows or [])[:MOST_ROWS]


def cut_of(rows: list[dict[str, Any]] | None) -> Iterator[Cut]:
    """Does the one row more have something left? A source whose rows may have nothing left says it by `left`."""
    if rows and len(rows) > MOST_ROWS and rows[MOST_ROWS].get("left", True):
        yield Cut()


def day_of(text: str | None) -> date | None:
    """A day, or the day on which an instant falls here, as a column of JSON tells it."""
    if not text:
        return None
    if "T" not in text:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text).astimezone(ZoneInfo(ZONE)).date()


def _by_day(one: ToDo) -> tuple[bool, date, str]:
    return (one.due is None, one.due or date.max, one.member)
