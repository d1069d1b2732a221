SELECT {note}, {resource}, {owner}, {school}, {service}, w.body, w.made_at,
  {told}, {files},
  {reach}
FROM content_resource r JOIN liaison_note n ON n.resource_id = r.id
JOIN directory_school s ON s.id = n.school_id
LEFT JOIN directory_person p ON p.id = r.owner_id
LEFT JOIN directory_communeservice v ON v.id = n.service_id
LEFT JOIN content_version w ON w.resource_id = r.id AND w.number = r.version
WHERE 
