-- Counts every school, and writes or rewrites its figures of the day.
WITH pupil AS MATERIALIZED (
  SELECT DISTINCT a.school_id, a.person_id FROM directory_affiliation a
  WHERE a.profile = 'pupil' AND in_force(a.starts, a.ends, %(now)s)
), link AS MATERIALIZED (
  SELECT p.school_id, g.child_id, g.adult_id, coalesce(k.activated_at <= %(now)s, false) AS came
  FROM pupil p JOIN directory_guardianship g ON g.child_id = p.person_id
  LEFT JOIN accounts_account k ON k.person_id = g.adult_id
  WHERE g.kind <> 'contact' AND in_force(g.starts, g.ends, %(now)s)
), pupils AS (
  SELECT p.school_id, count(*) AS n, count(*) FILTER (WHERE k.activated_at <= %(now)s) AS came
  FROM pupil p LEFT JOIN accounts_account k ON k.person_id = p.person_id GROUP BY p.school_id
), families AS (
  SELECT f.school_id, count(*) AS n, count(*) FILTER (WHERE f.came) AS came
  FROM (SELECT school_id, child_id, bool_or(came) AS came FROM link GROUP BY school_id, child_id) f GROUP BY f.school_id
), guardians AS (
  SELECT g.school_id, count(*) AS n, count(*) FILTER (WHERE g.came) AS came
  FROM (SELECT DISTINCT school_id, adult_id, came FROM link) g GROUP BY g.school_id
), adult AS (
  SELECT a.school_id, a.person_id, bool_or(a.profile IN ('director', 'deputy')) AS heads FROM directory_affiliation a
  WHERE a.profile IN ('teacher', 'director', 'deputy', 'staff')
    AND in_force(a.starts, a.ends, %(now)s)
  GROUP BY a.school_id, a.person_id
), adults AS (
  SELECT a.school_id, count(*) AS n, count(*) FILTER (WHERE k.activated_at <= %(now)s) AS came,
    bool_or(a.heads) AS headed
  FROM adult a LEFT JOIN accounts_account k ON k.person_id = a.person_id GROUP BY a.school_id
), class AS MATERIALIZED (
  SELECT c.id, c.school_id FROM directory_classgroup c JOIN directory_school s ON s.id = c.school_id
  WHERE c.year_id = s.running_year_id AND c.closed_at IS NULL
), classes AS (
  SELECT c.school_id, count(*) AS n, count(*) FILTER (WHERE NOT EXISTS (
    SELECT FROM directory_attachment t WHERE t.class_group_id = c.id AND t.kind = 'teaches'
      AND in_force(t.starts, t.ends, %(now)s))) AS bare
  FROM class c GROUP BY c.school_id
), placed AS (
  SELECT DISTINCT m.school_id, m.person_id FROM directory_classmembership m JOIN class ON class.id = m.class_group_id
  WHERE in_force(m.starts, m.ends, %(now)s)
), bare AS (
  SELECT p.school_id, count(*) AS n FROM pupil p
  LEFT JOIN placed ON placed.school_id = p.school_id AND placed.person_id = p.person_id
  WHERE placed.person_id IS NULL GROUP BY p.school_id
), opening AS (
  SELECT e.school_id, max(e.ends) AS ends FROM directory_entitlement e
  WHERE e.starts <= %(now)s AND e.ends > %(now)s GROUP BY e.school_id
), coming AS (
  SELECT e.school_id, max(e.ends) AS ends FROM directory_entitlement e WHERE e.ends > %(now)s GROUP BY e.school_id
), import AS (
  SELECT d.school_id, max(d.applied_at) AS applied_at,
    (array_agg(d.state ORDER BY d.made_at DESC, d.id DESC))[1] AS state
  FROM intake_ondedelivery d GROUP BY d.school_id
), counted AS (
  SELECT s.id, coalesce(pupils.n, 0) AS pupils, coalesce(pupils.came, 0) AS pupils_came,
    coalesce(families.n, 0) AS families, coalesce(families.came, 0) AS families_came,
    coalesce(guardians.n, 0) AS guardians, coalesce(guardians.came, 0) AS guardians_came,
    coalesce(adults.n, 0) AS adults, coalesce(adults.came, 0) AS adults_came, coalesce(adults.headed, false) AS headed,
    coalesce(classes.n, 0) AS classes, coalesce(classes.bare, 0) AS classes_bare, coalesce(bare.n, 0) AS pupils_bare,
    opening.ends AS open_until, coming.ends AS coming_until, import.applied_at, import.state
  FROM directory_school s
  LEFT JOIN pupils ON pupils.school_id = s.id LEFT JOIN families ON families.school_id = s.id
  LEFT JOIN guardians ON guardians.school_id = s.id LEFT JOIN adults ON adults.school_id = s.id
  LEFT JOIN classes ON classes.school_id = s.id LEFT JOIN bare ON bare.school_id = s.id
  LEFT JOIN opening ON opening.school_id = s.id LEFT JOIN coming ON coming.school_id = s.id
  LEFT JOIN import ON import.school_id = s.id
  WHERE s.successor_id IS NULL
)
INSERT INTO statistics_schoolfigures (
  school_id, day, computed_at, pupils, pupils_came, families, families_came, guardians, guardians_came, adults,
  adults_came, classes, classes_bare, pupils_bare, open_until, imported_at, concerns)
SELECT c.id, %(day)s, %(now)s, c.pupils, c.pupils_came, c.families, c.families_came, c.guardians, c.guardians_came,
  c.adults, c.adults_came, c.classes, c.classes_bare, c.pupils_bare, c.open_until, c.applied_at,
  array_remove(ARRAY[
    CASE WHEN c.open_until IS NULL THEN 'closed' END,
    CASE WHEN c.open_until IS NOT NULL AND c.coming_until < %(ending)s THEN 'ending' END,
    CASE WHEN c.open_until IS NOT NULL AND c.pupils = 0 THEN 'empty' END,
    CASE WHEN c.state = 'refused' THEN 'import_refused' END,
    CASE WHEN c.open_until IS NOT NULL AND NOT c.headed THEN 'no_head' END,
    CASE WHEN c.open_until IS NOT NULL AND c.classes_bare > 0 THEN 'classes_bare' END,
    CASE WHEN c.open_until IS NOT NULL AND c.pupils_bare > 0 THEN 'pupils_bare' END,
    CASE WHEN c.open_until IS NOT NULL AND c.families >= %(enough)s
      AND c.families_came * 100 < c.families * %(reached)s THEN 'unreached' END
  ]::varchar[], NULL)
FROM counted c ORDER BY c.id
ON CONFLICT (day, school_id) DO UPDATE SET
  computed_at = excluded.computed_at, pupils = excluded.pupils, pupils_came = excluded.pupils_came,
  families = excluded.families, families_came = excluded.families_came, guardians = excluded.guardians,
  guardians_came = excluded.guardians_came, adults = excluded.adults, adults_came = excluded.adults_came,
  classes = excluded.classes, classes_bare = excluded.classes_bare, pupils_bare = excluded.pupils_bare,
  open_until = excluded.open_until, imported_at = excluded.imported_at, concerns = excluded.concerns
