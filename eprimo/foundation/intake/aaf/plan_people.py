"""Who is who, in sets: each object of the delivery gets the person of the directory that it is, or a new one.

The rules of `docs/decisions/0007`, as statements over the whole academy. Parameters: academy, full, now.
"""

BASE = (
    """
DROP TABLE IF EXISTS staging.aaf_school, staging.aaf_held, staging.aaf_ahead, staging.aaf_place,
  staging.aaf_in_class, staging.aaf_ward,
  staging.aaf_who, staging.aaf_guess, staging.aaf_keyless, staging.aaf_double, staging.aaf_merged;
CREATE OR REPLACE FUNCTION staging.uuid7() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
    substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1),
    'hex')::uuid
$$;
""",
    # Schools of which the delivery tells next year: it would turn the classes of this year into those of the next.
    # Their part waits until they have changed year. By the day of the year; before it, by the ages of the pupils.
    """
CREATE UNLOGGED TABLE staging.aaf_held AS
WITH above AS (
  -- The ladder of levels begins at the age of two: 1 is the level of one's age next year, 0 that of this year. A change
  -- may say the level alone: the birth date is then the one that is known.
  SELECT m.school_id, array_position(%(ladder)s::text[], o.level::text) + 1 + extract(year FROM coalesce(
    o.birth, (SELECT d.birth_date FROM directory_person d WHERE d.id = k.person_id))) - s.running_year_id AS years
  FROM staging.aaf_object o
  JOIN directory_externalkey k ON k.source = 'aaf' AND k.academy = %(academy)s AND k.key = o.key
  JOIN directory_affiliation m ON m.person_id = k.person_id AND m.profile = 'pupil'
    AND in_force(m.starts, m.ends, %(now)s)
  JOIN directory_school s ON s.id = m.school_id
  WHERE o.kind = 'E' AND o.op <> 'd' AND o.level IS NOT NULL
), told AS (
  SELECT school_id, count(*) FILTER (WHERE years = 1) AS number FROM above GROUP BY school_id
  HAVING count(*) FILTER (WHERE years = 1) > count(*) FILTER (WHERE years = 0)
)
SELECT k.key, s.id AS school_id, s.uai, s.name, c.id IS NOT NULL AND told.number IS NOT NULL AS planned
FROM intake_schoolkey k JOIN directory_school s ON s.id = k.school_id LEFT JOIN told ON told.school_id = s.id
LEFT JOIN directory_yearchange c ON c.school_id = s.id AND c.state = 'prepared' AND c.from_year_id = s.running_year_id
WHERE k.academy = %(academy)s AND (told.number >= 5 OR s.running_year_id < %(calendar)s)
""",
    """
CREATE UNLOGGED TABLE staging.aaf_school AS
SELECT k.key, s.id AS school_id, s.uai, s.epoch, s.running_year_id AS year_id, y.starts AS year_start
FROM intake_schoolkey k JOIN directory_school s ON s.id = k.school_id
JOIN directory_schoolyear y ON y.year = s.running_year_id
WHERE k.academy = %(academy)s AND NOT EXISTS (SELECT FROM staging.aaf_held h WHERE h.school_id = s.id)
""",
    # One object a key: the first that was given.
    """
CREATE UNLOGGED TABLE staging.aaf_double AS
WITH gone AS (
  DELETE FROM staging.aaf_object o USING (
    SELECT key, min(n) AS n FROM staging.aaf_object GROUP BY key HAVING count(*) > 1
  ) first WHERE o.key = first.key AND o.n <> first.n RETURNING o.key, o.file
) SELECT key, min(file) AS file FROM gone GROUP BY key
""",
    """
CREATE UNLOGGED TABLE staging.aaf_place AS
SELECT o.n, o.kind, o.key, o.file, s.school_id, s.year_start, split_part(said, E'\\x1f', 1) AS school_key,
  rtrim(split_part(said, E'\\x1f', 2), '~') AS profile, split_part(said, E'\\x1f', 2) LIKE '%%~' AS keeps_head,
  split_part(said, E'\\x1f', 3) AS function
FROM staging.aaf_object o CROSS JOIN LATERAL string_to_table(o.places, E'\\x1e') said
LEFT JOIN staging.aaf_school s ON s.key = split_part(said, E'\\x1f', 1)
WHERE o.places <> ''
""",
    """
CREATE UNLOGGED TABLE staging.aaf_in_class AS
SELECT o.n, s.school_id, s.year_id, s.year_start, split_part(said, E'\\x1f', 1) || '$' || split_part(said, E'\\x1f', 2)
  AS class_key, split_part(said, E'\\x1f', 3) AS label, o.level
FROM staging.aaf_object o CROSS JOIN LATERAL string_to_table(o.classes, E'\\x1e') said
JOIN staging.aaf_school s ON s.key = split_part(said, E'\\x1f', 1)
WHERE o.kind = 'E' AND o.classes <> ''
""",
    # The pupil's side decides; the guardian's is heard where the pupil's says nothing.
    """
CREATE UNLOGGED TABLE staging.aaf_ward AS
SELECT o.n, o.file, o.key AS child_key, said.adult_key, said.rank
FROM staging.aaf_object o
CROSS JOIN LATERAL string_to_table(o.wards, E'\\x1e') WITH ORDINALITY said(adult_key, rank)
WHERE o.kind = 'E' AND o.wards <> ''
UNION ALL
SELECT c.n, c.file, c.key, o.key, row_number() OVER (PARTITION BY c.n ORDER BY o.n)
FROM staging.aaf_object o CROSS JOIN LATERAL string_to_table(o.wards, E'\\x1e') said
JOIN staging.aaf_object c ON c.key = said AND c.kind = 'E' AND c.op = 'a' AND c.wards IS NULL
WHERE o.kind = 'R' AND o.wards <> ''
""",
    "CREATE INDEX ON staging.aaf_place (n); ANALYZE staging.aaf_place",
    "CREATE INDEX ON staging.aaf_in_class (n); ANALYZE staging.aaf_in_class",
    "CREATE INDEX ON staging.aaf_ward (n); CREATE INDEX ON staging.aaf_ward (adult_key); ANALYZE staging.aaf_ward",
)

