"""How families are told that a school, or some of its classes, is shut: the kind of things that writes to them declares
it, and the console that closes a school asks it here, whichever kind it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import ClassVar
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured

from eprimo.foundation.content import richtext
from eprimo.foundation.content.capabilities import dates_told
from eprimo.foundation.content.kinds import Kind
from eprimo.foundation.content.models import Resource
from eprimo.foundation.directory.models import School
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.occasions.dates import Dated
from eprimo.foundation.occasions.enums import Sort


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldClosure:
    """The note of a closure, with the columns of `particulars.Particulars`. `text` is light markup; `urgent_reason`: it
    leaves at once, whatever the hour, for this reason; empty: when the school is open."""

    starts_at: ClassVar[time | None] = None
    ends_at: ClassVar[time | None] = None

    title: str
    text: str
    what: str
    classes: tuple[int, ...]
    event_on: date
    event_until_on: date | None = None
    from_noon: bool = False
    until_noon: bool = False
    urgent_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureKind:
    """The kind whose things tell closures, and its acts, each by an actor who directs the school. `tell` makes the
    thing under a key, so that twice is once; `take_back` withdraws it, and says whether somebody had found it there;
    `tell_open` tells these classes, in a title and a text, that there is class after all; `departure` says in a
    sentence when what is told now would leave, and nothing where that is at once."""

    kind: Kind
    tell: Callable[[Actor, UUID, ToldClosure], Resource]
    take_back: Callable[[Actor, Resource], bool]
    tell_open: Callable[[Actor, UUID, str, str, tuple[int, ...]], None]
    departure: Callable[[School, str], str]


_declared: list[ClosureKind] = []


def register_closure_kind(one: ClosureKind) -> None:
    """Raises ImproperlyConfigured for a second one: the program does not start."""
    if _declared:
        raise ImproperlyConfigured("Two kinds tell closures.")
    _declared.append(one)


def closure_kind() -> ClosureKind:
    (one,) = _declared
    return one


def closure_of(resource: Resource) -> Dated | None:
    """Return the days that a thing shuts, or shut before it was taken back; None: it tells no closure."""
    kind = closure_kind().kind
    if resource.service != kind.key:
        return None
    return next((one for one in dates_told(kind, resource, richtext.EMPTY) if one.sort == Sort.CLOSURE), None)
