"""What becomes of people, which batch writes what, and how many of each: the end of the plan.

Parameters: academy, full, now, batch (people of a batch).
"""

# One row a person of the delivery, with what it says. Staff before pupils before guardians: a teacher who is a parent
# has one name, also when a change tells the parent alone.
PEOPLE = (
    """
DROP TABLE IF EXISTS staging.aaf_person, staging.aaf_contact, staging.aaf_ine, staging.aaf_touched, staging.aaf_new_key
""",
    """
CREATE UNLOGGED TABLE staging.aaf_person AS
SELECT said.* FROM (
  SELECT DISTINCT ON (w.person_id) w.person_id, w.how = 'new' AS is_new, o.last_name, o.first_name, o.usual_name,
    o.civility, o.birth
  FROM staging.aaf_who w JOIN staging.aaf_object o ON o.n = w.n WHERE w.op <> 'd' AND w.mute IS NULL
    AND (%(full)s OR o.kind <> 'R' OR NOT EXISTS (SELECT FROM intake_aafsaid s
                                                  WHERE s.person_id = w.person_id AND s.kind IN ('P', 'E')))
  ORDER BY w.person_id, o.kind = 'P' DESC, o.kind = 'E' DESC
) said LEFT JOIN directory_person d ON d.id = said.person_id AND NOT said.is_new
WHERE said.is_new
  OR (said.last_name <> d.last_name) OR (said.first_name <> d.first_name) OR (said.usual_name <> d.usual_name)
  OR (said.civility <> d.civility) OR (said.birth IS NOT NULL AND said.birth IS DISTINCT FROM d.birth_date)
""",
    """
CREATE UNLOGGED TABLE staging.aaf_contact AS
SELECT said.*, t.person_id IS NULL AS is_new FROM (
  SELECT w.person_id,
    coalesce(NULLIF(max(o.email) FILTER (WHERE o.kind = 'P'), ''),
      NULLIF(max(o.email) FILTER (WHERE w.speaks), ''), max(o.email)) AS email,
    coalesce(NULLIF(max(o.phone_home) FILTER (WHERE w.speaks), ''), max(o.phone_home)) AS phone_home,
    coalesce(NULLIF(max(o.phone_work) FILTER (WHERE w.speaks), ''), max(o.phone_work)) AS phone_work,
    coalesce(NULLIF(max(o.phone_mobile) FILTER (WHERE w.speaks), ''), max(o.phone_mobile)) AS phone_mobile,
    coalesce(NULLIF(max(o.address) FILTER (WHERE w.speaks), ''), max(o.address)) AS address,
    coalesce(NULLIF(max(o.postcode) FILTER (WHERE w.speaks), ''), max(o.postcode)) AS postcode,
    coalesce(NULLIF(max(o.city) FILTER (WHERE w.speaks), ''), max(o.city)) AS city,
    coalesce(NULLIF(max(o.country) FILTER (WHERE w.speaks), ''), max(o.country)) AS country
  FROM (SELECT *, mute IS DISTINCT FROM 2 AS speaks FROM staging.aaf_who) w
  JOIN staging.aaf_object o ON o.n = w.n WHERE w.op <> 'd' AND w.kind IN ('R', 'P')
  GROUP BY w.person_id
) said LEFT JOIN directory_contactdetails t ON t.person_id = said.person_id
WHERE (said.email <> coalesce(t.email, '')) OR (said.phone_home <> coalesce(t.phone_home, ''))
  OR (said.phone_work <> coalesce(t.phone_work, '')) OR (said.phone_mobile <> coalesce(t.phone_mobile, ''))
  OR (said.address <> coalesce(t.address, '')) OR (said.postcode <> coalesce(t.postcode, ''))
  OR (said.city <> coalesce(t.city, '')) OR (said.country <> coalesce(t.country, ''))
""",
    # A number that nobody has, given to one pupil only, who had none.
    """
CREATE UNLOGGED TABLE staging.aaf_ine AS
SELECT min(w.person_id) AS person_id, o.ine FROM staging.aaf_object o JOIN staging.aaf_who w ON w.n = o.n
WHERE o.kind = 'E' AND o.ine IS NOT NULL
  AND NOT EXISTS (SELECT FROM directory_nationalnumber m WHERE m.person_id = w.person_id)
  AND NOT EXISTS (SELECT FROM directory_nationalnumber m WHERE m.ine = o.ine)
GROUP BY o.ine HAVING count(DISTINCT w.person_id) = 1
""",
    """
CREATE UNLOGGED TABLE staging.aaf_new_key AS
SELECT w.person_id, w.key, w.how FROM staging.aaf_who w WHERE w.how <> 'key'
""",
    """
CREATE UNLOGGED TABLE staging.aaf_touched AS
SELECT person_id FROM staging.aaf_person WHERE NOT is_new UNION SELECT person_id FROM staging.aaf_contact
UNION SELECT person_id FROM staging.aaf_ine UNION SELECT person_id FROM staging.aaf_new_key
""",
    """
CREATE INDEX ON staging.aaf_person (person_id); ANALYZE staging.aaf_person;
CREATE INDEX ON staging.aaf_contact (person_id); ANALYZE staging.aaf_contact;
CREATE INDEX ON staging.aaf_touched (person_id); ANALYZE staging.aaf_touched
""",
)

