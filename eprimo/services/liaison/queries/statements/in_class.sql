EXISTS (SELECT FROM content_target t
  JOIN directory_classgroup g ON t.kind = 'class' AND g.id = t.target
  WHERE t.resource_id = n.resource_id AND g.public_id = %(in_class)s)
