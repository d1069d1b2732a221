"""What the pages of one's own data read of copies."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from eprimo.foundation.directory.models import Person
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.errors import NotVisible
from eprimo.foundation.privacy.exports.policies import can_see, visible_to
from eprimo.foundation.privacy.exports.rights import children_open_to
from eprimo.foundation.privacy.models import Export, ExportKind, ExportPart


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies about one person: the last that the actor asked for, and the one that the school left."""

    person: Person
    asked: Export | None
    leaving: Export | None

    @property
    def is_waiting(self) -> bool:
        return (self.asked is not None and self.asked.is_waiting) or (
            self.leaving is not None and self.leaving.is_waiting
        )


def own_copies(actor: Actor) -> tuple[Copies, list[Copies]]:
    """Return the actor's own copies, and those of each child whose copy the actor may have (three statements)."""
    known = children_open_to(actor.person_id, actor.now)
    people = {
        one.pk: one
        for one in Person.objects.filter(pk__in=[actor.person_id, *known]).order_by("sort_key", "pk")
    }
    rows = Export.objects.filter(subject__in=list(people)).order_by("asked_at", "pk")
    seen = [one for one in rows if can_see(actor, one, known)]

    def of(person: Person) -> Copies:
        about = [one for one in seen if one.subject_id == person.pk]
        asked = [one for one in about if one.kind != ExportKind.LEAVING]
        left = [one for one in about if one.kind == ExportKind.LEAVING]
        return Copies(person, asked[-1] if asked else None, left[-1] if left else None)

    return of(people[actor.person_id]), [of(one) for pk, one in people.items() if pk != actor.person_id]


def child_for(actor: Actor, child_id: UUID) -> Person:
    """Return a child whose copy the actor may have; else raises NotVisible."""
    child = Person.objects.filter(public_id=child_id).first()
    if child is None or child.pk not in children_open_to(actor.person_id, actor.now):
        raise NotVisible
    return child


def export_for(actor: Actor, export_id: UUID) -> Export:
    """Return the copy, as it may be opened now; else raises NotVisible."""
    export = Export.objects.filter(visible_to(actor), public_id=export_id).first()
    if export is None:
        raise NotVisible
    return export


def bytes_of(export: Export) -> Iterator[bytes]:
    """Yield the file, piece by piece: one statement a piece, so that none holds the whole."""
    number = 0
    while True:
        piece = (
            ExportPart.objects.filter(export=export, number=number).values_list("content", flat=True).first()
        )
        if piece is None:
            return
        yield bytes(piece)
        number += 1
