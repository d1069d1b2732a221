-- The note in hand, and the children who are still where it was sent.
{one},
here AS MATERIALIZED (SELECT DISTINCT child_id FROM ({here}) every)