# Whole schools by batches; a person is written with the first school that needs it.
BATCHES = (
    """
DROP TABLE IF EXISTS staging.aaf_batch, staging.aaf_here, staging.aaf_home
""",
    """
CREATE UNLOGGED TABLE staging.aaf_batch AS
SELECT s.school_id, 1 + (sum(coalesce(p.people, 0)) OVER (ORDER BY s.school_id) / %(batch)s)::int AS batch
FROM (SELECT DISTINCT school_id FROM staging.aaf_school) s
LEFT JOIN (SELECT school_id, count(*) AS people FROM staging.aaf_place GROUP BY 1) p USING (school_id)
""",
    # The schools of each person, now or after: own ones, and those of a guardian's children.
    """
CREATE UNLOGGED TABLE staging.aaf_here AS
SELECT person_id, school_id, side FROM staging.aaf_want_aff
UNION SELECT person_id, school_id, side FROM staging.aaf_live_aff
""",
    "CREATE INDEX ON staging.aaf_here (person_id); ANALYZE staging.aaf_here",
    """
CREATE UNLOGGED TABLE staging.aaf_home AS
SELECT person_id, min(batch) AS batch FROM (
  SELECT h.person_id, b.batch FROM staging.aaf_here h JOIN staging.aaf_batch b USING (school_id)
  UNION ALL
  SELECT w.adult_id, b.batch FROM staging.aaf_want_ward w JOIN staging.aaf_here h ON h.person_id = w.child_id
  JOIN staging.aaf_batch b USING (school_id)
  UNION ALL
  SELECT g.adult_id, b.batch FROM directory_guardianship g JOIN staging.aaf_here h ON h.person_id = g.child_id
  JOIN staging.aaf_batch b USING (school_id)
  WHERE g.adult_id IN (SELECT person_id FROM staging.aaf_touched)
) found GROUP BY person_id
""",
    "CREATE UNIQUE INDEX ON staging.aaf_home (person_id); ANALYZE staging.aaf_home",
)

# Table of the plan → the column that says whose batch it is: a school's, or a person's home.
_BY_SCHOOL = (
    "open_aff", "close_aff", "adopt_aff", "class", "class_close", "open_in", "close_in", "adopt_in", "level_in",
    "open_service", "close_service",
)  # fmt: skip
_BY_PERSON = {
    "person": "person_id", "contact": "person_id", "ine": "person_id", "new_key": "person_id",
    "open_ward": "child_id", "close_ward": "child_id", "adopt_ward": "child_id", "reopen_ward": "child_id",
}  # fmt: skip
TABLES = (*_BY_SCHOOL, *_BY_PERSON)


