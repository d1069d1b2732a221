-- By those of one class.
(SELECT u.id FROM access_audience u JOIN directory_classgroup g ON u.kind = 'class' AND u.target = g.id
  WHERE g.public_id = %(in_class)s)
