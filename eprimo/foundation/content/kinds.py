"""What a service declares of the things it lets people make: one frozen `Kind`, from which the kernel gives the rest.

A kind says what every kind must say: words, who writes, to whom, who manages, how long it is kept. What only some kinds
have (a text, columns of their own, days, files, pages from the kernel) is a capability, listed in `has`
(`content.capabilities`): a new need is a capability, never one more field here. Drafts, publication, corrections,
withdrawal, trash, rights, audit lines, export and erasure come from the kernel.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_noop as _

from eprimo.foundation.access.models import AudienceProfile
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import CLASS

if TYPE_CHECKING:
    from eprimo.foundation.access.audiences import LevelRule, Rule
    from eprimo.foundation.content.models import Resource

# What a key looks like: a name space of addresses, the head of acts, the `service` of its resources.
_KEY = re.compile(r"[a-z][a-z_]{1,18}\Z")
_ADDRESS = re.compile(r"[a-z][a-z-]+\Z")


class To(StrEnum):
    """The sorts of places and people that a thing may be addressed to."""

    SCHOOL = "school"
    TEAM = "team"
    CLASS = "class"
    GROUP = "group"
    CHILD = "child"
    FAMILY = "family"
    # Somebody who is named beside a child, by an act of its own: no author chooses from a list of people.
    PERSON = "person"
    # The schools of an academy, a department or a circonscription: from above them alone, about no child.
    TERRITORY = "territory"


# What an author may choose among in a school.
CHOSEN = frozenset(To) - {To.PERSON, To.TERRITORY}
# What is addressed to these names one human being.
PEOPLE = (To.CHILD, To.FAMILY, To.PERSON)


class Readers(StrEnum):
    """The readers, among those who are tied to what a thing is addressed to."""

    STAFF = "staff"
    FAMILIES = "families"
    PUPILS = "pupils"


# Whom a thing reaches where its author ticks nothing.
ADULTS = frozenset({Readers.STAFF, Readers.FAMILIES})
EVERYBODY = frozenset(Readers)


class Manage(StrEnum):
    """The people who correct, withdraws and throws away what was published. No kind has it by default."""

    AUTHOR_AND_HEAD = "author_and_head"
    CLASS_TEACHERS_AND_HEAD = "class_teachers_and_head"
    CLASS_TEACHERS = "class_teachers"
    AUTHOR = "author"


class Withdrawn:
    """The roles that find a stub in the place of a thing that was taken back, of those whom it had reached: none, or
    all. Who follows a class up by delegation keeps a stub that some role is left."""

    GONE: frozenset[Role] = frozenset()
    STUB = frozenset(Role)


class Lane(StrEnum):
    """The place where its notice stands; silent: nobody is told, the thing is simply there. None of them rings."""

    SILENT = ""
    CHILD = "child"
    LIFE = "life"


def _always(_actor: Actor) -> bool:
    return True


def _nobody_else(_resource: "Resource") -> tuple[()]:
    return ()


# Whom most kinds reach.
USUAL = frozenset(AudienceProfile) - {AudienceProfile.DELEGATE, AudienceProfile.AGENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words that people read of a kind, in French: `one` « une actualité », `this` « cette actualité »."""

    name: str
    one: str
    this: str
    icon: str
    feminine: bool = False
    # What one does to make one: « Écrire une actualité », « Ajouter un lien ».
    verb: str = "Écrire"
    # What its acts are called in the trail: « news.thing.drafted ».
    noun: str = "thing"

    def agreed(self, participle: str) -> str:
        """Make a participle agree: « publié », or « publiée »."""
        return f"{participle}e" if self.feminine else participle


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """The roles that write a kind in a school, and what stays in their hands."""

    authors: frozenset[Role]
    # A finer word than the role: what a school allows.
    allowed: Callable[[Actor], bool] = _always
    # The roles that write it, and have no hold on it once it is published.
    lets_go: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The places and people to which a kind may be addressed in a school, and whom it reaches there."""

    targets: frozenset[To]
    # May those who are addressed hold pupils: the author ticks it, a thing for families never is theirs by itself.
    pupils: bool = False
    # Its author says which of the team, the families and the pupils it is for; False: for all adults of what it is
    # addressed to.
    chooses_readers: bool = False
    # A child it is addressed to by name reads it then too; False: that stays between the school and the family.
    child_reads: bool = True
    # A teacher addresses children of own groups by name too, not of own classes alone.
    of_groups: bool = False
    # Of the people tied to what it is addressed to, those whom it reaches (pupils apart: their author says it).
    reaches: frozenset[AudienceProfile] = USUAL
    # Of these, who sees it from its publication on, before it begins for the others; who manages it always does.
    at_once: frozenset[AudienceProfile] = frozenset()
    # Shares of a resource that follow from no target: (rule, since when).
    more: Callable[["Resource"], Iterable[tuple["Rule | LevelRule", datetime]]] = _nobody_else


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepingTime:
    """The time for which a thing is kept, in words; `after`: so long after its last day, when that is sooner than for
    others."""

    words: str = _("l’année scolaire et la suivante")
    after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """The entry of the menu where its list is a tab, and its place among the tabs."""

    place: str = CLASS
    order: int = 50


@dataclass(frozen=True, slots=True)
class Capability:
    """A thing that some kinds have and others have not. Frozen; a kind has at most one of each.

    A service that needs what no other does declares a capability of its own, in its folder: one of these with the hooks
    below, or one of `content.capabilities` with more to say.
    """

    # Capabilities without which this one says nothing.
    needs: ClassVar[tuple[type["Capability"], ...]] = ()

    def check(self, kind: "Kind") -> str:
        """Return why a kind cannot have it as it is declared, as the end of a sentence; empty: it can."""
        del kind
        return ""

    def check_typed(self, typed: Mapping[str, Any]) -> None:
        """Raise DomainError at a field where what was typed, by name, does not go together beyond what each field says.
        The form asks it once it is finished."""

    def settle(self, resource: "Resource", before: Mapping[str, Any] | None) -> None:
        """Write what the kind keeps beside its columns, inside the act that publishes or corrects a thing, before its
        dates follow. `before`: its columns before a correction; None when it is published. It may refuse, as
        `check_typed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The declaration."""

    key: str
    # The head of its addresses: « recettes » for /recettes/.
    address: str
    words: Words
    writing: Writing
    audience: Audience
    manage: Manage
    # The roles to whom a stub is left of what was taken back.
    withdrawn: frozenset[Role]
    lane: Lane = Lane.SILENT
    kept: KeepingTime = KeepingTime()
    tab: Tab = Tab()
    has: tuple[Capability, ...] = ()

    def get[C: Capability](self, what: type[C]) -> C | None:
        """Return its capability of that sort, or of one that its service made of it; None: it has none."""
        return next((one for one in self.has if isinstance(one, what)), None)


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> Kind:
    """Raises ImproperlyConfigured for a key or an address that another kind has, and for capabilities that contradict
    each other: the program does not start."""
    if not _KEY.match(kind.key) or not _ADDRESS.match(kind.address):
        raise ImproperlyConfigured(f"« {kind.key} », « {kind.address} »: no key, or no address, of a kind.")
    for other in _kinds.values():
        if other.key == kind.key or other.address == kind.address:
            raise ImproperlyConfigured(
                f"Two kinds are called « {kind.key} », or stand at « {kind.address} »."
            )
    if not kind.audience.targets <= CHOSEN:
        raise ImproperlyConfigured(f"« {kind.key} »: nobody chooses a person from a list.")
    _require_capabilities(kind)
    _kinds[kind.key] = kind
    return kind


def _require_capabilities(kind: Kind) -> None:
    """Raises ImproperlyConfigured, with the kind and the capability, where its declaration contradicts itself."""
    sorts = [type(one) for one in kind.has]
    for one in kind.has:
        name = type(one).__name__
        if sorts.count(type(one)) > 1:
            raise ImproperlyConfigured(f"« {kind.key} » has {name} twice.")
        if missing := [other.__name__ for other in one.needs if kind.get(other) is None]:
            raise ImproperlyConfigured(f"« {kind.key} » has {name} without {', '.join(missing)}.")
        if why := one.check(kind):
            raise ImproperlyConfigured(f"« {kind.key} » has {name}, {why}")


def declared() -> Mapping[str, Kind]:
    """Return all kinds that services declare, by key."""
    return MappingProxyType(_kinds)


def kind_of(key: str) -> Kind:
    """Return any kind that a service declares, with pages of its own too."""
    return _kinds[key]
