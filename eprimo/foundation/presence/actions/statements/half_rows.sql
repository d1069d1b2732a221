-- What is said of a class on a half-day, and of some children whatever their class.
SELECT {half}
FROM presence_halfday h
WHERE h.school_year = %(year)s AND h.school_id = %(school)s AND h.day = %(day)s::date AND h.half = %(half)s
  AND (h.class_group_id = %(group)s OR h.child_id = ANY(%(children)s::bigint[]))
