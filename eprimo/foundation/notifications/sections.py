"""What a service puts on the home page beside notices: pulled when the page is read, by rule, never copied."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from functools import cache, partial
from typing import Any, Protocol
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpRequest, HttpResponse

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.prepared_queries import Composed, row_of
from eprimo.foundation.notifications.models import Notice
from eprimo.foundation.notifications.queries import OwnChild


class SectionPlace(StrEnum):
    """The place where a section stands: before everything, what an emergency needs; what is offered once, beside what
    is to be done; what is to be done today, the people, the week, beside on a wide screen; folded at the end, what few
    need."""

    TOP = "top"
    ONCE = "once"
    DAY = "day"
    CLASS = "class"
    WEEK = "week"
    FOLD = "fold"


# A thing for a child: its public id, and the id of the child.
type ForChild = tuple[str, int]


@dataclass(frozen=True, slots=True)
class HomeQuery:
    """The part of the home that its address asks for: one own child, one own class. `children`: those that it shows.

    So that nothing stands twice: `told` are the things whose day a card tells above; `unread` what the reader has not
    read yet, with its word. What a section tells of the latter is `told` in what it gives.
    """

    child: UUID | None = None
    class_group: UUID | None = None
    children: tuple[OwnChild, ...] = ()
    told: frozenset[ForChild] = frozenset()
    unread: Mapping[ForChild, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wait:
    """A line of « À traiter »: what waits for an act of who works there, and where it is done."""

    icon: str
    title: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of the home of the little ones: a picture, a word, and where it leads. `thing`: the public id of what it
    is of, so that nothing stands twice, and its word is then its author's. `since` and `seed`: who brought it today."""

    words: str
    url: str
    picture: str
    subject: str
    thing: str = ""
    since: str = ""
    seed: str = ""


