EXISTS (SELECT FROM directory_affiliation a WHERE a.person_id = at.child_id AND a.school_id = %(school)s
  AND a.profile = 'pupil' AND in_force(a.starts, a.ends, %(now)s))
