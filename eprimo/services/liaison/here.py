"""Which children are still where a note was sent: one rule for every list, count and reminder.

A pupil of the school who is in one of its classes or groups, is named in it, or is enrolled in the service that wrote
it. Whoever left is counted nowhere, but in what was kept.
"""

_IN_FORCE = "{0}.starts <= %(now)s AND ({0}.ends IS NULL OR {0}.ends > %(now)s)"
_HERE = """
SELECT at.note_id, at.child_id, at.class_group_id, at.group_id FROM (
  SELECT t.note_id, m.person_id AS child_id, t.class_group_id, NULL::bigint AS group_id
  FROM {notes} JOIN liaison_notetarget t ON t.note_id = {notes}.resource_id
  JOIN directory_classmembership m ON m.class_group_id = t.class_group_id AND {in_class}
  UNION ALL
  SELECT t.note_id, m.person_id, NULL, t.group_id
  FROM {notes} JOIN liaison_notetarget t ON t.note_id = {notes}.resource_id
  JOIN directory_groupmembership m ON m.group_id = t.group_id AND {in_class}
  UNION ALL
  SELECT t.note_id, t.child_id, NULL, NULL
  FROM {notes} JOIN liaison_notetarget t ON t.note_id = {notes}.resource_id AND t.child_id IS NOT NULL
  UNION ALL
  SELECT {notes}.resource_id, e.child_id, NULL, NULL
  FROM {notes} JOIN directory_serviceenrolment e ON e.service_id = {notes}.service_id
    AND e.school_id = %(school)s AND {enrolled}
) at
WHERE EXISTS (SELECT FROM directory_affiliation a WHERE a.person_id = at.child_id AND a.school_id = %(school)s
  AND a.profile = 'pupil' AND {pupil})
"""


def here_sql(notes: str) -> str:
    """Rows (note, child, class, group), one a way by which the child is there; for a statement that names `now` and
    `school`. `notes`: a relation of it with `resource_id` and `service_id`, all of that school."""
    return _HERE.format(
        notes=notes,
        in_class=_IN_FORCE.format("m"),
        enrolled=_IN_FORCE.format("e"),
        pupil=_IN_FORCE.format("a"),
    )
