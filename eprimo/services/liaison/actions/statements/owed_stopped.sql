WITH {here}
UPDATE liaison_owed o SET state = 'stopped'
WHERE o.school_year = %(year)s AND o.note_id = %(note)s AND o.state = 'expected'
  AND NOT (EXISTS (SELECT FROM here WHERE here.child_id = o.child_id) AND {live})
RETURNING o.guardian_id, o.child_id