# By the key of the academy. Those who are named and not told of (an adult of a delta) come along without a number.
BY_KEY = (
    """
CREATE UNLOGGED TABLE staging.aaf_who AS
SELECT o.n, o.op, o.kind, o.key, k.person_id, 'key' AS how
FROM staging.aaf_object o
JOIN directory_externalkey k ON k.source = 'aaf' AND k.academy = %(academy)s AND k.key = o.key
JOIN directory_person d ON d.id = k.person_id AND d.erased_at IS NULL
UNION ALL
SELECT NULL, 'r', 'R', named.adult_key, k.person_id, 'key'
FROM (SELECT DISTINCT adult_key FROM staging.aaf_ward w
      WHERE NOT EXISTS (SELECT FROM staging.aaf_object o WHERE o.key = w.adult_key)) named
JOIN directory_externalkey k ON k.source = 'aaf' AND k.academy = %(academy)s AND k.key = named.adult_key
JOIN directory_person d ON d.id = k.person_id AND d.erased_at IS NULL
""",
    """
CREATE INDEX ON staging.aaf_who (n); CREATE INDEX ON staging.aaf_who (person_id); ANALYZE staging.aaf_who
""",
    # People whom two keys name since two rows were made one.
    """
CREATE UNLOGGED TABLE staging.aaf_merged AS
SELECT k.person_id, k.key, k.by_merge FROM directory_externalkey k
WHERE k.source = 'aaf' AND k.academy = %(academy)s
  AND k.person_id IN (SELECT person_id FROM directory_externalkey WHERE by_merge)
""",
    # Nobody is gone whose other key is not: what a lone deletion ends is ended by the next full delivery.
    """
DELETE FROM staging.aaf_who w USING staging.aaf_merged m
WHERE w.op = 'd' AND w.key = m.key AND EXISTS (
  SELECT FROM staging.aaf_merged x LEFT JOIN staging.aaf_object o ON o.key = x.key
  WHERE x.person_id = m.person_id AND x.key <> m.key AND (o.key IS NULL OR o.op <> 'd' AND o.kind = w.kind))
""",
    # Of several objects of one person, that of the person's own key speaks, and the others fill what it leaves empty
    # (mute 2). In a delta, which may not tell the own key, one that came with a merge says no name (mute 1).
    """
ALTER TABLE staging.aaf_who ADD mute smallint;
UPDATE staging.aaf_who w SET mute = CASE WHEN ranked.turn > 1 THEN 2 ELSE 1 END FROM (
  SELECT w.key, m.by_merge, row_number() OVER (PARTITION BY w.person_id, w.kind ORDER BY m.by_merge, w.key) AS turn,
    EXISTS (SELECT FROM staging.aaf_merged x WHERE x.person_id = w.person_id AND NOT x.by_merge) AS has_own
  FROM staging.aaf_who w JOIN staging.aaf_merged m ON m.key = w.key WHERE w.n IS NOT NULL AND w.op <> 'd'
) ranked
WHERE ranked.key = w.key AND (ranked.turn > 1 OR ranked.by_merge AND ranked.has_own AND NOT %(full)s)
""",
    "CREATE UNLOGGED TABLE staging.aaf_guess (n bigint, person_id bigint, score int)",
    # People of these schools whom the academy's directory did not name yet: by ONDE, or by hand.
    """
CREATE UNLOGGED TABLE staging.aaf_keyless AS
SELECT DISTINCT a.person_id, a.school_id, a.profile
FROM directory_affiliation a JOIN directory_person d ON d.id = a.person_id AND d.erased_at IS NULL
WHERE a.school_id IN (SELECT school_id FROM staging.aaf_school)
  AND NOT EXISTS (SELECT FROM directory_externalkey k
                  WHERE k.person_id = a.person_id AND k.source = 'aaf' AND k.academy = %(academy)s)
""",
    "CREATE INDEX ON staging.aaf_keyless (school_id); ANALYZE staging.aaf_keyless",
)

