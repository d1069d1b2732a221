-- A call that is held was made: when, by whom, and how many of the class were there.
UPDATE presence_rollcall SET
  taken_at = %(taken_at)s::timestamptz, touched_at = %(touched_at)s::timestamptz, key = %(key)s::uuid, by_id = %(by)s,
  expected = %(expected)s, absent = %(absent)s
WHERE school_year = %(year)s AND id = %(id)s
RETURNING id
