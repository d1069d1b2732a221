"""Fixing whom a note reached and what each guardian owes, as of one instant: two statements on sets."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from eprimo.foundation.kernel.statements import with_periods
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.here import ONE, here_sql
from eprimo.services.liaison.models import Note, Recipient

# Pupils who are where it is sent at that instant.
_RECIPIENTS = f"""
WITH {ONE}
INSERT INTO liaison_recipient
  (school_year, note_id, school_id, child_id, class_group_id, group_id, delivered_at, by_name, first_version, outcome)
SELECT %(year)s, note_id, %(school)s, child_id, min(class_group_id), min(group_id), %(now)s,
  bool_or(way IN ('child', 'service')), %(version)s, 'waiting'
FROM ({here_sql("one")}) here GROUP BY note_id, child_id
ON CONFLICT (school_year, note_id, child_id) DO NOTHING
RETURNING child_id
"""  # noqa: S608 - pieces of ours; values go as parameters

# One row a guardian and child, for the children that were just reached. No right: no row (contact persons, and
# restrictions of level 2 or 3 that stand at that instant).
_OWED = with_periods("""
INSERT INTO liaison_owed
  (school_year, note_id, school_id, guardian_id, child_id, class_group_id, may_sign, state, answers, comment)
SELECT r.school_year, r.note_id, r.school_id, g.adult_id, r.child_id, r.class_group_id,
       g.kind = ANY(%(signers)s), 'expected', '{}', ''
FROM liaison_recipient r JOIN directory_guardianship g ON g.child_id = r.child_id
 AND g.kind <> 'contact' AND in_force(g.starts, g.ends, %(now)s)
WHERE r.school_year = %(year)s AND r.note_id = %(note)s AND r.child_id = ANY(%(children)s)
  AND NOT EXISTS (
    SELECT FROM directory_guardianrestriction s
    WHERE s.guardianship_id = g.id AND s.level >= 2 AND in_force(s.starts, s.in_force_until, %(now)s)
      AND (s.lifted_at IS NULL OR s.lifted_at > %(now)s))
ON CONFLICT (school_year, note_id, guardian_id, child_id) DO NOTHING
RETURNING guardian_id, child_id, may_sign
""")

EXERCISES = ["exercises", "unknown"]
SIGNERS = [*EXERCISES, "in_charge"]


@dataclass(frozen=True, slots=True)
class Owes:
    guardian_id: int
    child_id: int
    may_sign: bool


def signers(note: Note) -> list[str]:
    """Kinds of guardianship whose act a note waits for."""
    if note.kind == NoteKind.TO_ANSWER or note.both_guardians:
        return EXERCISES
    return SIGNERS if note.kind == NoteKind.TO_SIGN else []


def reach_children(note: Note, at: datetime) -> list[int]:
    """Write the recipients of the note as of `at`; returns the children that are new."""
    values = _values(note, at) | {"service": note.service_id, "version": note.resource.version}
    with connection.cursor() as cursor:
        cursor.execute(_RECIPIENTS, values)
        return sorted(row[0] for row in cursor.fetchall())


def recipients_among(note: Note, children: list[int]) -> list[Recipient]:
    """The recipients of the note among these children."""
    return list(
        Recipient.objects.filter(school_year=note.partition, note=note, child_id__in=children).order_by(
            "child_id"
        )
    )


def fix_owed(note: Note, children: list[int], at: datetime) -> list[Owes]:
    """Write what the guardians of these children owe as of `at`; returns the rows that are new."""
    with connection.cursor() as cursor:
        cursor.execute(_OWED, _values(note, at) | {"children": children, "signers": signers(note)})
        return [Owes(*row) for row in cursor.fetchall()]


def _values(note: Note, at: datetime) -> dict[str, Any]:
    return {"note": note.pk, "school": note.school_id, "year": note.partition, "now": at}
