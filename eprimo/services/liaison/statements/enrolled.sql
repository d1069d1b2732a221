SELECT {notes}.resource_id AS note_id, e.child_id
  FROM {notes} JOIN directory_serviceenrolment e ON e.service_id = {notes}.service_id
    AND e.school_id = %(school)s AND in_force(e.starts, e.ends, %(now)s)
  WHERE NOT EXISTS (SELECT FROM content_target t WHERE t.resource_id = {notes}.resource_id AND t.kind <> 'person')
