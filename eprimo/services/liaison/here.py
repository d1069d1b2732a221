"""Which children are where a note is sent: one rule for its delivery, every list, count and reminder.

A pupil of the school who is in one of its classes or groups, is named in it, or, where it names nobody, is enrolled in
the service that wrote it. Whoever left is counted nowhere, but in what was kept.
"""

from eprimo.foundation.kernel.statements import with_periods

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
