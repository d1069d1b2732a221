-- What others wait for in own classes, until two weeks after its last day; without one, four weeks.
({sent} AND r.owner_id IS DISTINCT FROM %(me)s AND n.delivered_at IS NOT NULL
  AND n.kind = ANY(ARRAY['sign', 'answer'])
  AND COALESCE(n.answer_by, (r.published_at AT TIME ZONE 'UTC')::date + 14) >= %(since)s
  AND COALESCE(n.event_until_on, n.event_on, 'infinity') >= %(today)s
  AND EXISTS (SELECT FROM liaison_recipient c WHERE c.note_id = n.resource_id AND c.school_year = n.school_year
    AND c.outcome = 'waiting' AND {own_families} OFFSET 0))
