"""What becomes of links, in sets: what the delivery wants against what holds. Parameters: academy, full, now.

A link of the academy's directory ends when it is no longer told, one that ONDE made becomes the academy's when it is
told too, one made by hand never ends; what the director ended by hand is not opened again.
"""

# Schools of a person: one profile for the pupil's side (E), one for the staff's side (P).
AFFILIATIONS = (
    """
DROP TABLE IF EXISTS staging.aaf_want_aff, staging.aaf_live_aff, staging.aaf_told, staging.aaf_open_aff,
  staging.aaf_close_aff, staging.aaf_adopt_aff, staging.aaf_kept
""",
    """
CREATE UNLOGGED TABLE staging.aaf_want_aff AS
SELECT DISTINCT ON (w.person_id, p.school_id, side) w.person_id, p.school_id, p.profile, p.function, side, p.year_start,
  p.keeps_head,
  w.how = 'new' AS is_new, w.n
FROM staging.aaf_place p JOIN staging.aaf_who w ON w.n = p.n
CROSS JOIN LATERAL (SELECT CASE p.profile WHEN 'pupil' THEN 'E' ELSE 'P' END AS side) s
WHERE p.school_id IS NOT NULL
ORDER BY w.person_id, p.school_id, side, p.profile = 'director' DESC, p.profile = 'teacher' DESC
""",
    """
CREATE UNLOGGED TABLE staging.aaf_live_aff AS
SELECT a.id, a.person_id, a.school_id, a.profile, a.source, CASE a.profile WHEN 'pupil' THEN 'E' ELSE 'P' END AS side
FROM directory_affiliation a
WHERE a.school_id IN (SELECT school_id FROM staging.aaf_school) AND (a.ends IS NULL OR a.ends > %(now)s)
  AND a.profile IN ('pupil', 'teacher', 'director', 'staff')
""",
    """
CREATE INDEX ON staging.aaf_want_aff (person_id); ANALYZE staging.aaf_want_aff;
CREATE INDEX ON staging.aaf_live_aff (person_id); ANALYZE staging.aaf_live_aff
""",
    # Whoever was named head by hand stays head: the file does not undo it; nor does a change that does not say it.
    """
UPDATE staging.aaf_want_aff w SET profile = 'director', function = '' FROM staging.aaf_live_aff l
WHERE l.person_id = w.person_id AND l.school_id = w.school_id AND l.profile = 'director'
  AND (l.source = 'manual' OR w.keeps_head) AND w.side = 'P'
""",
    # said: the schools of this person are told (also: none any more). Not said: what holds goes on.
    """
CREATE UNLOGGED TABLE staging.aaf_told AS
SELECT w.person_id, w.kind::text AS side, bool_or(w.op = 'd' OR o.places IS NOT NULL) AS said
FROM staging.aaf_who w JOIN staging.aaf_object o ON o.n = w.n WHERE w.kind IN ('E', 'P') GROUP BY 1, 2
UNION ALL
SELECT k.person_id, side, false
FROM staging.aaf_untaken u
JOIN directory_externalkey k ON k.source = 'aaf' AND k.academy = %(academy)s AND k.key = u.key
CROSS JOIN (VALUES ('E'), ('P')) sides(side)
WHERE NOT EXISTS (SELECT FROM staging.aaf_who w WHERE w.person_id = k.person_id AND w.n IS NOT NULL)
""",
    "CREATE INDEX ON staging.aaf_told (person_id); ANALYZE staging.aaf_told",
    """
CREATE UNLOGGED TABLE staging.aaf_kept AS
SELECT w.person_id, w.school_id, w.side, w.n FROM staging.aaf_want_aff w
JOIN directory_affiliation past ON past.person_id = w.person_id AND past.school_id = w.school_id
  AND (past.profile = 'pupil') = (w.side = 'E')
WHERE past.ends <= %(now)s AND past.end_reason IN ('by_hand', 'left') AND past.ends >= w.year_start
  AND NOT EXISTS (SELECT FROM directory_affiliation y WHERE y.person_id = past.person_id
                  AND y.school_id = past.school_id AND (y.profile = 'pupil') = (past.profile = 'pupil')
                  AND (y.starts, y.id) > (past.starts, past.id))
""",
    """
CREATE UNLOGGED TABLE staging.aaf_open_aff AS
SELECT w.person_id, w.school_id, w.profile, w.function, w.side FROM staging.aaf_want_aff w
WHERE NOT EXISTS (SELECT FROM staging.aaf_live_aff l WHERE l.person_id = w.person_id AND l.school_id = w.school_id
                  AND l.profile = w.profile)
  AND NOT EXISTS (SELECT FROM staging.aaf_kept k WHERE k.person_id = w.person_id AND k.school_id = w.school_id
                  AND k.side = w.side)
""",
    """
CREATE UNLOGGED TABLE staging.aaf_close_aff AS
SELECT l.* FROM staging.aaf_live_aff l
LEFT JOIN staging.aaf_told t ON t.person_id = l.person_id AND t.side = l.side
WHERE NOT EXISTS (SELECT FROM staging.aaf_want_aff w WHERE w.person_id = l.person_id AND w.school_id = l.school_id
                  AND w.profile = l.profile)
  AND (l.source = 'aaf' AND coalesce(t.said, %(full)s AND NOT EXISTS (
         SELECT FROM staging.aaf_untaken u WHERE u.kind::text = l.side))
       OR l.source = 'onde' AND l.side = 'P' AND t.said AND EXISTS (
         SELECT FROM staging.aaf_want_aff w WHERE w.person_id = l.person_id AND w.school_id = l.school_id
           AND w.side = 'P'))
""",
    """
CREATE UNLOGGED TABLE staging.aaf_adopt_aff AS
SELECT l.id, l.school_id FROM staging.aaf_live_aff l
JOIN staging.aaf_want_aff w ON w.person_id = l.person_id AND w.school_id = l.school_id AND w.profile = l.profile
WHERE l.source = 'onde'
""",
    "CREATE INDEX ON staging.aaf_open_aff (person_id); ANALYZE staging.aaf_open_aff",
    "CREATE INDEX ON staging.aaf_close_aff (person_id); ANALYZE staging.aaf_close_aff",
)

