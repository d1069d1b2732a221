-- One row a guardian and child, for the children that were just reached. No right: no row (contact persons, and
-- restrictions of level 2 or 3 that stand at that instant).
INSERT INTO liaison_owed
  (school_year, note_id, school_id, guardian_id, child_id, class_group_id, may_sign, state, answers, comment)
SELECT r.school_year, r.note_id, r.school_id, g.adult_id, r.child_id, r.class_group_id,
       g.kind = ANY(%(signers)s), 'expected', '{{}}', ''
FROM liaison_recipient r JOIN directory_guardianship g ON g.child_id = r.child_id
 AND g.kind <> 'contact' AND in_force(g.starts, g.ends, %(now)s)
WHERE r.school_year = %(year)s AND r.note_id = %(note)s AND r.child_id = ANY(%(children)s)
  AND NOT EXISTS (
    SELECT FROM directory_guardianrestriction s
    WHERE s.guardianship_id = g.id AND s.level >= 2 AND in_force(s.starts, s.in_force_until, %(now)s)
      AND (s.lifted_at IS NULL OR s.lifted_at > %(now)s))
ORDER BY r.child_id, g.adult_id
ON CONFLICT (school_year, note_id, guardian_id, child_id) DO NOTHING
RETURNING guardian_id, child_id, may_sign
