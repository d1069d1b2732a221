-- The page first, then what its lines show: labels and counts of thirty notes, not of all.
WITH page AS MATERIALIZED (
  SELECT {note}, {resource}, row_number() OVER (ORDER BY {order}) AS line_number
  FROM ({walks}) walked {rows}
  ORDER BY {order} LIMIT {most}
), here AS MATERIALIZED (
  SELECT every.note_id, every.child_id, bool_or(COALESCE(every.class_group_id = ANY(%(classes)s::bigint[]), FALSE)
    OR COALESCE(every.group_id = ANY(%(groups)s::bigint[]), FALSE)) AS own
  FROM ({here}) every GROUP BY every.note_id, every.child_id
), figure AS (
  SELECT c.note_id, count(*) AS reached, count(*) FILTER (WHERE c.outcome <> 'waiting') AS settled
  FROM liaison_recipient c JOIN page ON page.resource_id = c.note_id AND page.school_year = c.school_year
  LEFT JOIN here ON here.note_id = c.note_id AND here.child_id = c.child_id
  WHERE (here.child_id IS NOT NULL OR {over}) AND {counted}
  GROUP BY c.note_id
), change AS (
  SELECT o.note_id, count(*) AS changes
  FROM liaison_owed o JOIN page ON page.resource_id = o.note_id AND page.school_year = o.school_year
  WHERE {changed} AND o.changed_at IS NOT NULL GROUP BY o.note_id
), target AS (
  SELECT page.resource_id AS note_id,
    array_agg(DISTINCT g.label ORDER BY g.label) FILTER (WHERE g.label IS NOT NULL) AS classes,
    array_agg(DISTINCT q.label ORDER BY q.label) FILTER (WHERE q.label IS NOT NULL) AS groups,
    array_agg(ARRAY[c.first_name::text, COALESCE(NULLIF(c.usual_name, ''), c.last_name)::text]
      ORDER BY c.first_name, c.sort_key, c.id) FILTER (WHERE c.id IS NOT NULL) AS children
  FROM content_target t JOIN page ON page.resource_id = t.resource_id
  LEFT JOIN directory_classgroup g ON t.kind = 'class' AND g.id = t.target
  LEFT JOIN directory_group q ON t.kind = 'group' AND q.id = t.target
  LEFT JOIN directory_person c ON t.kind = 'child' AND c.id = t.target
  GROUP BY page.resource_id
)
SELECT {also}page.*, {owner}, {service},
  COALESCE(target.classes, '{{}}'), COALESCE(target.groups, '{{}}'), COALESCE(target.children, '{{}}'),
  COALESCE(figure.reached, 0), COALESCE(figure.settled, 0), COALESCE(change.changes, 0)
FROM {start}page{joined}
LEFT JOIN directory_person p ON p.id = page.owner_id
LEFT JOIN directory_communeservice s ON s.id = page.service_id
LEFT JOIN target ON target.note_id = page.resource_id
LEFT JOIN figure ON figure.note_id = page.resource_id
LEFT JOIN change ON change.note_id = page.resource_id
ORDER BY page.line_number
