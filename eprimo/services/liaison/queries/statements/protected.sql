WITH {reached}
SELECT EXISTS (
  SELECT FROM (
    SELECT child FROM reached
    UNION
    SELECT child_id FROM liaison_recipient WHERE school_year = %(year)s AND note_id = %(note)s AND by_name
  ) c
  JOIN directory_affiliation f ON f.person_id = c.child AND f.school_id = %(school)s AND f.profile = 'pupil'
   AND in_force(f.starts, f.ends, %(now)s)
  JOIN directory_guardianship g ON g.child_id = c.child AND g.kind <> 'contact'
   AND in_force(g.starts, g.ends, %(now)s)
  JOIN directory_guardianrestriction s ON s.guardianship_id = g.id
    AND in_force(s.starts, s.in_force_until, %(now)s) AND (s.lifted_at IS NULL OR s.lifted_at > %(now)s)
  GROUP BY g.id HAVING max(s.level) = 1)
