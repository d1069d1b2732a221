"""The children that a note is for, and what their guardians owe: one rule for delivery, lists, counts and reminders.

A pupil of the school who is in one of its classes or groups, is named in it, or, where it names nobody, is enrolled in
the service that wrote it. Whoever left is counted nowhere, but in what was kept.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from eprimo.foundation.kernel.statements import sql_beside
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note, Recipient

ONE_NOTE = sql_beside(__file__, "one_note")
_OWED = sql_beside(__file__, "owed_made")
EXERCISES = ["exercises", "unknown"]
SIGNERS = [*EXERCISES, "in_charge"]


def recipients_sql(notes: str) -> str:
    """Return a relation with a row (note, child, class, group, way) for each way by which a child is where a note
    was sent: « class », « group », « child » of who is named, « service ». `notes`: a relation of the statement,
    with `resource_id` and `service_id`, all of one school; the statement gives `now` and `school`."""
    return _relation("here", notes)


def page_recipients_sql(notes: str) -> str:
    """Return the relation of `recipients_sql` for a page of notes, most of which are for the same classes: each
    class is read once."""
    return _relation("here_of_page", notes)


def _relation(name: str, notes: str) -> str:
    enrolled, is_pupil = sql_beside(__file__, "enrolled", notes=notes), sql_beside(__file__, "is_pupil")
    return sql_beside(__file__, name, notes=notes, served=enrolled, is_pupil=is_pupil)


_RECIPIENTS = sql_beside(__file__, "recipients_made", one=ONE_NOTE, here=recipients_sql("one"))


@dataclass(frozen=True, slots=True)
class NewOwed:
    """A guardian who owes something about one child since this delivery."""

    guardian_id: int
    child_id: int
    may_sign: bool


def waited_for_kinds(note: Note) -> list[str]:
    """Return the kinds of guardianship whose act a note waits for."""
    if note.kind == NoteKind.TO_ANSWER or note.both_guardians:
        return EXERCISES
    return SIGNERS if note.kind == NoteKind.TO_SIGN else []


def recipients_write(note: Note, at: datetime) -> list[int]:
    """Write the recipients of a note as of `at`; return the children that are new."""
    values = _values(note, at) | {"service": note.service_id, "version": note.resource.version}
    with connection.cursor() as cursor:
        cursor.execute(_RECIPIENTS, values)
        return sorted(row[0] for row in cursor.fetchall())


def recipients_among(note: Note, children: list[int]) -> list[Recipient]:
    """Return the recipients of a note among these children."""
    return list(Recipient.objects.of_note(note).filter(child_id__in=children).order_by("child_id"))


def owed_write(note: Note, children: list[int], at: datetime) -> list[NewOwed]:
    """Write what the guardians of these children owe as of `at`; return the rows that are new."""
    with connection.cursor() as cursor:
        cursor.execute(_OWED, _values(note, at) | {"children": children, "signers": waited_for_kinds(note)})
        return [NewOwed(*row) for row in cursor.fetchall()]


def _values(note: Note, at: datetime) -> dict[str, Any]:
    return {"note": note.pk, "school": note.school_id, "year": note.partition, "now": at}


def live_link_sql(guardian: str, child: str) -> str:
    """Return the condition that the link between a guardian and a child, two columns, gives rights today."""
    return sql_beside(__file__, "live", guardian=guardian, child=child)