# A national number alone gives nobody's child away: a name or the birth date agrees too; of another school, both.
BY_NUMBER = """
INSERT INTO staging.aaf_guess
SELECT o.n, d.id, 1
FROM staging.aaf_object o
JOIN directory_nationalnumber m ON m.ine = o.ine
JOIN directory_person d ON d.id = m.person_id AND d.erased_at IS NULL
CROSS JOIN LATERAL (SELECT
  eprimo_key(o.last_name) IN (eprimo_key(d.last_name), eprimo_key(NULLIF(d.usual_name, '')))
    OR eprimo_key(o.first_name) = eprimo_key(d.first_name) AS named,
  o.birth = d.birth_date AS born,
  EXISTS (SELECT FROM staging.aaf_place p JOIN directory_affiliation a ON a.school_id = p.school_id
          AND a.person_id = d.id AND a.profile = 'pupil' WHERE p.n = o.n) AS here) agree
WHERE o.kind = 'E' AND o.op = 'a'
  AND CASE WHEN here THEN coalesce(named, false) OR coalesce(born, false)
           ELSE coalesce(named, false) AND coalesce(born, false) END
  AND NOT EXISTS (SELECT FROM staging.aaf_who w WHERE w.n = o.n)
  AND NOT EXISTS (SELECT FROM staging.aaf_who w WHERE w.person_id = d.id)
"""

