"""The children that a note is for, and what their guardians owe: one rule for delivery, lists, counts and reminders.

A pupil of the school who is in one of its classes or groups, is named in it, or, where it names nobody, is enrolled in
the service that wrote it. Whoever left is counted nowhere, but in what was kept.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from eprimo.foundation.kernel.statements import with_periods
from eprimo.services.liaison.enums import NoteKind
from eprimo.services.liaison.models import Note, Recipient

_HERE = """
SELECT at.note_id, at.child_id, at.class_group_id, at.group_id, at.way FROM (
  SELECT t.resource_id AS note_id, m.person_id AS child_id, m.class_group_id, NULL::bigint AS group_id, t.kind AS way
  FROM {notes} JOIN content_target t ON t.resource_id = {notes}.resource_id AND t.kind = 'class'
  JOIN directory_classmembership m ON m.class_group_id = t.target AND in_force(m.starts, m.ends, %(now)s)
  UNION ALL
  SELECT t.resource_id, m.person_id, NULL, m.group_id, t.kind
  FROM {notes} JOIN content_target t ON t.resource_id = {notes}.resource_id AND t.kind = 'group'
  JOIN directory_groupmembership m ON m.group_id = t.target AND in_force(m.starts, m.ends, %(now)s)
  UNION ALL
  SELECT t.resource_id, t.target, NULL, NULL, t.kind
  FROM {notes} JOIN content_target t ON t.resource_id = {notes}.resource_id AND t.kind = 'child'
  UNION ALL
  SELECT at.note_id, at.child_id, NULL, NULL, 'service' FROM ({served}) at
) at
WHERE {is_pupil}
"""
_SERVED = """SELECT {notes}.resource_id AS note_id, e.child_id
  FROM {notes} JOIN directory_serviceenrolment e ON e.service_id = {notes}.service_id
    AND e.school_id = %(school)s AND in_force(e.starts, e.ends, %(now)s)
  WHERE NOT EXISTS (SELECT FROM content_target t WHERE t.resource_id = {notes}.resource_id AND t.kind <> 'person')"""
_IS_PUPIL = """EXISTS (SELECT FROM directory_affiliation a WHERE a.person_id = at.child_id AND a.school_id = %(school)s
  AND a.profile = 'pupil' AND in_force(a.starts, a.ends, %(now)s))"""
# Of a page of notes: whom they name once, and who is in each class or group once, not once for each note nor child.
_OF_PAGE = """
WITH named AS MATERIALIZED (
  SELECT t.resource_id, t.kind, t.target FROM {notes} JOIN content_target t ON t.resource_id = {notes}.resource_id
), place AS MATERIALIZED (
  SELECT DISTINCT kind, target FROM named
), held AS MATERIALIZED (
  SELECT at.* FROM (
    SELECT place.kind, place.target, m.person_id AS child_id
    FROM place JOIN directory_classmembership m ON m.class_group_id = place.target
      AND in_force(m.starts, m.ends, %(now)s)
    WHERE place.kind = 'class'
    UNION
    SELECT place.kind, place.target, m.person_id
    FROM place JOIN directory_groupmembership m ON m.group_id = place.target
      AND in_force(m.starts, m.ends, %(now)s) WHERE place.kind = 'group'
    UNION
    SELECT place.kind, place.target, place.target FROM place WHERE place.kind = 'child'
  ) at WHERE {is_pupil}
)
SELECT t.resource_id AS note_id, held.child_id, CASE t.kind WHEN 'class' THEN t.target END AS class_group_id,
  CASE t.kind WHEN 'group' THEN t.target END AS group_id, t.kind AS way
FROM named t JOIN held ON held.kind = t.kind AND held.target = t.target
UNION ALL
SELECT at.note_id, at.child_id, NULL, NULL, 'service' FROM ({served}) at WHERE {is_pupil}
"""
# One note in hand, as such a relation.
ONE = "one AS (SELECT %(note)s::bigint AS resource_id, %(service)s::bigint AS service_id)"
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


def here_sql(notes: str) -> str:
    """Rows (note, child, class, group, way), one a way by which the child is there: « class », « group », « child » of
    who is named, « service »; for a statement that names `now` and `school`. `notes`: a relation of it with
    `resource_id` and `service_id`, all of that school."""
    return _filled(_HERE, notes)


def here_of_page(notes: str) -> str:
    """The same of many notes, most of which are for the same classes."""
    return _filled(_OF_PAGE, notes)


def _filled(sql: str, notes: str) -> str:
    return with_periods(sql.format(notes=notes, is_pupil=_IS_PUPIL, served=_SERVED.format(notes=notes)))


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
