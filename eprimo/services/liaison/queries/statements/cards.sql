SELECT wanted.child, wanted.whole, v.body,
  CASE WHEN v.body IS NOT NULL THEN {told} END, {reach}, {columns}
FROM unnest(%(notes)s::bigint[], %(kids)s::bigint[], %(whole)s::boolean[]) AS wanted(note, child, whole)
JOIN liaison_note n ON n.resource_id = wanted.note
JOIN content_resource r ON r.id = n.resource_id
JOIN directory_school s ON s.id = n.school_id
LEFT JOIN directory_person c ON wanted.whole AND c.id = wanted.child
LEFT JOIN directory_communeservice cs ON wanted.whole AND cs.id = n.service_id
LEFT JOIN directory_person p ON wanted.whole AND p.id = r.owner_id
LEFT JOIN liaison_recipient rc ON wanted.whole AND rc.school_year = n.school_year AND rc.note_id = wanted.note
 AND rc.child_id = wanted.child
LEFT JOIN liaison_owed o ON wanted.whole AND o.school_year = n.school_year AND o.note_id = wanted.note
 AND o.child_id = wanted.child AND o.guardian_id = %(me)s
LEFT JOIN content_version v ON v.resource_id = r.id AND v.number = r.version AND wanted.whole