PUPILS_BY_NAME = """
INSERT INTO staging.aaf_guess
SELECT o.n, d.id, max(1 + 8 * (EXISTS (
  SELECT FROM staging.aaf_in_class i JOIN directory_classgroup c ON c.school_id = i.school_id AND c.year_id = i.year_id
    AND c.key = eprimo_key(i.label)
  JOIN directory_classmembership m ON m.class_group_id = c.id AND m.person_id = d.id
    AND (m.ends IS NULL OR m.ends > %(now)s)
  WHERE i.n = o.n))::int)
FROM staging.aaf_keyless k
JOIN directory_person d ON d.id = k.person_id
JOIN staging.aaf_place p ON p.school_id = k.school_id AND p.profile = 'pupil'
JOIN staging.aaf_object o ON o.n = p.n AND o.op = 'a' AND o.birth = d.birth_date
WHERE k.profile = 'pupil' AND eprimo_key(o.first_name) = eprimo_key(d.first_name)
  AND (eprimo_key(o.last_name) IN (eprimo_key(d.last_name), eprimo_key(NULLIF(d.usual_name, '')))
       OR eprimo_key(NULLIF(o.usual_name, '')) = eprimo_key(d.last_name))
  AND NOT EXISTS (SELECT FROM directory_nationalnumber m WHERE m.person_id = d.id AND m.ine <> o.ine)
  AND NOT EXISTS (SELECT FROM staging.aaf_who w WHERE w.n = o.n)
  AND NOT EXISTS (SELECT FROM staging.aaf_who w WHERE w.person_id = d.id AND w.kind = 'E')
GROUP BY o.n, d.id
"""

# Among the adults of the children it names, of the same names; never by a name alone.
GUARDIANS_BY_CHILD = """
INSERT INTO staging.aaf_guess
SELECT o.n, d.id, (8 * count(DISTINCT c.person_id)
  + max((t.email <> '' AND lower(t.email) = lower(o.email))::int
        + (t.phone_mobile <> '' AND t.phone_mobile = o.phone_mobile)::int
        + (t.phone_home <> '' AND t.phone_home = o.phone_home)::int))::int
FROM staging.aaf_object o
JOIN staging.aaf_ward w ON w.adult_key = o.key
JOIN staging.aaf_who c ON c.n = w.n AND c.kind = 'E'
JOIN directory_guardianship g ON g.child_id = c.person_id
JOIN directory_person d ON d.id = g.adult_id AND d.erased_at IS NULL
LEFT JOIN directory_contactdetails t ON t.person_id = d.id
WHERE o.kind = 'R' AND o.op = 'a' AND eprimo_key(o.first_name) = eprimo_key(d.first_name)
  AND (eprimo_key(o.last_name) IN (eprimo_key(d.last_name), eprimo_key(NULLIF(d.usual_name, '')))
       OR eprimo_key(NULLIF(o.usual_name, '')) IN (eprimo_key(d.last_name), eprimo_key(NULLIF(d.usual_name, ''))))
  AND (d.civility = '' OR coalesce(o.civility, '') IN ('', d.civility))
  AND NOT EXISTS (SELECT FROM directory_externalkey k
                  WHERE k.person_id = d.id AND k.source = 'aaf' AND k.academy = %(academy)s)
  AND NOT EXISTS (SELECT FROM staging.aaf_who w WHERE w.n = o.n)
  AND NOT EXISTS (SELECT FROM staging.aaf_who w WHERE w.person_id = d.id AND w.kind = 'R')
GROUP BY o.n, d.id
"""