def batched() -> list[str]:
    """Statements that give each row of the plan its batch; a person of no school goes with the first one."""
    made = [_OF_SCHOOL.format(name=name) for name in _BY_SCHOOL]
    made.append(_WITH_THE_NEXT)
    return made + [_OF_PERSON.format(name=name, column=column) for name, column in _BY_PERSON.items()]


# Whoever is new, or comes back, can be given a sheet.
NEED_ACCOUNT = """
SELECT need.person_id, need.turn, coalesce(said.first_name, d.first_name) AS first_name,
  coalesce(NULLIF(coalesce(said.usual_name, d.usual_name), ''), said.last_name, d.last_name) AS last_name
FROM (
  SELECT person_id, min(batch) AS turn FROM (
    SELECT person_id, batch FROM staging.aaf_person WHERE is_new
    UNION ALL SELECT person_id, batch FROM staging.aaf_open_aff
    UNION ALL SELECT adult_id, batch FROM staging.aaf_open_ward
    UNION ALL SELECT adult_id, batch FROM staging.aaf_reopen_ward WHERE again
  ) given GROUP BY person_id
) need
LEFT JOIN staging.aaf_person said ON said.person_id = need.person_id
LEFT JOIN directory_person d ON d.id = need.person_id
WHERE d.erased_at IS NULL AND NOT EXISTS (SELECT FROM accounts_account a WHERE a.person_id = need.person_id)
"""

# A new table rather than a column that is filled: each row is written once.
_AGAIN = """;
DROP TABLE staging.aaf_{name};
ALTER TABLE staging.aaf_batched RENAME TO aaf_{name};
CREATE INDEX ON staging.aaf_{name} (batch); ANALYZE staging.aaf_{name}
"""
_OF_SCHOOL = (
    """
CREATE UNLOGGED TABLE staging.aaf_batched AS
SELECT x.*, b.batch FROM staging.aaf_{name} x LEFT JOIN staging.aaf_batch b ON b.school_id = x.school_id
"""
    + _AGAIN
)
# Nobody is enrolled twice: who changes schools of one service leaves the first in the batch that enrols in the other.
_WITH_THE_NEXT = """
UPDATE staging.aaf_close_service c SET batch = o.batch FROM staging.aaf_open_service o
WHERE o.person_id = c.child_id AND o.service_id = c.service_id
"""
_OF_PERSON = (
    """
CREATE UNLOGGED TABLE staging.aaf_batched AS
SELECT x.*, coalesce(h.batch, 1) AS batch FROM staging.aaf_{name} x
LEFT JOIN staging.aaf_home h ON h.person_id = x.{column}
"""
    + _AGAIN
)


