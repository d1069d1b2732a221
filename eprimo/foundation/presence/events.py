from dataclasses import dataclass
from typing import ClassVar

from eprimo.foundation.kernel.models import Lane
from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class CallTaken(Event):
    """The roll of a class was called: who is not there, and of whom nothing is known, is asked about from then on."""

    lane: ClassVar[Lane] = Lane.FIRST

    school_id: int
    school_year: int
    class_id: int
    # ISO date, and a half of it.
    day: str
    half: str


@dataclass(frozen=True, slots=True)
class QuestionEnded(Event):
    """Somebody said why a child is not there, or the child came: nobody is asked about that absence any more."""

    school_id: int
    school_year: int
    absence: str
