-- The rolls of some classes on half-days of a day.
SELECT {call}
FROM presence_rollcall c
WHERE c.school_year = %(year)s AND c.school_id = %(school)s AND c.day = %(day)s::date AND c.half = ANY(%(halves)s::text[])
  AND c.class_group_id = ANY(%(groups)s::bigint[])
