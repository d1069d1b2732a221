-- Of what is to be done there is little, however much was signed.
(SELECT n.resource_id AS id FROM (SELECT DISTINCT o.note_id FROM liaison_owed o
    WHERE o.guardian_id = %(me)s AND o.state = 'expected' AND o.may_sign) own
  CROSS JOIN LATERAL (SELECT * FROM liaison_note x WHERE x.resource_id = own.note_id OFFSET 0) n
  CROSS JOIN LATERAL (SELECT * FROM content_resource x WHERE x.id = own.note_id OFFSET 0) r
  CROSS JOIN LATERAL (SELECT {reached} AS at OFFSET 0) reached
  WHERE {beyond} AND {where})
