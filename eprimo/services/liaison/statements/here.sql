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
