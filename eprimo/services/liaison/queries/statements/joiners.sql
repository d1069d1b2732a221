WITH {one}
SELECT DISTINCT ON (p.sort_key, p.id)
  p.id, p.public_id, p.first_name, {name}, joined.class_group_id, COALESCE(k.label, ''), joined.group_id
FROM ({here}) joined
JOIN directory_person p ON p.id = joined.child_id
LEFT JOIN directory_classgroup k ON k.id = joined.class_group_id
WHERE joined.way <> 'child' AND NOT EXISTS (SELECT FROM liaison_recipient r
                  WHERE r.school_year = %(year)s AND r.note_id = %(note)s AND r.child_id = p.id)
ORDER BY p.sort_key, p.id, joined.class_group_id, joined.group_id
