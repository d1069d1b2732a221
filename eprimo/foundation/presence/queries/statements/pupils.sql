-- Who is in some classes, and the others: the classes of each among these, whether an arrangement keeps it away in the
-- afternoon, and on which half-days it touched the own animal, on whatever device.
SELECT {person},
       ARRAY(SELECT m.class_group_id FROM directory_classmembership m
             WHERE m.person_id = p.id AND m.class_group_id = ANY(%(groups)s::bigint[])
               AND in_force(m.starts, m.ends, %(at)s)
             ORDER BY m.id),
       EXISTS (SELECT FROM presence_arrangement a
               WHERE a.school_year = %(year)s AND a.school_id = %(school)s AND a.child_id = p.id
                 AND a.first <= %(day)s::date AND a.last >= %(day)s::date AND %(weekday)s = ANY(a.weekdays)),
       ARRAY(SELECT t.half FROM presence_heretouch t
             WHERE t.school_id = %(school)s AND t.child_id = p.id AND t.day = %(day)s::date AND t.here
             ORDER BY t.id)
FROM directory_person p
WHERE p.id IN (SELECT m.person_id FROM directory_classmembership m
               WHERE m.class_group_id = ANY(%(groups)s::bigint[])
                 AND in_force(m.starts, m.ends, %(at)s)
               UNION SELECT unnest(%(others)s::bigint[]))
ORDER BY p.sort_key, p.id
