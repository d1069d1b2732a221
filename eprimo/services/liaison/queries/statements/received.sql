-- What each guardian received in the week through any own child; a note to two children of hers is one.
WITH adult AS (SELECT unnest(%(adults)s::bigint[]) AS id), received AS (
  SELECT adult.id, count(DISTINCT r.note_id) FILTER (WHERE r.school_id = %(school)s) AS here,
    count(DISTINCT r.note_id) AS everywhere
  FROM adult LEFT JOIN directory_guardianship g ON g.adult_id = adult.id
   AND in_force(g.starts, g.ends, %(now)s)
  LEFT JOIN liaison_recipient r ON r.child_id = g.child_id AND r.delivered_at > %(since)s
   AND r.school_year = %(year)s
  GROUP BY adult.id
)
SELECT count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY here), max(here),
  percentile_disc(0.5) WITHIN GROUP (ORDER BY everywhere), max(everywhere)
FROM received
