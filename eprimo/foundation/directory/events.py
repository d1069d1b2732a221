"""What happens in the directory that others carry on."""

from dataclasses import dataclass

from eprimo.foundation.kernel.outbox import Event


@dataclass(frozen=True, slots=True)
class SupportMoved(Event):
    """A request for assistance was made, answered, ended, or reached the end of its time."""

    access_id: int


@dataclass(frozen=True, slots=True)
class LinkDecided(Event):
    """A decision was written on a link of this adult to a child, changed, or came to its end: the adult is told."""

    adult_id: int


@dataclass(frozen=True, slots=True)
class TieProposed(Event):
    """A tie was written for an adult: who is known by that name may be told. Emitted for everybody alike."""

    tie_id: int


@dataclass(frozen=True, slots=True)
class YearMoved(Event):
    """Something of a change of year is to be told, or told no more: its day, its switch, its undoing, pupils to place.
    `about` and `school_year` find what was told of a change that was given up."""

    change_id: int
    about: str
    school_year: int


@dataclass(frozen=True, slots=True)
class YearSwitched(Event):
    """A school is in its next year. Who listens looks at the change again: it may be undone meanwhile."""

    change_id: int


@dataclass(frozen=True, slots=True)
class YearUndone(Event):
    """Children who were to go to the collège are pupils of the school again."""

    school_id: int
    child_ids: list[int]
