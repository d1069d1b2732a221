-- An open class of the running year, with its school and its door; who asks is for the policy to say.
SELECT {group}, {school}, {door}
FROM directory_classgroup g
JOIN directory_school s ON s.id = g.school_id AND s.running_year_id = g.year_id
LEFT JOIN classroom_classdoor d ON d.class_group_id = g.id
WHERE g.public_id = %(id)s::uuid AND g.closed_at IS NULL
