-- The call of a class on a half-day, made where there is none, and held until the transaction ends: two at once wait for
-- each other here.
INSERT INTO presence_rollcall AS c (school_year, school_id, class_group_id, day, half, expected, absent)
VALUES (%(year)s, %(school)s, %(group)s, %(day)s::date, %(half)s, 0, 0)
ON CONFLICT (school_year, school_id, class_group_id, day, half) DO UPDATE SET expected = c.expected
RETURNING {call}
