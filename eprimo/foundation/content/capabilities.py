"""What a kind of content may have beside what every kind says: a text, columns, rows, days, files, pages.

Each capability is listed in `Kind.has`, checks itself when the kind is declared, and is asked for by its class:
`kind.get(Days)`. What two capabilities would say differently stops the start.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Subquery
from django.forms import Field, Form

from eprimo.foundation.content.kinds import Capability, Kind, Readers, declared
from eprimo.foundation.kernel.actor import Actor, Role
from eprimo.foundation.occasions.dates import Dated

if TYPE_CHECKING:
    from eprimo.foundation.content.models import Resource


type Dates = Callable[["Resource", Any], Iterable[Dated]]


@dataclass(frozen=True, slots=True)
class Body(Capability):
    """A text beside its title and its own fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details(Capability):
    """Columns of its own (one to one with the resource), and the form that fills them. A service that keeps other
    columns there, beside those that an author fills, names these in a capability of its own (`typed`)."""

    model: type[models.Model]
    form: type[Form] | None = None

    def check(self, kind: Kind) -> str:
        """A form is drawn by the pages of the kernel; one without the other fills nothing."""
        if self.form is not None and kind.get(Pages) is None:
            return "whose form no page draws."
        if self.form is None and kind.get(Pages) is not None:
            return "whose columns no form fills."
        fields = self.model._meta.concrete_fields  # noqa: SLF001 - documented
        unknown = sorted({*self.typed} - {name for one in fields for name in (one.name, one.attname)})
        return f"without the columns {', '.join(unknown)}." if unknown else ""

    @property
    def typed(self) -> tuple[str, ...]:
        """Names of the columns that its author fills."""
        fields = self.model._meta.concrete_fields  # noqa: SLF001 - documented
        return tuple(one.name for one in fields if one.name not in {"resource", "school"})


@dataclass(frozen=True, slots=True)
class Rows(Capability):
    """Small and many rows, each with its own dates, levels and words (`DetailRow`): they are looked for, not the
    title of the whole."""

    model: type[models.Model]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days(Capability):
    """The dates of a thing, once it is out, from its own columns and its text. `required`: a thing without a day is not
    whole, it is not published."""

    of: Dates
    required: bool = False


@dataclass(frozen=True, slots=True)
class Invites(Capability):
    """Partners who are invited by name: of its dates (`UpcomingDate`), the classes and groups through which a partner
    has each, by its public id. Those who do not invite are not named there. The days to come have a section of their
    own on the home of a partner: « À venir » leaves them out."""

    needs: ClassVar[tuple[type[Capability], ...]] = (Days,)

    whom: Callable[[Actor, Sequence[Any]], Mapping[str, Collection[tuple[str, int]]]]


@dataclass(frozen=True, slots=True)
class Pages(Capability):
    """Addresses, tab, acts, words of the trail and samples come from the kernel. Without: its service draws its own
    pages (`OwnPages`) and says itself who may do what; it stands on the same rows and the same seeing.

    `slots`: pieces of its pages, templates by place: `top` of the list, `row`, `compose`, `publish`, `opened`.
    """

    slots: Mapping[str, str] = field(default_factory=dict)

    def check(self, kind: Kind) -> str:
        """Either the kernel draws its pages or its service does; a piece stands at a place that pages have."""
        if kind.get(OwnPages) is not None:
            return "and pages of its own."
        unknown = sorted(self.slots.keys() - {"top", "row", "compose", "publish", "opened"})
        return f"which have no place {', '.join(unknown)}." if unknown else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPages(Capability):
    """Route of its service that shows one, by its public id."""

    # The route that shows it to a guardian, by its public id and the child's; empty: the same.
    child: ClassVar[str] = ""

    thing: str

    def done_by(self, actor: Actor) -> Subquery | None:
        """Return a column on notices about its things: what this person did with each for that child (`Did`), null
        where it was not read. None: nobody says of it that it was read."""
        del actor
        return None