# Classes are known by the id that the academy gives; the label is what changes.
CLASSES = (
    """
DROP TABLE IF EXISTS staging.aaf_class, staging.aaf_class_close
""",
    """
CREATE UNLOGGED TABLE staging.aaf_class AS
SELECT i.class_key, i.school_id, i.year_id, mode() WITHIN GROUP (ORDER BY i.label) AS label,
  coalesce(array_agg(DISTINCT i.level::text ORDER BY i.level::text) FILTER (WHERE i.level IS NOT NULL), '{}') AS levels,
  NULL::bigint AS class_id, false AS is_new, false AS keyed
FROM staging.aaf_in_class i JOIN staging.aaf_who w ON w.n = i.n
GROUP BY i.class_key, i.school_id, i.year_id
""",
    """
UPDATE staging.aaf_class c SET class_id = k.class_group_id, keyed = true
FROM intake_classkey k JOIN directory_classgroup g ON g.id = k.class_group_id
WHERE k.academy = %(academy)s AND k.key = c.class_key AND g.school_id = c.school_id AND g.year_id = c.year_id
""",
    # By the label: a class of ONDE or made by hand, or one whose id changed.
    """
UPDATE staging.aaf_class c SET class_id = found.id
FROM (
  SELECT DISTINCT ON (g.id) g.id, x.class_key FROM staging.aaf_class x
  JOIN directory_classgroup g ON g.school_id = x.school_id AND g.year_id = x.year_id AND g.key = eprimo_key(x.label)
  WHERE x.class_id IS NULL AND NOT EXISTS (SELECT FROM staging.aaf_class y WHERE y.class_id = g.id)
    AND (%(full)s OR NOT EXISTS (SELECT FROM intake_classkey k WHERE k.class_group_id = g.id))
  ORDER BY g.id, x.class_key
) found WHERE found.class_key = c.class_key
""",
    """
UPDATE staging.aaf_class SET is_new = true,
  class_id = nextval((SELECT pg_get_serial_sequence('directory_classgroup', 'id'))::regclass)
WHERE class_id IS NULL
""",
    # Two classes of one name stay two: the later one says its number.
    """
UPDATE staging.aaf_class c SET label = left(c.label, 40) || ' (' || left(split_part(c.class_key, '$', 2), 15) || ')'
FROM (
  SELECT x.class_key, row_number() OVER (PARTITION BY x.school_id, eprimo_key(x.label) ORDER BY x.is_new, x.class_key)
      > 1 OR EXISTS (SELECT FROM directory_classgroup g WHERE g.school_id = x.school_id AND g.year_id = x.year_id
                     AND g.key = eprimo_key(x.label)
                     AND NOT EXISTS (SELECT FROM staging.aaf_class y WHERE y.class_id = g.id)) AS taken
  FROM staging.aaf_class x
) doubled WHERE doubled.class_key = c.class_key AND doubled.taken
""",
    "CREATE INDEX ON staging.aaf_class (class_key); ANALYZE staging.aaf_class",
)

