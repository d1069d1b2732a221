WITH {here}
SELECT r.child_id, c.public_id, {seed}, c.first_name, {child_name}, COALESCE(k.label, ''),
  r.delivered_at, r.outcome,
  here.child_id IS NOT NULL, NOT (SELECT {goes_on} FROM liaison_note n
  JOIN content_resource r ON r.id = n.resource_id WHERE n.resource_id = %(note)s),
  EXISTS (SELECT FROM directory_affiliation a WHERE a.person_id = r.child_id AND a.school_id = %(school)s
    AND a.profile = 'pupil' AND in_force(a.starts, a.ends, %(now)s)),
  ARRAY(SELECT m.class_group_id FROM directory_classmembership m JOIN directory_classgroup g ON g.id = m.class_group_id
        JOIN directory_school s ON s.id = g.school_id AND s.running_year_id = g.year_id
        WHERE m.person_id = r.child_id AND m.school_id = %(school)s
          AND in_force(m.starts, m.ends, %(now)s) AND g.closed_at IS NULL),
  ARRAY(SELECT m.group_id FROM directory_groupmembership m
        WHERE m.person_id = r.child_id AND m.school_id = %(school)s AND in_force(m.starts, m.ends, %(now)s)),
  (SELECT max(x.printed_at) FROM liaison_slip x WHERE x.note_id = r.note_id AND x.child_id = r.child_id
    AND x.version >= %(asked)s),
  {own_family},
  o.id, o.guardian_id, g.public_id, g.civility, g.first_name, {guardian_name}, o.may_sign, o.state,
  o.read_at, o.read_version, o.signed_at, o.signed_version, o.refused_at, o.answers, o.comment, o.answered_at,
  o.answered_version, o.changed_at, o.recorded_by_id, o.reminded_at,
  ({live}) AS live, a.activated_at,
  t.id IS NOT NULL, t.closed_at IS NULL AND t.family_at IS NOT NULL AND t.family_at > COALESCE(t.school_at, '-infinity')
FROM liaison_recipient r
JOIN directory_person c ON c.id = r.child_id
LEFT JOIN here ON here.child_id = r.child_id
LEFT JOIN directory_classgroup k ON k.id = r.class_group_id
LEFT JOIN liaison_owed o ON o.school_year = r.school_year AND o.note_id = r.note_id AND o.child_id = r.child_id
LEFT JOIN conversations_conversation t ON t.school_year = r.school_year AND t.resource_id = r.note_id
 AND t.child_id = r.child_id AND t.guardian_id = o.guardian_id
LEFT JOIN directory_person g ON g.id = o.guardian_id
LEFT JOIN accounts_account a ON a.person_id = o.guardian_id
WHERE r.school_year = %(year)s AND r.note_id = %(note)s
ORDER BY c.sort_key, r.child_id, g.sort_key, o.guardian_id
