WITH {reached}, standing AS (
  SELECT s.guardianship_id, max(s.level) AS level FROM directory_guardianrestriction s
  WHERE in_force(s.starts, s.in_force_until, %(now)s)
    AND (s.lifted_at IS NULL OR s.lifted_at > %(now)s)
    AND s.guardianship_id IN (SELECT g.id FROM reached r JOIN directory_guardianship g ON g.child_id = r.child)
  GROUP BY s.guardianship_id
)
SELECT c.id, c.public_id, c.first_name, COALESCE(NULLIF(c.usual_name, ''), c.last_name), {seed},
  ARRAY(SELECT m.class_group_id FROM directory_classmembership m
        WHERE m.person_id = c.id AND m.school_id = %(school)s AND in_force(m.starts, m.ends, %(now)s)),
  COALESCE(json_agg(json_build_object(
    'id', g.adult_id, 'public_id', p.public_id, 'first', p.first_name,
    'last', COALESCE(NULLIF(p.usual_name, ''), p.last_name), 'kind', g.kind, 'protected', s.level IS NOT NULL,
    'activated', a.activated_at IS NOT NULL, 'told', {told}) ORDER BY p.sort_key, g.id)
    FILTER (WHERE g.id IS NOT NULL), '[]')
FROM reached JOIN directory_person c ON c.id = reached.child
LEFT JOIN directory_guardianship g ON g.child_id = c.id AND g.kind <> 'contact'
 AND in_force(g.starts, g.ends, %(now)s)
 AND NOT EXISTS (SELECT FROM standing WHERE standing.guardianship_id = g.id AND standing.level >= 2)
LEFT JOIN standing s ON s.guardianship_id = g.id
LEFT JOIN directory_person p ON p.id = g.adult_id
LEFT JOIN accounts_account a ON a.person_id = g.adult_id
GROUP BY c.id ORDER BY c.sort_key, c.id