@dataclass(frozen=True, slots=True)
class DayStep:
    """An hour of today, for the ribbon of the little ones; hours on the wall of the school, none: no hour is known.
    `now`: it is going on; `past`: it is over; `cancelled`: it does not take place."""

    starts_at: time | None
    ends_at: time | None
    title: str
    picture: str
    now: bool = False
    past: bool = False
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class ForDay:
    """The work to be done at home for one day, beside what goes into the bag: `template` draws its `lines` there, as
    the items of a list. `url` is the list of all its days, and `more` what that link says."""

    on: date
    today: bool
    template: str
    lines: tuple[Any, ...]
    url: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the home of some roles. `load` makes at most one statement; None: nothing to show. A `place` in what
    it gives wins over the section's own.

    What is small is better asked for as an expression (`query`, of those of whom `when` holds): the home reads those of
    all sections in one statement, and `from_value` makes of the value what `load` would give. `composed`: what is asked
    depends on the role, and on who, where and when alone, so that it is composed once (`kernel.prepared_queries`).

    `waits` in what it gives are its lines of « À traiter », `tiles` what the little ones find of it, `steps` what today
    holds for them hour by hour, `work` what is to
    be done for a day (`ForDay`): one list for all; with no `template` it is nothing else.
    """

    key: str
    template: str
    roles: frozenset[Role]
    load: Callable[[Actor, HomeQuery], dict[str, Any] | None] | None = None
    query: Callable[[Actor], Any] | None = None
    when: Callable[[Actor], bool] = lambda _actor: True
    composed: bool = False
    from_value: Callable[..., dict[str, Any] | None] | None = None
    # `from_value` takes what the address asks for beside the value.
    by_address: bool = False
    order: int = 50
    place: SectionPlace = SectionPlace.DAY
    # A second template drawn from the same context, in the column of the week.
    beside: str = ""
    # A third one, at the head of the day, when what `load` gives says so (`first`).
    first: str = ""


class Behind(Protocol):
    """The facts that a service knows behind a notice, beyond what its own template reads."""

    @property
    def closed(self) -> bool:
        """It was to be done, and its day is over: nothing is asked any more."""

    @property
    def tells_day(self) -> bool:
        """The card of the notice tells the day of its thing."""


# What the card of each notice is drawn with, by the id of the notice.
type Board = Mapping[int, Behind]
type BoardLoader = Callable[[Actor, Sequence[Notice]], Board]

type HomePiece = Callable[[HttpRequest], HttpResponse]

logger = logging.getLogger("eprimo.requests")

# What stands for the value of a section that could not be read.
UNREAD: Any = object()

_sections: dict[str, Section] = {}
_boards: dict[str, BoardLoader] = {}
_pieces: list[HomePiece] = []


def register_section(section: Section) -> Section:
    """Raises ImproperlyConfigured for a key that another section has: it would take its place on homes."""
    if section.key in _sections:
        raise ImproperlyConfigured(f"Two sections of homes are called « {section.key} ».")
    _sections[section.key] = section
    return section


def register_board(key: str, load: BoardLoader) -> None:
    """`load(actor, notices)`: what the service shows a guardian behind them."""
    _boards[key] = load


def sections_of(actor: Actor) -> list[Section]:
    """Return the sections of the role in use, in order."""
    found = [section for section in _sections.values() if actor.role in section.roles]
    return sorted(found, key=lambda section: (section.order, section.key))


def section_values(actor: Actor, sections: Sequence[Section]) -> dict[str, Any]:
    """Read what these sections ask, by their keys: one statement, none when nothing is asked. Where it fails, each is
    asked by itself; what cannot be read even so is `UNREAD`."""
    asking = [one for one in sections if one.query is not None and one.when(actor)]
    if not asking:
        return {}
    try:
        return _values(actor, asking)
    except DatabaseError as fault:
        if not _goes_on(fault):
            raise
    return {one.key: read_apart(one, partial(_value, actor, one)) for one in asking}


def read_apart(section: Section, read: Callable[[], Any]) -> Any:
    """Return what is read for a section, or `UNREAD`: the others stand. Raises where the page cannot go on: the
    database is away or too slow, or a transaction has failed."""
    try:
        return read()
    except DatabaseError as fault:
        if not _goes_on(fault):
            raise
        # The words of the database may hold values.
        kind = type(fault.__cause__).__name__
        logger.error("The section %s of a home was not read: %s.", section.key, kind)
        return UNREAD


def _goes_on(fault: DatabaseError) -> bool:
    return not isinstance(fault, OperationalError) and not connection.in_atomic_block


def _value(actor: Actor, section: Section) -> Any:
    return _values(actor, [section])[section.key]


def _values(actor: Actor, asking: Sequence[Section]) -> dict[str, Any]:
    keys = tuple(one.key for one in asking)
    if all(one.composed for one in asking):
        (row,) = _composed(keys).values(actor)
    else:
        columns = _columns(actor, keys)
        row = Person.objects.filter(pk=actor.person_id).annotate(**columns).values_list(*columns).get()
    return dict(zip(keys, row, strict=True))


@cache
def _composed(keys: tuple[str, ...]) -> Composed:
    return Composed(lambda actor: row_of(**_columns(actor, keys)))


def _columns(actor: Actor, keys: Sequence[str]) -> dict[str, Any]:
    queries = [_sections[key].query for key in keys]
    return {f"g{number}": query(actor) for number, query in enumerate(queries) if query is not None}


def boards_of(actor: Actor, notices: Sequence[Notice]) -> list[Board]:
    """Read what each service knows behind these notices (one statement a service)."""
    return [load(actor, notices) for _, load in sorted(_boards.items())]


def register_piece(draw: HomePiece) -> None:
    """The home says how its lanes are drawn again, for a service that answers an act done on a card."""
    _pieces[:] = [draw]


def home_piece(request: HttpRequest) -> HttpResponse:
    """Answer with the lanes of a guardian's home as they are now, for the page that holds them."""
    return _pieces[0](request)
