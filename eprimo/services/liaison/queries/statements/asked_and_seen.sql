-- What a school waits for still: few, whatever it sent since.
(SELECT n.resource_id AS id
  FROM (SELECT x.* FROM liaison_note x
    WHERE x.school_id = %(school)s AND x.kind IN ('answer', 'sign') AND x.archived_at IS NULL AND x.answer_by >= %({day})s UNION ALL SELECT x.* FROM liaison_note x
    WHERE x.school_id = %(school)s AND x.kind IN ('answer', 'sign') AND x.archived_at IS NULL AND x.answer_by IS NULL) n
  CROSS JOIN LATERAL (SELECT * FROM content_resource x WHERE x.id = n.resource_id OFFSET 0) r
  WHERE {where})
