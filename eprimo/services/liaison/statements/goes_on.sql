-- The same for statements on `liaison_note n` and its resource `r` (a test holds them together). OFFSET 0: asked of each
-- note by its key; the planner would read the targets of the whole academy else.
(r.published_at IS NULL OR n.service_id IS NOT NULL OR EXISTS (
  SELECT FROM content_target t
  LEFT JOIN directory_classgroup g ON t.kind = 'class' AND g.id = t.target
  LEFT JOIN directory_group q ON t.kind = 'group' AND q.id = t.target
  WHERE t.resource_id = n.resource_id AND (g.id IS NOT NULL AND g.closed_at IS NULL
    OR q.id IS NOT NULL AND q.closed_at IS NULL
    OR t.kind = 'child' AND EXISTS (SELECT FROM directory_affiliation a
      WHERE a.person_id = t.target AND a.school_id = t.school_id
      AND a.profile = 'pupil' AND in_force(a.starts, a.ends, %(now)s))) OFFSET 0))