MEMBERSHIPS = (
    """
DROP TABLE IF EXISTS staging.aaf_want_in, staging.aaf_live_in, staging.aaf_open_in, staging.aaf_close_in,
  staging.aaf_adopt_in
""",
    # In a class of a school that the pupil is, or becomes, a pupil of.
    """
CREATE UNLOGGED TABLE staging.aaf_want_in AS
SELECT w.person_id, c.class_id, c.school_id, i.year_start, coalesce(min(i.level::text), '') AS level
FROM staging.aaf_in_class i JOIN staging.aaf_who w ON w.n = i.n
JOIN staging.aaf_class c ON c.class_key = i.class_key AND c.school_id = i.school_id
WHERE EXISTS (SELECT FROM staging.aaf_open_aff o WHERE o.person_id = w.person_id AND o.school_id = c.school_id
              AND o.side = 'E')
   OR EXISTS (SELECT FROM staging.aaf_live_aff l WHERE l.person_id = w.person_id AND l.school_id = c.school_id
              AND l.side = 'E' AND NOT EXISTS (SELECT FROM staging.aaf_close_aff x WHERE x.id = l.id))
GROUP BY w.person_id, c.class_id, c.school_id, i.year_start
""",
    """
CREATE UNLOGGED TABLE staging.aaf_live_in AS
SELECT m.id, m.person_id, m.class_group_id AS class_id, m.school_id, m.source, m.starts, m.level, m.level_by_hand
FROM directory_classmembership m JOIN directory_classgroup c ON c.id = m.class_group_id
JOIN (SELECT DISTINCT school_id, year_id FROM staging.aaf_school) s
  ON s.school_id = c.school_id AND s.year_id = c.year_id
WHERE m.ends IS NULL OR m.ends > %(now)s
""",
    """
CREATE INDEX ON staging.aaf_want_in (person_id); ANALYZE staging.aaf_want_in;
CREATE INDEX ON staging.aaf_live_in (person_id); ANALYZE staging.aaf_live_in
""",
    """
CREATE UNLOGGED TABLE staging.aaf_open_in AS
SELECT w.person_id, w.class_id, w.school_id, w.level FROM staging.aaf_want_in w
WHERE NOT EXISTS (SELECT FROM staging.aaf_live_in l WHERE l.person_id = w.person_id AND l.class_id = w.class_id)
  AND NOT EXISTS (
    -- A hand moved the pupil from this class to the one of now.
    SELECT FROM staging.aaf_live_in h JOIN directory_classmembership m ON m.person_id = h.person_id
      AND m.ends <= h.starts
    WHERE h.person_id = w.person_id AND h.school_id = w.school_id AND h.source = 'manual'
      AND m.class_group_id = w.class_id)
  AND NOT EXISTS (
    SELECT FROM directory_classmembership m WHERE m.person_id = w.person_id AND m.class_group_id = w.class_id
      AND m.ends <= %(now)s AND m.ends >= w.year_start AND m.end_reason IN ('by_hand', 'left')
      AND NOT EXISTS (SELECT FROM directory_classmembership y WHERE y.person_id = m.person_id
                      AND y.class_group_id = m.class_group_id AND y.starts > m.starts))
""",
    """
CREATE UNLOGGED TABLE staging.aaf_close_in AS
SELECT l.id, l.person_id, l.class_id, l.school_id,
  CASE WHEN moved THEN 'moved' ELSE 'absent' END AS reason
FROM staging.aaf_live_in l
LEFT JOIN (SELECT w.person_id, bool_or(w.op = 'd' OR o.classes IS NOT NULL) AS said FROM staging.aaf_who w
           JOIN staging.aaf_object o ON o.n = w.n WHERE w.kind = 'E' GROUP BY 1) t ON t.person_id = l.person_id
CROSS JOIN LATERAL (SELECT
  EXISTS (SELECT FROM staging.aaf_open_in w WHERE w.person_id = l.person_id AND w.school_id = l.school_id)
    OR EXISTS (SELECT FROM staging.aaf_live_in k JOIN staging.aaf_want_in w USING (person_id, class_id)
               WHERE k.person_id = l.person_id AND k.school_id = l.school_id) AS moved,
  EXISTS (SELECT FROM staging.aaf_close_aff x WHERE x.person_id = l.person_id AND x.school_id = l.school_id
          AND x.side = 'E') AS gone) becomes
WHERE NOT EXISTS (SELECT FROM staging.aaf_want_in w WHERE w.person_id = l.person_id AND w.class_id = l.class_id)
  AND (l.source = 'aaf' AND (t.said OR gone) OR l.source = 'onde' AND t.said AND moved)
""",
    """
CREATE UNLOGGED TABLE staging.aaf_adopt_in AS
SELECT l.id, l.school_id FROM staging.aaf_live_in l JOIN staging.aaf_want_in w USING (person_id, class_id)
WHERE l.source = 'onde'
""",
    # A class of the academy's that nobody is in any more.
    """
CREATE UNLOGGED TABLE staging.aaf_class_close AS
SELECT DISTINCT g.id AS class_id, g.school_id, g.label FROM intake_classkey k
JOIN directory_classgroup g ON g.id = k.class_group_id AND g.closed_at IS NULL AND g.source <> 'manual'
JOIN (SELECT DISTINCT school_id, year_id FROM staging.aaf_school) s
  ON s.school_id = g.school_id AND s.year_id = g.year_id
WHERE k.academy = %(academy)s AND NOT EXISTS (SELECT FROM staging.aaf_class c WHERE c.class_id = g.id)
  AND NOT EXISTS (SELECT FROM staging.aaf_live_in l WHERE l.class_id = g.id
                  AND NOT EXISTS (SELECT FROM staging.aaf_close_in x WHERE x.id = l.id))
""",
)

