-- Pupils who are where it is sent at that instant.
WITH {one}
INSERT INTO liaison_recipient
  (school_year, note_id, school_id, child_id, class_group_id, group_id, delivered_at, by_name, first_version, outcome)
SELECT %(year)s, note_id, %(school)s, child_id, min(class_group_id), min(group_id), %(now)s,
  bool_or(way IN ('child', 'service')), %(version)s, 'waiting'
FROM ({here}) here GROUP BY note_id, child_id
ON CONFLICT (school_year, note_id, child_id) DO NOTHING
RETURNING child_id
