"""Which children are where a note is sent: one rule for its delivery, every list, count and reminder.

A pupil of the school who is in one of its classes or groups, is named in it, or, where it names nobody, is enrolled in
the service that wrote it. Whoever left is counted nowhere, but in what was kept.
"""

_IN_FORCE = "{0}.starts <= %(now)s AND ({0}.ends IS NULL OR {0}.ends > %(now)s)"
_HERE = """
SELECT at.note_id, at.child_id, at.class_group_id, at.group_id, at.way FROM (
  SELECT t.resource_id AS note_id, m.person_id AS child_id, m.class_group_id, NULL::bigint AS group_id, t.kind AS way
  FROM {notes} JOIN content_target t ON t.resource_id = {notes}.resource_id AND t.kind = 'class'
  JOIN directory_classmembership m ON m.class_group_id = t.target AND {member}
  UNION ALL
  SELECT t.resource_id, m.person_id, NULL, m.group_id, t.kind
  FROM {notes} JOIN content_target t ON t.resource_id = {notes}.resource_id AND t.kind = 'group'
  JOIN directory_groupmembership m ON m.group_id = t.target AND {member}
  UNION ALL
  SELECT t.resource_id, t.target, NULL, NULL, t.kind
  FROM {notes} JOIN content_target t ON t.resource_id = {notes}.resource_id AND t.kind = 'child'
  UNION ALL
  SELECT {notes}.resource_id, e.child_id, NULL, NULL, 'service'
  FROM {notes} JOIN directory_serviceenrolment e ON e.service_id = {notes}.service_id
    AND e.school_id = %(school)s AND {enrolled}
  WHERE NOT EXISTS (SELECT FROM content_target t WHERE t.resource_id = {notes}.resource_id AND t.kind <> 'person')
) at
WHERE EXISTS (SELECT FROM directory_affiliation a WHERE a.person_id = at.child_id AND a.school_id = %(school)s
  AND a.profile = 'pupil' AND {pupil})
"""
# One note in hand, as such a relation.
ONE = "one AS (SELECT %(note)s::bigint AS resource_id, %(service)s::bigint AS service_id)"


def here_sql(notes: str) -> str:
    """Rows (note, child, class, group, way), one a way by which the child is there: « class », « group », « child » of
    who is named, « service »; for a statement that names `now` and `school`. `notes`: a relation of it with
    `resource_id` and `service_id`, all of that school."""
    return _HERE.format(
        notes=notes,
        member=_IN_FORCE.format("m"),
        enrolled=_IN_FORCE.format("e"),
        pupil=_IN_FORCE.format("a"),
    )
