EXISTS (SELECT FROM liaison_owed o WHERE o.school_year = n.school_year AND o.note_id = n.resource_id
  AND o.guardian_id = %(me)s AND o.child_id = ANY(%(mine)s::bigint[]) AND {act} OFFSET 0) AND r.withdrawn_at IS NULL