class Ownership(Capability):
    """A kind of which more is own than what follows from author and school: what is own beyond its author and school,
    by columns of the kind: its service says which (`rows`, `row`)."""

    needs: ClassVar[tuple[type[Capability], ...]] = (Details,)

    def rows(self, actor: Actor, path: str) -> models.Q:
        """Return the rows that are own, at a path of lookups (empty, or « note__ »)."""
        raise NotImplementedError

    def row(self, actor: Actor, row: Any) -> bool:
        """Tell whether this row of the kind is own."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class LastDay(Capability):
    """The author of a thing may say until which day it is shown."""

    needs: ClassVar[tuple[type[Capability], ...]] = (Pages,)


@dataclass(frozen=True, slots=True)
class Files(Capability):
    """The author of a thing may join files to it, in a school."""

    needs: ClassVar[tuple[type[Capability], ...]] = (Pages,)


@dataclass(frozen=True, slots=True)
class Territory(Capability):
    """The roles that write a thing for the schools of a territory, and to whom there: its own columns may be of no
    school."""

    needs: ClassVar[tuple[type[Capability], ...]] = (Pages,)

    readers: Mapping[Role, frozenset[Readers]]

    def check(self, kind: Kind) -> str:
        """Columns of no school must be allowed, and families are told of what their school writes alone."""
        details = kind.get(Details)
        if details is not None and not details.model._meta.get_field("school").null:  # noqa: SLF001 - documented
            return "and its columns are always of a school."
        if kind.lane and any(Readers.FAMILIES in readers for readers in self.readers.values()):
            return "and rings at families: they are told of what their school writes alone."
        return ""


def kinds() -> list[Kind]:
    """Return the kinds whose pages come from the kernel, in the order of their tabs."""
    found = (kind for kind in declared().values() if kind.get(Pages) is not None)
    return sorted(found, key=lambda kind: (kind.tab.order, kind.key))


def detail_name(kind: Kind) -> str:
    """Return the name under which a resource holds the columns of that kind; empty: it has none."""
    model = detail_model(kind)
    return model._meta.model_name or "" if model is not None else ""  # noqa: SLF001 - documented


def detail_model(kind: Kind) -> type[models.Model] | None:
    """Return the model of its own columns; None: it has none."""
    details = kind.get(Details)
    return details.model if details is not None else None


def check_typed(kind: Kind, typed: Mapping[str, Any]) -> None:
    """Raises DomainError at a field where what was typed does not go together (`Capability.check_typed`)."""
    for one in kind.has:
        one.check_typed(typed)


def settle(kind: Kind, resource: "Resource", before: Mapping[str, Any] | None) -> None:
    """Write what the kind keeps beside its columns (`Capability.settle`)."""
    for one in kind.has:
        one.settle(resource, before)


def form_fields(kind: Kind) -> Mapping[str, Field]:
    """Return the fields of its own form, by name; empty: it has none."""
    details = kind.get(Details)
    return details.form.base_fields if details is not None and details.form is not None else {}


def dates_told(kind: Kind, resource: "Resource", body: Any) -> list[Dated]:
    """Return the dates of a thing as it stands, with that text; none for a kind without days."""
    days = kind.get(Days)
    return list(days.of(resource, body)) if days is not None else []


def has_own_section(kind: Kind, role: Role) -> bool:
    """Tell whether a section of its own tells who acts in that role its days to come: partners, of what they are
    invited to."""
    return role == Role.PARTNER and kind.get(Invites) is not None


def needs_day(kind: Kind) -> bool:
    """A thing without a day is not whole: it is not published."""
    days = kind.get(Days)
    return days is not None and days.required


def slots_of(kind: Kind) -> Mapping[str, str]:
    """Pieces of its pages, templates by place."""
    pages = kind.get(Pages)
    return pages.slots if pages is not None else {}


def is_searched(kind: Kind) -> bool:
    """Titles of the kind can be looked for; of a kind with rows, the words of these are."""
    return kind.get(Rows) is None


def thing_page(kind: Kind) -> str:
    """Return the route that shows one, by its public id."""
    own = kind.get(OwnPages)
    return own.thing if own is not None else f"{kind.key}:thing"


def child_page(kind: Kind) -> str:
    """Return the route that shows one to a guardian, by its public id and the child's; empty: that of everybody."""
    own = kind.get(OwnPages)
    return own.child if own is not None else ""


def needs_text(kind: Kind) -> bool:
    """The kind needs a text: without one there would be nothing to read; what has a day, hours and a place says
    enough."""
    return kind.get(Body) is not None and not needs_day(kind)


def only_a_date(kind: Kind) -> bool:
    """The kind has nothing but its days: an agenda shows it whole."""
    return kind.get(Body) is None and needs_day(kind)


def readers_above(kind: Kind) -> Mapping[Role, frozenset[Readers]]:
    """Return the roles that write it for the schools of a territory, and to whom; none, where it is of a school
    alone."""
    territory = kind.get(Territory)
    return territory.readers if territory is not None else {}
