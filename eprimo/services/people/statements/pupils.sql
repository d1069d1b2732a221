-- Own classes, own groups, then children attached by name: everyone of them once in each.
SELECT 1 AS rank, g.key, g.public_id, g.label, p.public_id, p.first_name,
       COALESCE(NULLIF(p.usual_name, ''), p.last_name), p.sort_key, EXISTS (SELECT FROM classroom_picturetry t
       WHERE t.person_id = p.id AND t.waits_until > %(now)s), {seed}
FROM directory_classgroup g
LEFT JOIN directory_classmembership m ON m.class_group_id = g.id AND in_force(m.starts, m.ends, %(now)s)
LEFT JOIN directory_person p ON p.id = m.person_id
WHERE g.id = ANY(%(classes)s)
UNION ALL
SELECT 2, g.key, g.public_id, g.label, p.public_id, p.first_name,
       COALESCE(NULLIF(p.usual_name, ''), p.last_name), p.sort_key, false, {seed}
FROM directory_group g
JOIN directory_groupmembership m ON m.group_id = g.id AND in_force(m.starts, m.ends, %(now)s)
JOIN directory_affiliation a ON a.person_id = m.person_id AND a.school_id = g.school_id AND a.profile = 'pupil'
 AND in_force(a.starts, a.ends, %(now)s)
JOIN directory_person p ON p.id = m.person_id
WHERE g.id = ANY(%(groups)s)
UNION ALL
SELECT 3, '', NULL::uuid, '', p.public_id, p.first_name, COALESCE(NULLIF(p.usual_name, ''), p.last_name), p.sort_key,
       false, {seed}
FROM directory_person p WHERE p.id = ANY(%(named)s)
ORDER BY 1, 2, 3, 8, 5