# By names inside the school, the e-mail first: an address alone is easily guessed.
STAFF_BY_NAME = """
INSERT INTO staging.aaf_guess
SELECT o.n, d.id, max(1 + 8 * (t.email <> '' AND lower(t.email) = lower(o.email))::int)
FROM staging.aaf_keyless k
JOIN directory_person d ON d.id = k.person_id
LEFT JOIN directory_contactdetails t ON t.person_id = d.id
JOIN staging.aaf_place p ON p.school_id = k.school_id AND p.kind = 'P'
JOIN staging.aaf_object o ON o.n = p.n AND o.op = 'a'
WHERE k.profile IN ('teacher', 'director', 'deputy', 'staff')
  AND eprimo_key(o.first_name) = eprimo_key(d.first_name)
  AND (eprimo_key(o.last_name) IN (eprimo_key(d.last_name), eprimo_key(NULLIF(d.usual_name, '')))
       OR eprimo_key(NULLIF(o.usual_name, '')) IN (eprimo_key(d.last_name), eprimo_key(NULLIF(d.usual_name, ''))))
  AND NOT EXISTS (SELECT FROM staging.aaf_who w WHERE w.n = o.n)
  AND NOT EXISTS (SELECT FROM staging.aaf_who w WHERE w.person_id = d.id AND w.kind = 'P')
GROUP BY o.n, d.id
"""

# Pairs where each is the best of the other, and alone to be.
RESOLVE = """
WITH ranked AS (
  SELECT *, rank() OVER (PARTITION BY n ORDER BY score DESC) AS mine,
    rank() OVER (PARTITION BY person_id ORDER BY score DESC) AS its FROM staging.aaf_guess
), best AS (SELECT n, person_id FROM ranked WHERE mine = 1 AND its = 1)
INSERT INTO staging.aaf_who
SELECT o.n, o.op, o.kind, o.key, b.person_id, %(how)s
FROM best b JOIN staging.aaf_object o ON o.n = b.n
WHERE (SELECT count(*) FROM best x WHERE x.n = b.n) = 1
  AND (SELECT count(*) FROM best x WHERE x.person_id = b.person_id) = 1
"""
DOUBTFUL = """
SELECT o.key, o.file, o.last_name || ' ' || o.first_name,
  (SELECT min(school_id) FROM staging.aaf_place p WHERE p.n = o.n)
FROM staging.aaf_object o
WHERE o.n IN (SELECT n FROM staging.aaf_guess) AND NOT EXISTS (SELECT FROM staging.aaf_who w WHERE w.n = o.n)
ORDER BY o.n
"""
FORGET = "TRUNCATE staging.aaf_guess"

# Nobody of the directory: a new person, if there is a school or a child to be of. What is known is set apart first: a
# statement that reads the table it writes would read its own pages again for each row.
NEW = {
    "E": """
WITH known AS MATERIALIZED (SELECT n FROM staging.aaf_who WHERE n IS NOT NULL)
INSERT INTO staging.aaf_who
SELECT o.n, o.op, o.kind, o.key, nextval((SELECT pg_get_serial_sequence('directory_person', 'id'))::regclass), 'new'
FROM staging.aaf_object o
WHERE o.kind IN ('E', 'P') AND o.op = 'a' AND NOT EXISTS (SELECT FROM known k WHERE k.n = o.n)
  AND EXISTS (SELECT FROM staging.aaf_place p WHERE p.n = o.n AND p.school_id IS NOT NULL)
""",
    "R": """
WITH known AS MATERIALIZED (SELECT n FROM staging.aaf_who WHERE n IS NOT NULL),
named AS MATERIALIZED (
  SELECT DISTINCT w.adult_key FROM staging.aaf_ward w JOIN staging.aaf_who c ON c.n = w.n
)
INSERT INTO staging.aaf_who
SELECT o.n, o.op, o.kind, o.key, nextval((SELECT pg_get_serial_sequence('directory_person', 'id'))::regclass), 'new'
FROM staging.aaf_object o
WHERE o.kind = 'R' AND o.op = 'a' AND NOT EXISTS (SELECT FROM known k WHERE k.n = o.n)
  AND EXISTS (SELECT FROM named x WHERE x.adult_key = o.key)
""",
}
READY = "ANALYZE staging.aaf_who"
# Once everybody is there: nobody is looked for by the key before.
DONE = "CREATE INDEX ON staging.aaf_who (key); ANALYZE staging.aaf_who"

