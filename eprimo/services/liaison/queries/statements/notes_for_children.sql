SELECT asked.note, c.id, c.public_id, c.first_name, COALESCE(NULLIF(c.usual_name, ''), c.last_name), {seed},
  {recipient}, {owed}
FROM unnest(%(notes)s::bigint[], %(years)s::smallint[]) AS asked(note, year)
CROSS JOIN directory_person c
LEFT JOIN liaison_recipient r ON r.school_year IN {years} AND r.school_year = asked.year
 AND r.note_id = asked.note AND r.child_id = c.id
LEFT JOIN liaison_owed o ON o.school_year IN {years} AND o.school_year = asked.year
 AND o.note_id = asked.note AND o.child_id = c.id
 AND o.guardian_id = %(me)s
WHERE c.id = ANY(%(children)s::bigint[])
ORDER BY c.sort_key, c.id
