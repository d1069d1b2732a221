-- The children that a draft reaches.
{one}, reached AS (SELECT DISTINCT child_id AS child FROM ({here}) every)