# What becomes of each person in each school, for the report: created, updated, unchanged, left.
STATUS = (
    "DROP TABLE IF EXISTS staging.aaf_status, staging.aaf_changed",
    """
CREATE UNLOGGED TABLE staging.aaf_changed AS
SELECT person_id, school_id FROM staging.aaf_open_aff UNION SELECT person_id, school_id FROM staging.aaf_open_in
UNION SELECT person_id, school_id FROM staging.aaf_close_in UNION SELECT person_id, school_id FROM staging.aaf_level_in
UNION SELECT c.person_id, c.school_id FROM staging.aaf_close_aff c WHERE EXISTS (
  SELECT FROM staging.aaf_open_aff o WHERE o.person_id = c.person_id AND o.school_id = c.school_id AND o.side = c.side)
""",
    "CREATE INDEX ON staging.aaf_changed (person_id, school_id); ANALYZE staging.aaf_changed",
    """
CREATE UNLOGGED TABLE staging.aaf_status AS
SELECT w.person_id, w.school_id, CASE w.side WHEN 'E' THEN 'pupils' ELSE 'teachers' END AS kind,
  CASE WHEN w.is_new THEN 'created'
       WHEN EXISTS (SELECT FROM staging.aaf_touched t WHERE t.person_id = w.person_id)
         OR EXISTS (SELECT FROM staging.aaf_changed c WHERE c.person_id = w.person_id AND c.school_id = w.school_id)
       THEN 'updated' ELSE 'unchanged' END AS outcome
FROM staging.aaf_want_aff w
UNION ALL
SELECT h.person_id, h.school_id, CASE h.side WHEN 'E' THEN 'pupils' ELSE 'teachers' END, 'updated'
FROM (SELECT DISTINCT person_id, school_id, side FROM staging.aaf_live_aff) h
WHERE NOT EXISTS (SELECT FROM staging.aaf_want_aff w WHERE w.person_id = h.person_id AND w.school_id = h.school_id
                  AND w.side = h.side)
  AND NOT EXISTS (SELECT FROM staging.aaf_close_aff c WHERE c.person_id = h.person_id AND c.school_id = h.school_id
                  AND c.side = h.side)
  AND EXISTS (SELECT FROM staging.aaf_who w WHERE w.person_id = h.person_id AND w.kind::text = h.side)
  AND (EXISTS (SELECT FROM staging.aaf_touched t WHERE t.person_id = h.person_id)
       OR EXISTS (SELECT FROM staging.aaf_changed c WHERE c.person_id = h.person_id AND c.school_id = h.school_id))
UNION ALL
SELECT DISTINCT c.person_id, c.school_id, CASE c.side WHEN 'E' THEN 'pupils' ELSE 'teachers' END, 'left'
FROM staging.aaf_close_aff c
WHERE NOT EXISTS (SELECT FROM staging.aaf_want_aff w WHERE w.person_id = c.person_id AND w.school_id = c.school_id
                  AND w.side = c.side)
UNION ALL
SELECT w.adult_id, h.school_id, 'guardians',
  CASE WHEN bool_or(p.is_new) THEN 'created'
       WHEN bool_or(t.person_id IS NOT NULL) THEN 'updated' ELSE 'unchanged' END
FROM staging.aaf_want_ward w
JOIN (SELECT DISTINCT person_id, school_id FROM staging.aaf_here WHERE side = 'E') h ON h.person_id = w.child_id
LEFT JOIN staging.aaf_person p ON p.person_id = w.adult_id
LEFT JOIN staging.aaf_touched t ON t.person_id = w.adult_id
GROUP BY w.adult_id, h.school_id
UNION ALL
-- Guardians of a delta whose children it does not tell.
SELECT DISTINCT g.adult_id, h.school_id, 'guardians', 'updated'
FROM staging.aaf_touched t JOIN staging.aaf_who w ON w.person_id = t.person_id AND w.kind = 'R' AND w.op <> 'd'
JOIN directory_guardianship g ON g.adult_id = t.person_id AND (g.ends IS NULL OR g.ends > %(now)s)
JOIN (SELECT DISTINCT person_id, school_id FROM staging.aaf_live_aff WHERE side = 'E') h ON h.person_id = g.child_id
WHERE NOT EXISTS (SELECT FROM staging.aaf_want_ward x JOIN staging.aaf_here y ON y.person_id = x.child_id
                  WHERE x.adult_id = t.person_id AND y.school_id = h.school_id)
UNION ALL
SELECT DISTINCT c.adult_id, h.school_id, 'guardians', 'left'
FROM staging.aaf_close_ward c
JOIN (SELECT DISTINCT person_id, school_id FROM staging.aaf_here WHERE side = 'E') h ON h.person_id = c.child_id
WHERE NOT EXISTS (SELECT FROM staging.aaf_want_ward w WHERE w.adult_id = c.adult_id)
  AND NOT EXISTS (SELECT FROM directory_guardianship g WHERE g.adult_id = c.adult_id
                  AND (g.ends IS NULL OR g.ends > %(now)s)
                  AND NOT EXISTS (SELECT FROM staging.aaf_close_ward x WHERE x.id = g.id))
""",
    "CREATE INDEX ON staging.aaf_status (school_id); ANALYZE staging.aaf_status",
)

