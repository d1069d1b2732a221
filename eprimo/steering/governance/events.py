"""What is told of a meeting to the address of a member."""

from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class MeetingTold(Event):
    attendance_id: int
    # What is told is what the meeting says when the letter leaves; an older telling has nothing left to say.
    sequence: int
