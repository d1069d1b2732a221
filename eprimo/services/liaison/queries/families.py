"""What notes are for the children of a guardian, and what that guardian did: one statement for a page of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from eprimo.foundation.directory.animals import seed_sql
from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.kernel.statements import Statement, part_of
from eprimo.services.liaison.enums import NoteKind, Outcome, OwedState
from eprimo.services.liaison.models import Note, Owed, Recipient
from eprimo.services.liaison.policies.families import delivered_child
from eprimo.services.liaison.state import is_asked_again, is_closed

_RECIPIENT = ("school_year", "id", "child_id", "delivered_at", "by_name", "first_version", "outcome")
_OWED = (
    "school_year", "id", "may_sign", "state", "read_at", "read_version", "signed_at", "signed_version", "refused_at",
    "answers", "comment", "answered_at", "answered_version", "recorded_by_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoteForChild:
    """A note for one own child. Nothing in it says what another adult did."""

    note: Note
    child_id: int
    child_public_id: UUID
    child_seed: str
    first_name: str
    last_name: str
    # None: the child came after it was sent, and was not added: it is read, and nothing is owed.
    recipient: Recipient | None
    # The guardian's own row; None before anything was owed or done.
    owed: Owed | None
    # Under a protected contact: hours and places of events are not told.
    hides_place: bool = False

    @property
    def withdrawn(self) -> bool:
        return self.note.is_withdrawn

    @property
    def title(self) -> str:
        """The title; a withdrawn note keeps its words to itself."""
        return "Mot retiré" if self.withdrawn else self.note.resource.title

    @property
    def has_read(self) -> bool:
        """The version in force was read."""
        return self.owed is not None and (self.owed.read_version or 0) >= self.note.resource.version

    @property
    def asked_again(self) -> bool:
        """The guardian signed or answered before a correction that changed what the note was about: an act is waited
        for anew."""
        return self.owed is not None and not self.withdrawn and is_asked_again(self.note, self.owed)

    @property
    def has_signed(self) -> bool:
        signed = self.owed is not None and self.owed.signed_at is not None and self.owed.refused_at is None
        return signed and not self.asked_again

    @property
    def has_refused(self) -> bool:
        return self.owed is not None and self.owed.refused_at is not None

    @property
    def has_answered(self) -> bool:
        return self.owed is not None and self.owed.answered_at is not None and not self.asked_again

    @property
    def to_do(self) -> bool:
        """This guardian is waited for. A note that its author put away, or whose day is over, waits for nobody."""
        return (
            not self.withdrawn
            and self.note.archived_at is None
            and self._expected
            and not is_closed(self.note)
        )

    @property
    def missed(self) -> bool:
        """This guardian was waited for, and the day is over."""
        return not self.withdrawn and self._expected and is_closed(self.note)

    @property
    def _expected(self) -> bool:
        return self.owed is not None and self.owed.may_sign and self.owed.state == OwedState.EXPECTED

    @property
    def unread(self) -> bool:
        return not self.withdrawn and self.recipient is not None and not self.has_read

    @property
    def enough(self) -> bool:
        """Another guardian did what was needed: that is said, never who nor when."""
        if self.recipient is None or not self.note.asks_act:
            return False
        mine = self.has_signed or self.has_answered or self.has_refused
        return self.recipient.outcome != Outcome.WAITING and not mine

    @property
    def done(self) -> str:
        """The act of the guardian, in a word; empty when there is none, or when a new version waits to be read."""
        if not self.has_read:
            return ""
        return self._act or _("Lu")

    @property
    def word(self) -> str:
        """The word over a note: what it asks, as long as this guardian is waited for; then what the guardian did."""
        if self.withdrawn:
            return _("Mot retiré")
        if self._act:
            return self._act
        if self.to_do or not (self.note.asks_act or self.note.kind == NoteKind.INFORMATION):
            return str(NoteKind(self.note.kind).label)
        return _("Lu") if self.has_read else _("À lire")

    @property
    def _act(self) -> str:
        if self.has_refused:
            return _("Refusé")
        if self.has_signed:
            return _("Signé")
        return _("Répondu") if self.has_answered else ""


@cache
def _in_years(years: tuple[int, ...]) -> Statement:
    """Return the statement for notes of these years, which are written out: the plan holds their partitions only."""
    return Statement.beside(
        __file__, "notes_for_children", years=f"({', '.join(map(str, years))})", seed=seed_sql("c"),
        recipient=", ".join(f"r.{name}" for name in _RECIPIENT), owed=", ".join(f"o.{name}" for name in _OWED),
    )  # fmt: skip


def notes_for_children(actor: Actor, notes: Iterable[Note]) -> list[NoteForChild]:
    """Return each note once for each own child it is for, in the order of the notes (one statement)."""
    by_id = {note.pk: note for note in notes}
    if not by_id or not actor.children:
        return []
    values: dict[str, Any] = {
        "notes": list(by_id), "years": [note.school_year for note in by_id.values()], "me": actor.person_id,
        "children": [child.person_id for child in actor.children],
    }  # fmt: skip
    rows = _in_years(tuple(sorted({note.partition for note in by_id.values()}))).rows(**values)
    found = [_for_child(actor, by_id[row[0]], row) for row in rows]
    order = {pk: place for place, pk in enumerate(by_id)}
    kept = [one for one in found if delivered_child(actor, one.note, one.child_id) is not None]
    return sorted(kept, key=lambda one: order[one.note.pk])


def _for_child(actor: Actor, note: Note, row: tuple[Any, ...]) -> NoteForChild:
    middle = 6 + len(_RECIPIENT)
    received = dict(zip(_RECIPIENT, row[6:middle], strict=True))
    owed = dict(zip(_OWED, row[middle:], strict=True))
    of_note = {"note_id": note.pk, "child_id": row[1]}
    return NoteForChild(
        note=note,
        child_id=row[1],
        child_public_id=row[2],
        child_seed=row[5],
        first_name=str(row[3]),
        last_name=str(row[4]),
        recipient=part_of(Recipient, of_note | {"school_id": note.school_id} | received)
        if received["id"]
        else None,
        owed=part_of(Owed, of_note | {"guardian_id": actor.person_id} | owed) if owed["id"] else None,
        hides_place=bool((child := actor.child(row[1])) and child.restriction),
    )