# What a school that waits and has prepared its next year takes for it: the pupils it has now, and one class of each.
AHEAD = """
CREATE UNLOGGED TABLE staging.aaf_ahead AS
SELECT DISTINCT ON (h.school_id, w.person_id) h.school_id, w.person_id, split_part(said, E'\\x1f', 3) AS label,
  coalesce(o.level::text, '') AS level
FROM staging.aaf_object o JOIN staging.aaf_who w ON w.n = o.n
CROSS JOIN LATERAL string_to_table(o.classes, E'\\x1e') said
JOIN staging.aaf_held h ON h.key = split_part(said, E'\\x1f', 1) AND h.planned
JOIN directory_affiliation a ON a.person_id = w.person_id AND a.school_id = h.school_id AND a.profile = 'pupil'
  AND in_force(a.starts, a.ends, %(now)s)
WHERE o.kind = 'E' AND o.op <> 'd' AND o.classes <> '' AND split_part(said, E'\\x1f', 3) <> ''
ORDER BY h.school_id, w.person_id, split_part(said, E'\\x1f', 2)
"""
AHEAD_OF = """
SELECT school_id, array_agg(person_id ORDER BY person_id), array_agg(label ORDER BY person_id),
  array_agg(level ORDER BY person_id)
FROM staging.aaf_ahead GROUP BY school_id ORDER BY school_id
"""
# What is told: key, file, who, school.
UNKNOWN_SCHOOL = """
SELECT p.key, min(p.file), p.school_key, NULL::bigint FROM staging.aaf_place p
WHERE p.school_id IS NULL AND NOT EXISTS (SELECT FROM staging.aaf_held h WHERE h.key = p.school_key)
GROUP BY p.key, p.school_key ORDER BY 1 LIMIT 2000
"""
NEXT_YEAR = "SELECT DISTINCT uai, '', name, school_id FROM staging.aaf_held WHERE NOT planned ORDER BY 1"
NEXT_YEAR_PLANNED = "SELECT DISTINCT uai, '', name, school_id FROM staging.aaf_held WHERE planned ORDER BY 1"
NO_CHILD = """
SELECT o.key, o.file, o.last_name || ' ' || o.first_name, NULL::bigint FROM staging.aaf_object o
WHERE o.kind = 'R' AND o.op = 'a' AND NOT EXISTS (SELECT FROM staging.aaf_who w WHERE w.n = o.n)
ORDER BY o.n LIMIT 2000
"""
UNKNOWN_OBJECT = """
SELECT o.key, o.file, '', NULL::bigint FROM staging.aaf_object o
WHERE o.op = 'm' AND NOT EXISTS (SELECT FROM staging.aaf_who w WHERE w.n = o.n)
ORDER BY o.n LIMIT 2000
"""
UNKNOWN_GUARDIAN = """
SELECT w.child_key, min(w.file), w.adult_key, NULL::bigint FROM staging.aaf_ward w
WHERE NOT EXISTS (SELECT FROM staging.aaf_who a WHERE a.key = w.adult_key)
GROUP BY w.child_key, w.adult_key ORDER BY 1 LIMIT 2000
"""
TWO_SCHOOLS = """
SELECT p.key, min(p.file), string_agg(DISTINCT s.uai, ', '), NULL::bigint
FROM staging.aaf_place p JOIN staging.aaf_school s ON s.school_id = p.school_id
WHERE p.profile = 'pupil' GROUP BY p.key HAVING count(DISTINCT p.school_id) > 1 ORDER BY 1 LIMIT 2000
"""
OTHER_NUMBER = """
SELECT o.key, o.file, o.last_name || ' ' || o.first_name,
  (SELECT min(school_id) FROM staging.aaf_place p WHERE p.n = o.n)
FROM staging.aaf_object o JOIN staging.aaf_who w ON w.n = o.n
JOIN directory_nationalnumber m ON m.ine = o.ine AND m.person_id <> w.person_id
ORDER BY o.n LIMIT 2000
"""