WARDS = (
    """
DROP TABLE IF EXISTS staging.aaf_want_ward, staging.aaf_live_ward, staging.aaf_open_ward, staging.aaf_close_ward,
  staging.aaf_adopt_ward, staging.aaf_reopen_ward, staging.aaf_held_ward, staging.aaf_ward_of
""",
    # The pupils whose guardians are told.
    """
CREATE UNLOGGED TABLE staging.aaf_ward_of AS
SELECT DISTINCT w.person_id, w.n FROM staging.aaf_who w JOIN staging.aaf_object o ON o.n = w.n
WHERE w.kind = 'E' AND w.op <> 'd' AND (o.wards IS NOT NULL OR EXISTS (SELECT FROM staging.aaf_ward x WHERE x.n = w.n))
""",
    """
CREATE UNLOGGED TABLE staging.aaf_want_ward AS
SELECT DISTINCT ON (c.person_id, a.person_id) c.person_id AS child_id, a.person_id AS adult_id, w.rank, w.file,
  c.how = 'new' OR a.how = 'new' AS is_new
FROM staging.aaf_ward w JOIN staging.aaf_who c ON c.n = w.n
JOIN staging.aaf_who a ON a.key = w.adult_key AND a.kind = 'R' AND a.op <> 'd'
WHERE c.person_id <> a.person_id ORDER BY c.person_id, a.person_id, w.rank
""",
    """
CREATE UNLOGGED TABLE staging.aaf_live_ward AS
SELECT g.id, g.child_id, g.adult_id, g.source FROM directory_guardianship g
WHERE (g.ends IS NULL OR g.ends > %(now)s) AND (
  g.child_id IN (SELECT person_id FROM staging.aaf_ward_of)
  OR g.adult_id IN (SELECT person_id FROM staging.aaf_who WHERE kind = 'R' AND op = 'd'))
""",
    """
CREATE INDEX ON staging.aaf_want_ward (child_id, adult_id); ANALYZE staging.aaf_want_ward;
CREATE INDEX ON staging.aaf_live_ward (child_id, adult_id); ANALYZE staging.aaf_live_ward
""",
    # Not told by the child who stays, or told gone; a child who leaves keeps the own guardians.
    """
CREATE UNLOGGED TABLE staging.aaf_close_ward AS
SELECT l.* FROM staging.aaf_live_ward l
WHERE l.source = 'aaf'
  AND NOT EXISTS (SELECT FROM staging.aaf_want_ward w WHERE w.child_id = l.child_id AND w.adult_id = l.adult_id)
  AND NOT EXISTS (SELECT FROM staging.aaf_who w WHERE w.person_id = l.child_id AND w.kind = 'E' AND w.op = 'd')
""",
    """
CREATE UNLOGGED TABLE staging.aaf_adopt_ward AS
SELECT l.id, l.child_id, l.adult_id FROM staging.aaf_live_ward l JOIN staging.aaf_want_ward w USING (child_id, adult_id)
WHERE l.source = 'onde'
""",
    # The last link of those who had one: opened again, or left as a hand left it.
    """
CREATE UNLOGGED TABLE staging.aaf_reopen_ward AS
SELECT w.child_id, w.adult_id, past.id, past.end_reason = 'absent' AND past.source <> 'manual' AS again,
  past.end_reason IN ('by_hand', 'left') AS by_hand
FROM staging.aaf_want_ward w CROSS JOIN LATERAL (
  SELECT g.id, g.end_reason, g.source FROM directory_guardianship g
  WHERE g.child_id = w.child_id AND g.adult_id = w.adult_id ORDER BY g.starts DESC, g.id DESC LIMIT 1
) past
WHERE NOT w.is_new
  AND NOT EXISTS (SELECT FROM staging.aaf_live_ward l WHERE l.child_id = w.child_id AND l.adult_id = w.adult_id)
""",
    # A new adult for a child from whom another one is kept away may be that one, spelled otherwise: a human looks.
    """
CREATE UNLOGGED TABLE staging.aaf_held_ward AS
SELECT DISTINCT w.child_id, w.adult_id FROM staging.aaf_want_ward w
JOIN directory_guardianship g ON g.child_id = w.child_id AND g.adult_id <> w.adult_id
JOIN directory_guardianrestriction r ON r.guardianship_id = g.id AND r.level >= 2
  AND in_force(r.starts, r.in_force_until, %(now)s) AND (r.lifted_at IS NULL OR r.lifted_at > %(now)s)
WHERE NOT EXISTS (SELECT FROM directory_guardianship x WHERE x.child_id = w.child_id AND x.adult_id = w.adult_id)
""",
    """
CREATE UNLOGGED TABLE staging.aaf_open_ward AS
SELECT w.child_id, w.adult_id, w.rank FROM staging.aaf_want_ward w
WHERE NOT EXISTS (SELECT FROM staging.aaf_live_ward l WHERE l.child_id = w.child_id AND l.adult_id = w.adult_id)
  AND NOT EXISTS (SELECT FROM staging.aaf_reopen_ward x WHERE x.child_id = w.child_id AND x.adult_id = w.adult_id
                  AND (x.again OR x.by_hand))
  AND NOT EXISTS (SELECT FROM staging.aaf_held_ward x WHERE x.child_id = w.child_id AND x.adult_id = w.adult_id)
""",
    "DELETE FROM staging.aaf_reopen_ward WHERE NOT again AND NOT by_hand",
    "CREATE INDEX ON staging.aaf_open_ward (child_id); ANALYZE staging.aaf_open_ward",
)

