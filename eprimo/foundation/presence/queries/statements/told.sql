-- What families told of a day of some children, or what the school asked, where the reader reads why, as
-- `absences_visible_to` says.
SELECT {absence}
FROM presence_absence a
JOIN directory_school s ON s.id = a.school_id
WHERE a.school_year = %(year)s AND a.school_id = %(school)s AND a.child_id = ANY(%(pupils)s::bigint[])
  AND a.first <= %(day)s::date AND a.last >= %(day)s::date AND a.school_year = s.running_year_id
  AND (%(heads)s::boolean
       OR %(teaches)s::boolean
          AND (a.class_group_id = ANY(%(classes)s::bigint[])
               OR EXISTS (SELECT FROM directory_classmembership m
                          WHERE m.person_id = a.child_id AND m.class_group_id = ANY(%(classes)s::bigint[])
                            AND in_force(m.starts, m.ends, %(now)s)))
       OR a.child_id = ANY(%(own)s::bigint[]) AND a.said_by_id = %(person)s
       OR a.child_id = ANY(%(asked)s::bigint[]) AND a.reason = '')
ORDER BY a.id
