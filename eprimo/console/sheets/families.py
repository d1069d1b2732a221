"""Families of whom nobody ever came, class by class: their letters are printed at once, in the order of the classes."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from eprimo.foundation.accounts.policies import sheets_makeable_by
from eprimo.foundation.directory.enums import GuardianKindChoice, RestrictionLevel
from eprimo.foundation.directory.models import Person
from eprimo.foundation.directory.queries.person_lines import PersonLine, lines_of
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.statements import Statement

# A family = a pupil, as on the home of who directs; nobody of it came when no adult but contacts ever signed in.
_NEVER = Statement.beside(__file__, "families_never")


@dataclass(slots=True)
class ClassNever:
    """A class, its children of whom no adult came, and the adults whose letters are to be printed there."""

    public_id: UUID | None
    label: str
    children: dict[int, str]
    adults: list[int]

    @property
    def key(self) -> str:
        """What the form sends."""
        return str(self.public_id or "")

    @property
    def names(self) -> str:
        return ", ".join(self.children.values())


@dataclass(frozen=True, slots=True)
class Never:
    """The families of whom nobody ever came, as the home of who directs counts them: those whose letters are printed,
    by class, and the children (name, public id) of whom no adult is given one."""

    classes: list[ClassNever]
    left_out: list[tuple[str, UUID]]


def families_never(actor: Actor) -> Never:
    """Class by class, children without a class last; who has children in two classes is in the first. Fixed count of
    statements; for who directs the school."""
    rows = _NEVER.rows(school=actor.school_id, now=actor.now)
    printable = _printable(actor, {adult for *_, adult, suspended in rows if not suspended})
    found: dict[UUID | None, ClassNever] = {}
    placed: set[int] = set()
    for public_id, label, child, first_name, _, adult, _ in rows:
        if adult not in printable:
            continue
        one = found.setdefault(public_id, ClassNever(public_id, label or "", {}, []))
        one.children[child] = first_name
        if adult not in placed:
            placed.add(adult)
            one.adults.append(adult)
    served = {child for one in found.values() for child in one.children}
    left_out = {child: (name, key) for _, _, child, name, key, *_ in rows if child not in served}
    return Never(list(found.values()), list(left_out.values()))


def _printable(actor: Actor, ids: Collection[int]) -> set[int]:
    """Those whose letter the actor makes; an adult whom a decision leaves no child to follow gets none."""
    people = list(Person.objects.filter(sheets_makeable_by(actor), pk__in=ids).order_by())
    return {line.person.pk for line in lines_of(actor, people) if follows_a_child(line)}


def follows_a_child(guardian: PersonLine) -> bool:
    """A contact, or an adult whom a decision leaves no child to follow, gets no sheet."""
    return any(
        ward.kind != GuardianKindChoice.CONTACT and ward.restriction < RestrictionLevel.NO_INFORMATION
        for ward in guardian.sight.facts.wards
    )
