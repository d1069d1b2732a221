"""What a service declares of the things it lets people make: one frozen `Kind`, from which the kernel gives the rest.

A kind names what is its own: words, who writes, to whom, who manages, how long it is kept. Drafts, publication,
corrections, withdrawal, trash, list and pages, rights, audit lines, export and erasure come from here.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import Subquery
from django.forms import Form
from django.utils.translation import gettext_noop as _

from eprimo.foundation.access.models import AudienceProfile
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.kernel.services import CLASS
from eprimo.foundation.occasions.dated import Dated

if TYPE_CHECKING:
    from eprimo.foundation.access.audiences import LevelRule, Rule
    from eprimo.foundation.content.models import Resource

# What a key looks like: a name space of addresses, the head of acts, the `service` of its resources.
_KEY = re.compile(r"[a-z][a-z_]{1,18}\Z")
_ADDRESS = re.compile(r"[a-z][a-z-]+\Z")


class To(StrEnum):
    """What a thing may be addressed to."""

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
    """Of those who are tied to what a thing is addressed to."""

    STAFF = "staff"
    FAMILIES = "families"
    PUPILS = "pupils"


# Whom a thing reaches where its author ticks nothing.
ADULTS = frozenset({Readers.STAFF, Readers.FAMILIES})
EVERYBODY = frozenset(Readers)


class Manage(StrEnum):
    """Who corrects, withdraws and throws away what was published. No kind has it by default."""

    AUTHOR_AND_HEAD = "author_and_head"
    CLASS_TEACHERS_AND_HEAD = "class_teachers_and_head"
    CLASS_TEACHERS = "class_teachers"
    AUTHOR = "author"


class Withdrawn(StrEnum):
    """What those it had reached find in place of a thing that was taken back."""

    GONE = "gone"
    STUB = "stub"


class Lane(StrEnum):
    """Where its notice stands; silent: nobody is told, the thing is simply there. None of them rings."""

    SILENT = ""
    CHILD = "child"
    LIFE = "life"


def _always(_actor: Actor) -> bool:
    return True


def _in_order(_typed: Mapping[str, Any]) -> None:
    """Each field says by itself whether it is right."""


def _nothing_beside(_resource: "Resource", _before: Mapping[str, Any] | None) -> None:
    """It keeps its own columns alone."""


def _nobody_else(_resource: "Resource") -> tuple[()]:
    return ()


type Dates = Callable[["Resource", Any], Iterable[Dated]]


@dataclass(frozen=True, slots=True)
class Own:
    """What is own, beyond its author and school: of rows at a path of lookups (empty, or « note__ »), and of one."""

    rows: Callable[[Actor, str], models.Q]
    row: Callable[[Actor, Any], bool]


# Whom most kinds reach.
USUAL = frozenset(AudienceProfile) - {AudienceProfile.DELEGATE, AudienceProfile.AGENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The declaration. Words are French, as people read them: `one` « une actualité », `this` « cette actualité »."""

    key: str
    # The head of its addresses: « recettes » for /recettes/.
    address: str
    name: str
    one: str
    this: str
    icon: str
    feminine: bool = False
    # What one does to make one: « Écrire une actualité », « Ajouter un lien ».
    verb: str = "Écrire"
    authors: frozenset[Role]
    targets: frozenset[To]
    manage: Manage
    withdrawn: Withdrawn
    lane: Lane = Lane.SILENT
    # May those who are addressed hold pupils: the author ticks it, a thing for families never is theirs by itself.
    pupils: bool = False
    # Its author says which of the team, the families and the pupils it is for; False: for all adults of what it is
    # addressed to.
    chooses_readers: bool = False
    # Who writes it for the schools of a territory, and to whom there: its own columns may be of no school.
    above: Mapping[Role, frozenset[Readers]] = field(default_factory=dict)
    # A child it is addressed to by name reads it then too; False: that stays between the school and the family.
    child_reads: bool = True
    # A teacher addresses children of own groups by name too, not of own classes alone.
    of_groups: bool = False
    # Of the people tied to what it is addressed to, those whom it reaches (pupils apart: their author says it).
    reaches: frozenset[AudienceProfile] = USUAL
    # Of these, who sees it from its publication on, before it begins for the others; who manages it always does.
    at_once: frozenset[AudienceProfile] = frozenset()
    # With `STUB`: the roles to whom it is left, of those it had reached. Who follows a class up by delegation keeps it.
    kept_by: frozenset[Role] = frozenset(Role)
    # The roles that write it, and have no hold on it once it is published.
    lets_go: frozenset[Role] = frozenset()
    # What is own beyond its author and school, in its own columns.
    own: Own | None = None
    # Shares of a resource that follow from no target: (rule, since when).
    more: Callable[["Resource"], Iterable[tuple["Rule | LevelRule", datetime]]] = _nobody_else
    # Has it a text beside its title and its own fields?
    text: bool = True
    # May its author say until which day it is shown?
    until: bool = False
    # May its author join files to it, in a school?
    files: bool = False
    # How long it is kept, in words; `erased_after`: so long after its last day, when that is sooner than for others.
    kept: str = _("l’année scolaire et la suivante")
    erased_after: timedelta | None = None
    why: str = "Chacun retrouve ce qu’il a fait ou reçu."
    # Can its titles be looked for?
    search: bool = True
    # Its dates, once it is out, from its own columns and its text: none, where a kind has no day to tell.
    dates: Dates | None = None
    # To whom its own section of homes tells the days to come: « À venir » leaves them out.
    days_told: frozenset[Role] = frozenset()
    # A thing without a day is not whole: it is not published.
    needs_day: bool = False
    # Put one of its dates (its number) off to another day, by the actor who may correct it. None: it moves none.
    put_off: Callable[[Actor, "Resource", int, date], None] | None = None
    # Of its dates (`Ahead`), the classes and groups through which a partner has each, by its public id: those who do
    # not invite are not named there. None: all whom it is for.
    invites: Callable[[Actor, Sequence[Any]], Mapping[str, Collection[tuple[str, int]]]] | None = None
    # The route that shows one, by its public id (empty: that of the kernel's pages), and the one that shows it to a
    # guardian, by its public id and the child's (empty: the same).
    page: str = ""
    child_page: str = ""
    # Of notices about its things: what this person did with each for that child (`Did`), null where it was not read.
    # None: nobody says of it that it was read.
    done_by: Callable[[Actor], Subquery] | None = None
    # Its own columns (one to one with the resource), and the form that fills them.
    detail: type[models.Model] | None = None
    form: type[Form] | None = None
    # Of these columns, those that its author fills, where its service keeps others of its own beside them; empty: all.
    typed: tuple[str, ...] = ()
    # Whether what was typed goes together, by name, beyond what each field says: DomainError at a field. Asked by its
    # form, once it is finished.
    check: Callable[[Mapping[str, Any]], None] = _in_order
    # What it keeps beside its columns, written inside the act that publishes it or corrects it, before its dates
    # follow; with its columns as they were before a correction, None when it is published. It may refuse, as `check`.
    settle: Callable[["Resource", Mapping[str, Any] | None], None] = _nothing_beside
    # Its small and many rows, where a thing has some: each with its own dates, levels and words (`DetailRow`).
    rows: type[models.Model] | None = None
    # What its acts are called in the trail: « news.thing.drafted ».
    noun: str = "thing"
    # A finer word than the role on who writes: what a school allows.
    allowed: Callable[[Actor], bool] = _always
    # Its addresses, tab, acts, words of the trail and samples come from here. False: its service draws its own pages
    # and says itself who may do what; it stands on the same rows and the same seeing.
    pages: bool = True
    # Pieces of its pages: `top` of the list, `row`, `compose`, `publish`, `opened`.
    slots: Mapping[str, str] = field(default_factory=dict)
    # The entry of the menu where its list is a tab, and its place among the tabs.
    place: str = CLASS
    order: int = 50

    def agreed(self, participle: str) -> str:
        """« publié », or « publiée »."""
        return f"{participle}e" if self.feminine else participle

    @property
    def needs_text(self) -> bool:
        """Without a text there would be nothing to read; what has a day, hours and a place says enough."""
        return self.text and not self.needs_day

    @property
    def only_a_date(self) -> bool:
        """Nothing but its days: an agenda shows it whole."""
        return self.needs_day and not self.text

    @property
    def thing_page(self) -> str:
        """The route that shows one."""
        return self.page or f"{self.key}:thing"

    @property
    def detail_name(self) -> str:
        """Where a resource holds its own columns."""
        return self.detail._meta.model_name or "" if self.detail is not None else ""  # noqa: SLF001 - documented


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> Kind:
    """Raises ImproperlyConfigured for a key or an address that another kind has: the program does not start."""
    if not _KEY.match(kind.key) or not _ADDRESS.match(kind.address):
        raise ImproperlyConfigured(f"« {kind.key} », « {kind.address} »: no key, or no address, of a kind.")
    for other in _kinds.values():
        if other.key == kind.key or other.address == kind.address:
            raise ImproperlyConfigured(
                f"Two kinds are called « {kind.key} », or stand at « {kind.address} »."
            )
    if kind.pages and (kind.detail is None) != (kind.form is None):
        raise ImproperlyConfigured(f"« {kind.key} » has columns without a form, or a form without columns.")
    if not kind.targets <= CHOSEN:
        raise ImproperlyConfigured(f"« {kind.key} »: nobody chooses a person from a list.")
    _require_above(kind)
    _kinds[kind.key] = kind
    return kind


def _require_above(kind: Kind) -> None:
    """What a kind that is written for territories must be."""
    if not kind.above:
        return
    if kind.detail is not None and not kind.detail._meta.get_field("school").null:  # noqa: SLF001 - documented
        raise ImproperlyConfigured(
            f"« {kind.key} » is written for territories: its columns may be of no school."
        )
    if kind.lane and any(Readers.FAMILIES in readers for readers in kind.above.values()):
        raise ImproperlyConfigured(f"« {kind.key} »: families are told of what their school writes alone.")


def declared() -> Mapping[str, Kind]:
    """All that services declare, by key."""
    return MappingProxyType(_kinds)


def kinds() -> list[Kind]:
    """Those whose pages come from the kernel, in the order of their tabs."""
    found = (kind for kind in _kinds.values() if kind.pages)
    return sorted(found, key=lambda kind: (kind.order, kind.key))


def kind_of(key: str) -> Kind:
    """Any that a service declares, with pages of its own too."""
    return _kinds[key]