BY_SCHOOL = """
SELECT school_id, kind, outcome, count(*) FROM staging.aaf_status GROUP BY 1, 2, 3
UNION ALL
SELECT school_id, 'classes', CASE WHEN is_new THEN 'created' WHEN moves THEN 'updated' ELSE 'unchanged' END, count(*)
FROM staging.aaf_class GROUP BY 1, 2, 3
UNION ALL SELECT school_id, 'classes', 'left', count(*) FROM staging.aaf_class_close GROUP BY 1
UNION ALL
SELECT h.school_id, 'guardianships', links.outcome, count(*) FROM (
  SELECT child_id, 'created' AS outcome FROM staging.aaf_open_ward
  UNION ALL SELECT child_id, 'updated' FROM staging.aaf_reopen_ward WHERE again
  UNION ALL SELECT child_id, 'left' FROM staging.aaf_close_ward
  UNION ALL SELECT w.child_id, 'unchanged' FROM staging.aaf_want_ward w
    JOIN staging.aaf_live_ward l USING (child_id, adult_id)
) links
JOIN (SELECT DISTINCT person_id, school_id FROM staging.aaf_here WHERE side = 'E') h ON h.person_id = links.child_id
GROUP BY 1, 3
"""
# The same over the academy: everybody once, as the greatest thing that becomes of them.
OVERALL = """
SELECT kind, outcome, count(*) FROM (
  SELECT DISTINCT ON (person_id, kind) kind,
    CASE WHEN outcome = 'left' AND count(*) OVER (PARTITION BY person_id, kind) > 1 THEN 'updated' ELSE outcome END
  FROM staging.aaf_status
  ORDER BY person_id, kind, array_position(ARRAY['created', 'updated', 'left', 'unchanged'], outcome)
) one(kind, outcome) GROUP BY 1, 2
UNION ALL
SELECT 'classes', CASE WHEN is_new THEN 'created' WHEN moves THEN 'updated' ELSE 'unchanged' END, count(*)
FROM staging.aaf_class GROUP BY 2
UNION ALL SELECT 'classes', 'left', count(*) FROM staging.aaf_class_close
UNION ALL SELECT 'guardianships', 'created', count(*) FROM staging.aaf_open_ward
UNION ALL SELECT 'guardianships', 'updated', count(*) FROM staging.aaf_reopen_ward WHERE again
UNION ALL SELECT 'guardianships', 'left', count(*) FROM staging.aaf_close_ward
UNION ALL SELECT 'guardianships', 'unchanged', count(*) FROM staging.aaf_want_ward w
  JOIN staging.aaf_live_ward l USING (child_id, adult_id)
"""
# Does the class itself change: its name, its levels, opened again? Changes tell some of its pupils only: they add a
# level, and the next full delivery takes away the one that nobody has any more.
MOVES = """
ALTER TABLE staging.aaf_class ADD moves boolean, ADD renamed boolean, ADD was text;
UPDATE staging.aaf_class c SET levels = ARRAY(
  SELECT l FROM unnest(ARRAY['TPS', 'PS', 'MS', 'GS', 'CP', 'CE1', 'CE2', 'CM1', 'CM2', 'ULIS']) l
  WHERE l = ANY(c.levels) OR NOT %(full)s AND l = ANY(
    SELECT unnest(g.levels::text[]) FROM directory_classgroup g WHERE g.id = c.class_id));
UPDATE staging.aaf_class c SET was = g.label,
  renamed = g.label <> c.label AND (g.source <> 'manual' OR g.key <> eprimo_key(c.label)),
  moves = g.closed_at IS NOT NULL
    OR g.label <> c.label AND (g.source <> 'manual' OR g.key <> eprimo_key(c.label))
    OR c.levels <> '{}' AND g.levels::text[] <> c.levels AND g.source <> 'manual'
FROM directory_classgroup g WHERE g.id = c.class_id AND NOT c.is_new
"""
# Of which level of the class, as it will be, each pupil of a class of several is: of who comes, and of who is there and
# of whom no hand said it. The next delivery says it again.
LEVELS = (
    "DROP TABLE IF EXISTS staging.aaf_levels, staging.aaf_level_in",
    """
CREATE UNLOGGED TABLE staging.aaf_levels AS
SELECT c.class_id, l.levels FROM staging.aaf_class c LEFT JOIN directory_classgroup g ON g.id = c.class_id
CROSS JOIN LATERAL (SELECT CASE WHEN NOT c.is_new AND (g.source = 'manual' OR c.levels = '{}')
  THEN g.levels::text[] ELSE c.levels END AS levels) l
WHERE cardinality(l.levels) > 1
""",
    """
UPDATE staging.aaf_open_in o SET level = '' WHERE NOT EXISTS (
  SELECT FROM staging.aaf_levels s WHERE s.class_id = o.class_id AND o.level = ANY(s.levels))
""",
    """
CREATE UNLOGGED TABLE staging.aaf_level_in AS
SELECT l.id, l.person_id, l.school_id, w.level
FROM staging.aaf_live_in l JOIN staging.aaf_want_in w USING (person_id, class_id)
JOIN staging.aaf_levels s USING (class_id)
WHERE w.level = ANY(s.levels) AND w.level <> l.level AND NOT (l.level_by_hand AND l.level = ANY(s.levels))
""",
)
# How many would lose the school or their child, of how many: per school, and over the academy (school 0).
LEAVING = """
WITH before AS (SELECT school_id, count(DISTINCT person_id) AS people FROM staging.aaf_live_aff
                WHERE source <> 'manual' GROUP BY 1),
gone AS (SELECT school_id, count(DISTINCT person_id) AS people FROM staging.aaf_status
         WHERE outcome = 'left' AND kind <> 'guardians' GROUP BY 1),
away AS (SELECT count(DISTINCT c.person_id) AS people FROM staging.aaf_close_aff c
         WHERE NOT EXISTS (SELECT FROM staging.aaf_want_aff w WHERE w.person_id = c.person_id)),
links AS (SELECT h.school_id, count(*) AS ended FROM staging.aaf_close_ward c
          JOIN (SELECT DISTINCT person_id, school_id FROM staging.aaf_here WHERE side = 'E') h
            ON h.person_id = c.child_id
          GROUP BY 1),
all_links AS (SELECT h.school_id, count(*) AS held FROM staging.aaf_live_ward l
              JOIN (SELECT DISTINCT person_id, school_id FROM staging.aaf_here WHERE side = 'E') h
                ON h.person_id = l.child_id GROUP BY 1)
SELECT b.school_id, s.uai, g.people, b.people, 'people' FROM before b JOIN gone g USING (school_id)
JOIN directory_school s ON s.id = b.school_id WHERE g.people >= 10 AND g.people > 0.2 * b.people
UNION ALL
SELECT l.school_id, s.uai, l.ended, a.held, 'links' FROM links l JOIN all_links a USING (school_id)
JOIN directory_school s ON s.id = l.school_id WHERE l.ended >= 10 AND l.ended > 0.2 * a.held
UNION ALL
SELECT 0, '', away.people, (SELECT count(DISTINCT person_id) FROM staging.aaf_live_aff WHERE source <> 'manual'),
  'people'
FROM away WHERE away.people >= 10
  AND away.people > 0.05 * (SELECT count(DISTINCT person_id) FROM staging.aaf_live_aff WHERE source <> 'manual')
ORDER BY 1
"""