# Flags of pupils, where the school has exactly one service of that kind.
SERVICES = (
    """
DROP TABLE IF EXISTS staging.aaf_service, staging.aaf_flag, staging.aaf_open_service, staging.aaf_close_service
""",
    """
CREATE UNLOGGED TABLE staging.aaf_service AS
SELECT l.school_id, kinds.place::int AS place, v.kind, min(v.id) AS service_id
FROM directory_serviceschool l JOIN directory_communeservice v ON v.id = l.service_id
JOIN unnest(%(services)s::text[]) WITH ORDINALITY kinds(kind, place) ON kinds.kind = v.kind
WHERE in_force(l.starts, l.ends, %(now)s)
GROUP BY 1, 2, 3 HAVING count(DISTINCT v.id) = 1
""",
    """
CREATE UNLOGGED TABLE staging.aaf_flag AS
SELECT DISTINCT w.person_id, here.school_id, s.service_id, substr(o.services, s.place, 1) AS said
FROM (SELECT person_id, school_id FROM staging.aaf_open_aff WHERE side = 'E'
      UNION SELECT person_id, school_id FROM staging.aaf_live_aff l WHERE side = 'E'
        AND NOT EXISTS (SELECT FROM staging.aaf_close_aff x WHERE x.id = l.id)) here
JOIN staging.aaf_service s ON s.school_id = here.school_id
JOIN staging.aaf_who w ON w.person_id = here.person_id AND w.kind = 'E' AND w.mute IS DISTINCT FROM 2
JOIN staging.aaf_object o ON o.n = w.n AND substr(o.services, s.place, 1) <> '-'
""",
    """
CREATE UNLOGGED TABLE staging.aaf_open_service AS
SELECT DISTINCT ON (f.person_id, f.service_id) f.person_id, f.school_id, f.service_id FROM staging.aaf_flag f
WHERE f.said = 'O' AND f.service_id IS NOT NULL
  AND NOT EXISTS (SELECT FROM directory_serviceenrolment e WHERE e.child_id = f.person_id
                  AND e.service_id = f.service_id
                  -- One service of several schools: the enrolment of the school that is left is over.
                  AND NOT EXISTS (SELECT FROM staging.aaf_close_aff x WHERE x.person_id = e.child_id
                                  AND x.school_id = e.school_id AND x.side = 'E' AND e.source = 'aaf'
                                  AND (e.ends IS NULL OR e.ends > %(now)s))
                  AND (e.ends IS NULL OR e.ends > %(now)s OR e.end_reason IN ('by_hand', 'left')))
ORDER BY f.person_id, f.service_id, f.school_id
""",
    """
CREATE UNLOGGED TABLE staging.aaf_close_service AS
SELECT e.id, e.school_id, e.child_id, e.service_id FROM directory_serviceenrolment e
WHERE e.source = 'aaf' AND (e.ends IS NULL OR e.ends > %(now)s) AND (
  EXISTS (SELECT FROM staging.aaf_flag f WHERE f.person_id = e.child_id AND f.service_id = e.service_id
          AND f.said = 'N')
  OR EXISTS (SELECT FROM staging.aaf_close_aff x WHERE x.person_id = e.child_id AND x.school_id = e.school_id
             AND x.side = 'E'))
""",
)
