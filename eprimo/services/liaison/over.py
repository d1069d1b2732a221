"""What is over of a note: the last day to answer, and the day it announces. In the school's zone; no database here."""

from datetime import date

from eprimo.foundation.kernel import clock
from eprimo.foundation.kernel.errors import DomainError
from eprimo.services.liaison.models import Note


class DayPast(DomainError):
    """What it asked for is over: neither signed, refused nor answered any more."""

    code = "past"
    sentence = "Cette date est passée. Vous pouvez encore écrire à l’école."
    status = 409


def answers_are_late(note: Note) -> bool:
    """The last day to answer is past: a first answer is still taken, the one that was given stays."""
    return note.answer_by is not None and clock.today(note.school.time_zone) > note.answer_by


def is_past(note: Note, today: date | None = None) -> bool:
    """What it announces is over: nothing is asked of families any more. `today`: when the day is known already."""
    last = note.event_until_on or note.event_on
    return last is not None and last < (today or clock.today(note.school.time_zone))


def is_closed(note: Note, today: date | None = None) -> bool:
    """It asked for a signature or an answer, and its day is past: families only read it. A last day to answer closes
    nothing."""
    return note.asks_act and is_past(note, today)
