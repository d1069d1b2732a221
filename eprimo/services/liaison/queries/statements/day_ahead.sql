-- `state.is_closed`, of notes that ask for an act: their day is not over in the zone of their school.
NOT EXISTS (SELECT FROM directory_school z WHERE z.id = n.school_id
  AND COALESCE(n.event_until_on, n.event_on) < (%(now)s::timestamptz AT TIME ZONE z.time_zone)::date)
