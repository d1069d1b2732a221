WITH page AS MATERIALIZED (
  SELECT walked.id, reached.at, row_number() OVER (ORDER BY {order}) AS place
  FROM ({walk}) walked CROSS JOIN LATERAL (SELECT {reached} AS at OFFSET 0) reached
  GROUP BY walked.id, reached.at ORDER BY {order} LIMIT {most}
)
SELECT {note}, {resource}, {owner}, {school}, {service},
  page.at, {reach}
FROM page JOIN liaison_note n ON n.resource_id = page.id
JOIN content_resource r ON r.id = page.id
JOIN directory_school s ON s.id = n.school_id
LEFT JOIN directory_person p ON p.id = r.owner_id
LEFT JOIN directory_communeservice v ON v.id = n.service_id
ORDER BY page.place
