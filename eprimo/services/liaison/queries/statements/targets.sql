SELECT g.label, q.label, c.first_name, COALESCE(NULLIF(c.usual_name, ''), c.last_name) FROM content_target t
LEFT JOIN directory_classgroup g ON t.kind = 'class' AND g.id = t.target
LEFT JOIN directory_group q ON t.kind = 'group' AND q.id = t.target
LEFT JOIN directory_person c ON t.kind = 'child' AND c.id = t.target
WHERE t.resource_id = %(note)s AND t.kind <> 'person' ORDER BY g.label, q.label, c.first_name, c.sort_key, c.id
