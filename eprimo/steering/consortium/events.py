"""What happens in the group that is carried on afterwards."""

from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class FileOpened(Event):
    """Somebody entered with the letter of a body: the body is told, in case it was somebody else."""

    invitation_id: int


@dataclass(frozen=True, slots=True)
class FileReminded(Event):
    """The coordinator reminded a member: its letter is to leave."""

    reminder_id: int
