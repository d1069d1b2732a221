-- Who of some classes is with another one on half-days of a day, and whom classes (`hosts`) host; not who is of the
-- class no more.
SELECT {group}, {host}, h.child_id, h.half
FROM presence_hosting h
JOIN directory_classgroup g ON g.id = h.class_group_id
JOIN directory_classgroup t ON t.id = h.host_id
WHERE h.school_year = %(year)s AND h.school_id = %(school)s AND h.day = %(day)s::date AND h.half = ANY(%(halves)s::text[])
  AND (h.host_id = ANY(%(hosts)s::bigint[]) OR h.class_group_id = ANY(%(groups)s::bigint[]))
  AND EXISTS (SELECT FROM directory_classmembership m
              WHERE m.person_id = h.child_id AND m.class_group_id = h.class_group_id
                AND in_force(m.starts, m.ends, %(at)s))
