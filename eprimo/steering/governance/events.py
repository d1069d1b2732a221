"""What is told of a meeting to those who are invited."""

from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event

# In each, `sequence`: what is told is what the meeting says when the letter leaves; an older event says nothing.


@dataclass(frozen=True, slots=True)
class MeetingTold(Event):
    """To the office of a member."""

    attendance_id: int
    sequence: int


@dataclass(frozen=True, slots=True)
class GuestTold(Event):
    """To a person who is invited beside the members."""

    guest_id: int
    sequence: int


@dataclass(frozen=True, slots=True)
class GuestReminded(Event):
    """To a guest that has not answered: the same letter once more, as a reminder."""

    guest_id: int
    sequence: int


@dataclass(frozen=True, slots=True)
class RepresentativeTold(Event):
    """To a person of the managing body that represents invited members."""

    meeting_id: int
    person_id: int
    sequence: int


@dataclass(frozen=True, slots=True)
class ReportTold(Event):
    """A yearly report was sent to a member."""

    copy_id: int
