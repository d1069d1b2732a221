COALESCE((SELECT json_agg(w) FROM (
  SELECT r.public_id AS note_id, r.title, c.public_id AS child_id, c.first_name, g.public_id AS guardian_id,
    {name} AS guardian_name, t.family_at AS since
  FROM conversations_conversation t
  JOIN liaison_note n ON n.resource_id = t.resource_id AND n.school_year = t.school_year
  JOIN content_resource r ON r.id = n.resource_id
  JOIN directory_person c ON c.id = t.child_id
  JOIN directory_person g ON g.id = t.guardian_id
  WHERE t.guardian_id <> %(me)s AND t.closed_at IS NULL AND t.family_at IS NOT NULL
    AND (t.school_at IS NULL OR t.family_at > t.school_at)
    AND n.archived_at IS NULL AND r.withdrawn_at IS NULL AND {read} AND {on}
  ORDER BY t.family_at, t.id LIMIT %(most)s) w), '[]')
