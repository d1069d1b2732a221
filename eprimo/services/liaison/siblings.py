"""One note for several children of one guardian: read, signed or answered with one tap where nothing differs.

What is done stays one fact a child. This module reads no database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from eprimo.foundation.kernel.actor import Actor
from eprimo.foundation.printing.prose import in_words
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.policies.families import guardian_abilities
from eprimo.services.liaison.queries.families import NoteForChild
from eprimo.services.liaison.versions import known_version
from eprimo.ui.others import Other


@dataclass(frozen=True, slots=True)
class SharedAct:
    """The children of a guardian for whom the same act is waited for, the one on the page first."""

    lines: tuple[NoteForChild, ...]

    def __bool__(self) -> bool:
        return len(self.lines) > 1

    @property
    def names(self) -> str:
        """The names of the children: « Léa et Noé »."""
        return in_words([line.first_name for line in self.lines])

    @property
    def others(self) -> tuple[NoteForChild, ...]:
        return self.lines[1:]


ALONE = SharedAct(())


def shared_act(actor: Actor, line: NoteForChild, lines: Iterable[NoteForChild]) -> SharedAct:
    """Return, of the lines of one note, those on which the guardian would do what is to be done on this one; none
    when nothing is to be done, or when it differs."""
    others = [one for one in lines if one.child_id != line.child_id]
    if not others:
        return ALONE
    mine = _standing(actor, line)
    if not _is_open(line, mine):
        return ALONE
    same = [one for one in others if _standing(actor, one) == mine]
    return SharedAct((line, *same))


def _standing(actor: Actor, line: NoteForChild) -> tuple[Any, ...]:
    """Return all that decides what the form of an act says and does."""
    note, recipient, owed = line.note, line.recipient, line.owed
    may = guardian_abilities(actor, note, recipient)
    return (
        note.pk, may["may_open"], may["may_sign"], may["may_answer"], line.hides_place, line.has_read, line.has_signed,
        line.has_refused, line.has_answered, line.asked_again, line.enough, known_version(line),
        (tuple(owed.answers), owed.comment) if owed is not None else ((), ""),
    )  # fmt: skip


def _is_open(line: NoteForChild, standing: tuple[Any, ...]) -> bool:
    _note, opens, signs, answers, *_rest = standing
    if line.note.kind == NoteKind.TO_SIGN and signs:
        return not (line.has_signed or line.has_refused)
    if line.note.kind == NoteKind.TO_ANSWER and answers:
        return not line.has_answered
    return opens and not line.has_read


@dataclass(frozen=True, slots=True)
class FamilyListRow:
    """A note of a family's list: once, whatever the number of children it is for."""

    lines: tuple[NoteForChild, ...]

    @property
    def line(self) -> NoteForChild:
        """The child whose page is opened: one for whom something is to be done, else the first."""
        return next((one for one in self.lines if one.to_do), self.lines[0])

    @property
    def also(self) -> list[Other]:
        return [
            Other(one.first_name, one.child_seed, one.child_public_id)
            for one in self.lines
            if one is not self.line
        ]

    @property
    def apart(self) -> bool:
        """It does not stand at the same point for each child: said by child."""
        return (
            len(self.lines) > 1
            and len({(one.done, one.enough, one.to_do, one.unread) for one in self.lines}) > 1
        )


def family_list_rows(lines: Iterable[NoteForChild]) -> list[FamilyListRow]:
    """Return the lines of a list by note, in their order."""
    by_note: dict[int, list[NoteForChild]] = {}
    for line in lines:
        by_note.setdefault(line.note.pk, []).append(line)
    return [FamilyListRow(tuple(found)) for found in by_note.values()]
