-- The pupils of a class at a moment.
SELECT m.person_id
FROM directory_classmembership m
WHERE m.class_group_id = %(group)s AND m.starts <= %(at)s AND (m.ends IS NULL OR m.ends > %(at)s)
ORDER BY m.person_id
