-- What was said of the children of some classes on half-days of a day, and of guests whatever their class said. Last,
-- whether the reader reads it of the class, as `half_days_visible_to` says: what a family told of a child who left the
-- class since is the new class's to read.
SELECT {half}, said.own
FROM presence_halfday h
JOIN directory_school s ON s.id = h.school_id
CROSS JOIN LATERAL (SELECT
  h.class_group_id = ANY(%(groups)s::bigint[])
  AND h.school_year = s.running_year_id
  AND (h.source = 'call'
       OR EXISTS (SELECT FROM directory_classmembership m
                  WHERE m.person_id = h.child_id AND m.class_group_id = h.class_group_id
                    AND in_force(m.starts, m.ends, %(now)s)))
  AND (%(heads)s::boolean
       OR %(teaches)s::boolean
          AND (h.class_group_id = ANY(%(classes)s::bigint[])
               OR h.day = %(today)s::date
                  AND EXISTS (SELECT FROM presence_hosting t
                              WHERE t.school_year = h.school_year AND t.school_id = h.school_id
                                AND t.child_id = h.child_id AND t.day = h.day AND t.half = h.half
                                AND t.host_id = ANY(%(classes)s::bigint[])))
       OR %(helps)s::boolean AND h.day = %(today)s::date
          AND (h.class_group_id = ANY(%(helped)s::bigint[]) OR h.child_id = ANY(%(pupils)s::bigint[]))
       OR h.child_id = ANY(%(children)s::bigint[])) AS own) said
WHERE h.school_year = %(year)s AND h.school_id = %(school)s AND h.day = %(day)s::date AND h.half = ANY(%(halves)s::text[])
  AND (h.class_group_id = ANY(%(groups)s::bigint[]) OR h.child_id = ANY(%(guests)s::bigint[]))
  AND (said.own OR h.child_id = ANY(%(guests)s::bigint[]))
