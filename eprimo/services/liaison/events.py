from dataclasses import dataclass
from typing import ClassVar

from eprimo.foundation.kernel.models import Lane
from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class NoteDue(Event):
    """A note written in quiet hours reaches families at that instant (ISO)."""

    note_id: int
    visible_from: str


@dataclass(frozen=True, slots=True)
class PhotoReceived(Event):
    """A photograph of slips, sent by this person, is to be read."""

    lane: ClassVar[Lane] = Lane.FILES

    photo_id: int
    person_id: int = 0

    def turn_of(self) -> int | None:
        return self.person_id or None


@dataclass(frozen=True, slots=True)
class PileForgotten(Event):
    """A day passed since a pile of slips was begun."""

    pile_id: int


@dataclass(frozen=True, slots=True)
class ReminderDue(Event):
    """A reminder asked for in quiet hours reaches those of these (ids of what is owed) who are still waited for, at
    that instant (ISO)."""

    note_id: int
    owed_ids: list[int]
    leaves_at: str


@dataclass(frozen=True, slots=True)
class AnswerDue(Event):
    """The answer that the school wrote to a family in quiet hours is there for it."""

    note_id: int
    child_id: int
    guardian_id: int
