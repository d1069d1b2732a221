"""What happens in the group that is carried on afterwards."""

from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class FileOpened(Event):
    """Somebody entered with the letter of a body: the body is told, in case it was somebody else."""

    invitation_id: int


@dataclass(frozen=True, slots=True)
class FileOpenedTold(Event):
    """One of those who are told of it: the office of a member, or somebody who acts already."""

    invitation_id: int
    member_id: int = 0
    person_id: int = 0


@dataclass(frozen=True, slots=True)
class MemberReminded(Event):
    """The coordinator reminded a member: its letter is to leave."""

    reminder_id: int


@dataclass(frozen=True, slots=True)
class ContractorReminded(Event):
    """The coordinator reminded the contractor: the letter to one of its people is to leave."""

    reminder_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class SignerEnded(Event):
    """Somebody who signed for a member does so no more, and is told."""

    right_id: int
