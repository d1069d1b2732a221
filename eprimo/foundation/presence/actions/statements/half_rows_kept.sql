-- What a call says of its children; who was told to be absent beforehand has a row already.
INSERT INTO presence_halfday (
  school_year, school_id, day, half, source, by_id,
  child_id, class_group_id, state, arrived_at, left_at, left_with, absence_id, said_at)
SELECT %(year)s, %(school)s, %(day)s::date, %(half)s, 'call', %(by)s, said.*
FROM jsonb_to_recordset(%(rows)s::jsonb) AS said(
  child_id bigint, class_group_id bigint, state text, arrived_at time, left_at time, left_with text, absence_id bigint,
  said_at timestamptz)
ON CONFLICT (school_year, school_id, child_id, day, half) DO UPDATE SET
  class_group_id = EXCLUDED.class_group_id, state = EXCLUDED.state, arrived_at = EXCLUDED.arrived_at,
  left_at = EXCLUDED.left_at, left_with = EXCLUDED.left_with, said_at = EXCLUDED.said_at, source = EXCLUDED.source,
  by_id = EXCLUDED.by_id
RETURNING id
