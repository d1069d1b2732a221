-- Adults of children of whom no adult but contacts ever signed in, class by class.
WITH pupil AS (
  SELECT DISTINCT a.person_id AS id FROM directory_affiliation a
  WHERE a.school_id = %(school)s AND a.profile = 'pupil' AND in_force(a.starts, a.ends, %(now)s)
), adult AS (
  SELECT g.child_id, g.adult_id, g.priority, g.id, k.state,
    bool_or(k.activated_at IS NOT NULL) OVER (PARTITION BY g.child_id) AS came
  FROM directory_guardianship g JOIN pupil ON pupil.id = g.child_id
  LEFT JOIN accounts_account k ON k.person_id = g.adult_id
  WHERE g.kind <> 'contact' AND in_force(g.starts, g.ends, %(now)s)
), place AS (
  SELECT DISTINCT ON (m.person_id) m.person_id, c.public_id, c.label, c.key, c.id
  FROM directory_classmembership m JOIN directory_classgroup c ON c.id = m.class_group_id AND c.closed_at IS NULL
  JOIN directory_school s ON s.id = c.school_id AND s.running_year_id = c.year_id
  WHERE c.school_id = %(school)s AND in_force(m.starts, m.ends, %(now)s)
  ORDER BY m.person_id, c.key, c.id
)
SELECT place.public_id, place.label, p.id, p.first_name, p.public_id, adult.adult_id, adult.state = 'suspended'
FROM adult JOIN directory_person p ON p.id = adult.child_id LEFT JOIN place ON place.person_id = p.id
WHERE NOT adult.came
ORDER BY place.key NULLS LAST, place.id, p.sort_key, p.id, adult.priority, adult.id
