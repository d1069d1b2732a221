-- The pupils of a class at a moment.
SELECT m.person_id
FROM directory_classmembership m
WHERE m.class_group_id = %(group)s AND in_force(m.starts, m.ends, %(at)s)
ORDER BY m.person_id
