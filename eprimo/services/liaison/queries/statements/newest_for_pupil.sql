SELECT {note}, {resource}, {owner}, {body}
FROM (SELECT DISTINCT id FROM {walk} given) walked {rows} LEFT JOIN directory_person p ON p.id = r.owner_id
ORDER BY r.visible_from DESC, n.resource_id DESC LIMIT {most}
