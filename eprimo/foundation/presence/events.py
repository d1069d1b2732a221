from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class CallTaken(Event):
    """The roll of a class was called: who is not there, and of whom nothing is known, is asked about from then on."""

    school_id: int
    school_year: int
    class_id: int
    # ISO date, and a half of it.
    day: str
    half: str


@dataclass(frozen=True, slots=True)
class AbsenceExplained(Event):
    """Somebody said why a child is not there: nobody is asked any more."""

    school_id: int
    school_year: int
    absence_id: int
