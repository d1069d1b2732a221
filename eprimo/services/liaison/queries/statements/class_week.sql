SELECT c.id, c.public_id, {seed}, c.first_name, COALESCE(NULLIF(c.usual_name, ''), c.last_name),
  EXISTS (SELECT FROM directory_guardianship g JOIN accounts_account a ON a.person_id = g.adult_id
    WHERE g.child_id = c.id AND a.last_login >= %(since)s AND {live})
  OR EXISTS (SELECT FROM liaison_recipient r
    JOIN liaison_owed o ON o.school_year = r.school_year AND o.note_id = r.note_id AND o.child_id = r.child_id
    WHERE r.child_id = c.id AND r.delivered_at >= %(delivered)s AND o.recorded_by_id IS NULL
      AND GREATEST(o.read_at, o.signed_at, o.refused_at, o.answered_at) >= %(since)s
      AND {live_owed})
FROM directory_classmembership m JOIN directory_person c ON c.id = m.person_id
WHERE m.class_group_id = %(class)s AND in_force(m.starts, m.ends, %(now)s)
ORDER BY c.sort_key, c.id
