"""A person's links as one JSON: everything rights are computed from, read in one statement of one snapshot.

A session that a sheet opened keeps those with the schools of the sheet: what is left out here is not there for any
policy.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from eprimo.foundation.kernel.actor import MANDATES, Role
from eprimo.foundation.kernel.statements import Statement

# `now` is the given clock's, never the database's. Names: me = own affiliations, kid = own children whose link is in
# force and not restricted to levels 2 or 3.
LINKS = Statement("""
WITH me AS (
  SELECT a.profile, a.school_id, s.name, s.running_year_id AS year, s.time_zone,
         EXISTS (SELECT FROM public.directory_entitlement e
                 WHERE e.school_id = s.id AND e.starts <= %(now)s AND e.ends > %(now)s) AS open
  FROM public.directory_affiliation a JOIN public.directory_school s ON s.id = a.school_id
  WHERE a.person_id = %(me)s AND in_force(a.starts, a.ends, %(now)s)
    AND (a.profile <> 'pupil' OR EXISTS (
      SELECT FROM public.directory_classmembership m JOIN public.directory_classgroup c ON c.id = m.class_group_id
      WHERE m.person_id = a.person_id AND m.school_id = s.id AND c.year_id = s.running_year_id
        AND c.closed_at IS NULL AND in_force(m.starts, m.ends, %(now)s)))
), tied AS (
  SELECT g.id, g.child_id, g.kind, c.first_name,
         COALESCE((SELECT max(r.level) FROM public.directory_guardianrestriction r
                   WHERE r.guardianship_id = g.id AND in_force(r.starts, r.in_force_until, %(now)s)
                     AND (r.lifted_at IS NULL OR r.lifted_at > %(now)s)), 0) AS restriction
  FROM public.directory_guardianship g JOIN public.directory_person c ON c.id = g.child_id
  WHERE g.adult_id = %(me)s AND in_force(g.starts, g.ends, %(now)s)
), link AS (
  SELECT * FROM tied WHERE kind <> 'contact'
), folk (id) AS (
  -- The person and own children. As an array: an OR with a sub-select reads the whole table.
  SELECT %(me)s::bigint UNION ALL SELECT child_id FROM link
), kid AS (
  SELECT * FROM link WHERE restriction < 2
), kid_school AS (
  -- A child who is a pupil: an affiliation, and a class of the running year.
  SELECT k.child_id, a.school_id, s.running_year_id AS year, s.time_zone,
         EXISTS (SELECT FROM public.directory_entitlement e
                 WHERE e.school_id = s.id AND e.starts <= %(now)s AND e.ends > %(now)s) AS open
  FROM kid k JOIN public.directory_affiliation a ON a.person_id = k.child_id AND a.profile = 'pupil'
       AND in_force(a.starts, a.ends, %(now)s)
  JOIN public.directory_school s ON s.id = a.school_id
  WHERE EXISTS (SELECT FROM public.directory_classmembership m
                JOIN public.directory_classgroup c ON c.id = m.class_group_id
                WHERE m.person_id = k.child_id AND m.school_id = s.id AND c.year_id = s.running_year_id
                  AND c.closed_at IS NULL AND in_force(m.starts, m.ends, %(now)s))
), kid_class AS (
  SELECT k.child_id, k.school_id, k.open, c.id AS class_id, m.level
  FROM kid_school k JOIN public.directory_classmembership m ON m.person_id = k.child_id AND m.school_id = k.school_id
       AND in_force(m.starts, m.ends, %(now)s)
  JOIN public.directory_classgroup c ON c.id = m.class_group_id AND c.year_id = k.year AND c.closed_at IS NULL
), kid_group AS (
  SELECT k.child_id, k.school_id, k.open, g.id AS group_id
  FROM kid_school k JOIN public.directory_groupmembership m ON m.person_id = k.child_id AND m.school_id = k.school_id
       AND in_force(m.starts, m.ends, %(now)s)
  JOIN public.directory_group g ON g.id = m.group_id AND g.year_id = k.year AND g.closed_at IS NULL
), own_class AS (
  SELECT c.id AS class_id, c.school_id, c.levels, c.skin, m.level
  FROM me JOIN public.directory_classmembership m ON m.person_id = %(me)s AND m.school_id = me.school_id
       AND in_force(m.starts, m.ends, %(now)s)
  JOIN public.directory_classgroup c ON c.id = m.class_group_id AND c.year_id = me.year AND c.closed_at IS NULL
  WHERE me.profile = 'pupil'
), att AS (
  SELECT DISTINCT t.kind, t.class_group_id, t.child_id, t.school_id
  FROM public.directory_attachment t
  JOIN me ON me.school_id = t.school_id AND me.profile IN ('teacher', 'staff', 'director', 'deputy')
  LEFT JOIN public.directory_classgroup c ON c.id = t.class_group_id
  WHERE t.person_id = %(me)s AND in_force(t.starts, t.ends, %(now)s)
    AND (t.class_group_id IS NULL OR (c.year_id = me.year AND c.closed_at IS NULL))
    AND (t.child_id IS NULL OR EXISTS (
      SELECT FROM public.directory_affiliation p WHERE p.person_id = t.child_id AND p.school_id = t.school_id
        AND p.profile = 'pupil' AND in_force(p.starts, p.ends, %(now)s)))
), grp AS (
  SELECT DISTINCT g.id AS group_id, g.school_id
  FROM me JOIN public.directory_groupmembership m ON m.person_id = %(me)s AND m.school_id = me.school_id
       AND in_force(m.starts, m.ends, %(now)s)
  JOIN public.directory_group g ON g.id = m.group_id AND g.year_id = me.year AND g.closed_at IS NULL
), man AS (
  SELECT m.id, m.role, m.level, m.service_id, m.commune_id IS NOT NULL OR m.epci_id IS NOT NULL AS of_place,
         ARRAY(SELECT t.id FROM public.directory_territory t
               WHERE m.role = 'academy' AND (t.academy_id = m.academy_id OR t.department_id = m.department_id)
                  OR m.role = 'inspector' AND t.circonscription_id = m.circonscription_id) AS territories
  FROM public.directory_mandate m
  WHERE m.person_id = %(me)s AND in_force(m.starts, m.ends, %(now)s)
), serves AS (
  SELECT man.id, man.service_id, l.school_id, s.name, s.time_zone,
         EXISTS (SELECT FROM public.directory_entitlement e
                 WHERE e.school_id = s.id AND e.starts <= %(now)s AND e.ends > %(now)s) AS open
  FROM man JOIN public.directory_serviceschool l ON l.service_id = man.service_id
       AND in_force(l.starts, l.ends, %(now)s)
  JOIN public.directory_school s ON s.id = l.school_id
  WHERE man.role = 'commune_agent'
), sup AS (
  -- Assistance that runs, of the role it was granted to.
  SELECT a.public_id, a.role, a.school_id, s.name, a.ends
  FROM public.directory_supportaccess a JOIN public.directory_school s ON s.id = a.school_id
  WHERE a.person_id = %(me)s AND a.state = 'granted' AND a.starts <= %(now)s AND a.ends > %(now)s
    AND EXISTS (SELECT FROM public.directory_entitlement e
                WHERE e.school_id = s.id AND e.starts <= %(now)s AND e.ends > %(now)s)
), rule (kind, target, profile, school_id, role, child_id, level) AS (
  -- The child through whom a guardian is in an audience; the level of a child in its class, empty where it is not
  -- known: who is of no known level is in the audiences of all of them.
  SELECT 'school', school_id,
         CASE profile WHEN 'director' THEN 'head' WHEN 'deputy' THEN 'head' ELSE profile END, school_id, profile,
         NULL::bigint, ''
  FROM me WHERE open AND profile <> 'partner'
  UNION ALL SELECT 'class', class_id, 'pupil', own_class.school_id, 'pupil', NULL, own_class.level FROM own_class
       JOIN me USING (school_id) WHERE me.open AND me.profile = 'pupil'
  UNION ALL SELECT 'class', class_group_id,
         CASE WHEN kind = 'delegate' THEN 'delegate' WHEN me.profile = 'staff' THEN 'staff' ELSE 'teacher' END,
         att.school_id, me.profile, NULL, ''
  FROM att JOIN me USING (school_id)
  WHERE class_group_id IS NOT NULL AND me.open AND me.profile IN ('teacher', 'staff', 'director', 'deputy')
    AND (kind <> 'delegate' OR me.profile = 'staff')
  UNION ALL SELECT 'group', group_id,
         CASE me.profile WHEN 'director' THEN 'teacher' WHEN 'deputy' THEN 'teacher' ELSE me.profile END,
         grp.school_id, me.profile, NULL, ''
  FROM grp JOIN me USING (school_id) WHERE me.open
  UNION ALL SELECT 'service', service_id, 'agent', school_id, 'commune_agent', NULL, '' FROM serves WHERE open
  UNION ALL SELECT 'person', %(me)s, 'self', school_id, profile, NULL, '' FROM me WHERE open
  UNION ALL SELECT 'school', school_id, 'guardian', school_id, 'guardian', child_id, '' FROM kid_school WHERE open
  UNION ALL SELECT 'child', child_id, 'guardian', school_id, 'guardian', child_id, '' FROM kid_school WHERE open
  UNION ALL SELECT 'class', class_id, 'guardian', school_id, 'guardian', child_id, level FROM kid_class WHERE open
  UNION ALL SELECT 'group', group_id, 'guardian', school_id, 'guardian', child_id, '' FROM kid_group WHERE open
), lies (school_id, territory_id) AS MATERIALIZED (
  -- The territories of the schools in which one is somebody. By keys, schools first: what they cost does not grow with
  -- the academy, nor with what its territories wrote.
  SELECT here.school_id, found.id
  FROM (SELECT DISTINCT school_id FROM rule WHERE kind = 'school') here
  JOIN public.directory_school s ON s.id = here.school_id
  CROSS JOIN LATERAL (
    SELECT t.id FROM public.directory_territory t WHERE t.academy_id = s.academy_id
    UNION ALL SELECT t.id FROM public.directory_commune c
     JOIN public.directory_territory t ON t.department_id = c.department_id WHERE c.id = s.commune_id
    UNION ALL SELECT t.id FROM public.directory_schoolcirconscription l
     JOIN public.directory_territory t ON t.circonscription_id = l.circonscription_id
     WHERE l.school_id = s.id AND in_force(l.starts, l.ends, %(now)s)) found
), aud AS (
  SELECT DISTINCT a.id, rule.role, rule.school_id, rule.profile, rule.child_id
  FROM rule JOIN public.access_audience a USING (kind, target, profile, school_id)
  WHERE a.level = '' OR rule.level = '' OR a.level = rule.level
  -- Who is in an audience of a whole school is in the same one of its territories, by the same link.
  UNION SELECT a.id, rule.role, rule.school_id, rule.profile, rule.child_id
  FROM rule JOIN lies ON lies.school_id = rule.school_id
  CROSS JOIN LATERAL (
    SELECT id FROM public.access_audience WHERE kind = 'territory' AND target = lies.territory_id
      AND profile = rule.profile AND school_id IS NULL OFFSET 0) a
  WHERE rule.kind = 'school'
  UNION SELECT a.id, man.role, NULL, 'mandate', NULL
  FROM man CROSS JOIN LATERAL (
    SELECT id FROM public.access_audience WHERE kind = 'territory' AND target = ANY(man.territories)
      AND profile = 'mandate' AND school_id IS NULL OFFSET 0) a
), old (class_id, school_id, profile, role, level) AS (
  -- Archive: present on the closing day (a link that ended with the class was). Teachers: while still of the school
  -- (`me` holds now). Guardians: no restriction stands now between them and the child, on any link.
  SELECT c.id, c.school_id, 'pupil', 'pupil', m.level
  FROM public.directory_classmembership m JOIN public.directory_classgroup c ON c.id = m.class_group_id
  WHERE m.person_id = %(me)s AND c.closed_at >= m.starts AND (m.ends IS NULL OR m.ends >= c.closed_at)
  UNION ALL
  SELECT c.id, c.school_id, 'guardian', 'guardian', m.level
  FROM public.directory_guardianship g
  JOIN public.directory_classmembership m ON m.person_id = g.child_id
  JOIN public.directory_classgroup c ON c.id = m.class_group_id
  WHERE g.adult_id = %(me)s AND g.kind <> 'contact'
    AND c.closed_at >= m.starts AND (m.ends IS NULL OR m.ends >= c.closed_at)
    AND c.closed_at >= g.starts AND (g.ends IS NULL OR g.ends >= c.closed_at)
    AND NOT EXISTS (
      SELECT FROM public.directory_guardianship x
      JOIN public.directory_guardianrestriction r ON r.guardianship_id = x.id
      WHERE x.adult_id = g.adult_id AND x.child_id = g.child_id AND r.level >= 2
        AND in_force(r.starts, r.in_force_until, %(now)s)
        AND (r.lifted_at IS NULL OR r.lifted_at > %(now)s))
  UNION ALL
  SELECT c.id, c.school_id, 'teacher', me.profile, ''
  FROM public.directory_attachment t JOIN public.directory_classgroup c ON c.id = t.class_group_id
  JOIN me ON me.school_id = t.school_id AND me.profile IN ('teacher', 'director', 'deputy')
  WHERE t.person_id = %(me)s AND t.kind = 'teaches'
    AND c.closed_at >= t.starts AND (t.ends IS NULL OR t.ends >= c.closed_at)
), arch AS (
  SELECT DISTINCT a.id, old.role, old.school_id
  FROM old JOIN public.access_audience a
    ON a.kind = 'class' AND a.target = old.class_id AND a.profile = old.profile AND a.school_id = old.school_id
    AND (a.level = '' OR old.level = '' OR a.level = old.level)
  WHERE EXISTS (SELECT FROM public.directory_entitlement e
                WHERE e.school_id = old.school_id AND e.starts <= %(now)s AND e.ends > %(now)s)
), near AS (
  -- Schools whose changes may change these links: of every affiliation, with a class or not yet.
  SELECT school_id FROM public.directory_affiliation
   WHERE person_id = ANY(ARRAY(SELECT id FROM folk))
     AND in_force(starts, ends, %(now)s)
  UNION SELECT school_id FROM serves
  UNION SELECT school_id FROM sup
  -- Undoing a change of year, or closing the school, takes an archive back.
  UNION SELECT school_id FROM old
), reach AS (
  -- Schools whose rows the second wall lets through: nothing by a child whom a restriction keeps away.
  SELECT school_id FROM public.directory_affiliation
   WHERE person_id = ANY(ARRAY(SELECT %(me)s::bigint UNION ALL SELECT child_id FROM kid))
     AND in_force(starts, ends, %(now)s)
  UNION SELECT school_id FROM serves
  UNION SELECT school_id FROM sup
  UNION SELECT school_id FROM old
), moment (at) AS (
  SELECT unnest(ARRAY[starts, ends]) FROM public.directory_affiliation
   WHERE person_id = ANY(ARRAY(SELECT id FROM folk))
  UNION ALL SELECT unnest(ARRAY[starts, ends]) FROM public.directory_classmembership
   WHERE person_id = ANY(ARRAY(SELECT id FROM folk))
  UNION ALL SELECT unnest(ARRAY[starts, ends]) FROM public.directory_groupmembership
   WHERE person_id = ANY(ARRAY(SELECT id FROM folk))
  UNION ALL SELECT unnest(ARRAY[starts, ends]) FROM public.directory_attachment WHERE person_id = %(me)s
  UNION ALL SELECT unnest(ARRAY[p.starts, p.ends]) FROM att
   JOIN public.directory_affiliation p ON p.person_id = att.child_id
  UNION ALL SELECT unnest(ARRAY[starts, ends]) FROM public.directory_guardianship WHERE adult_id = %(me)s
  UNION ALL SELECT unnest(ARRAY[r.starts, r.in_force_until, r.lifted_at]) FROM public.directory_guardianrestriction r
   JOIN public.directory_guardianship g ON g.id = r.guardianship_id WHERE g.adult_id = %(me)s
  UNION ALL SELECT unnest(ARRAY[starts, ends]) FROM public.directory_mandate WHERE person_id = %(me)s
  UNION ALL SELECT unnest(ARRAY[starts, ends]) FROM public.directory_supportaccess
   WHERE person_id = %(me)s AND state = 'granted'
  UNION ALL SELECT unnest(ARRAY[l.starts, l.ends]) FROM man JOIN public.directory_serviceschool l USING (service_id)
  UNION ALL SELECT unnest(ARRAY[e.starts, e.ends]) FROM public.directory_entitlement e JOIN near USING (school_id)
  UNION ALL SELECT unnest(ARRAY[l.starts, l.ends]) FROM public.directory_schoolcirconscription l
   JOIN near USING (school_id)
)
SELECT json_build_object(
  'me', (SELECT COALESCE(json_agg(me), '[]') FROM me),
  'kids', (SELECT COALESCE(json_agg(kid ORDER BY kid.first_name, kid.child_id), '[]') FROM kid),
  -- Also of who was made a contact since: the decision stands.
  'blocked', (SELECT COALESCE(bool_or(restriction = 3), false) FROM tied),
  'kid_schools', (SELECT COALESCE(json_agg(kid_school), '[]') FROM kid_school),
  'kid_classes', (SELECT COALESCE(json_agg(kid_class), '[]') FROM kid_class),
  'kid_groups', (SELECT COALESCE(json_agg(kid_group), '[]') FROM kid_group),
  'own_classes', (SELECT COALESCE(json_agg(own_class), '[]') FROM own_class),
  'attachments', (SELECT COALESCE(json_agg(att), '[]') FROM att),
  'groups', (SELECT COALESCE(json_agg(grp), '[]') FROM grp),
  'mandates', (SELECT COALESCE(json_agg(man), '[]') FROM man),
  'supports', (SELECT COALESCE(json_agg(sup ORDER BY ends), '[]') FROM sup),
  'serves', (SELECT COALESCE(json_agg(serves), '[]') FROM serves),
  'audiences', (SELECT COALESCE(json_agg(aud), '[]') FROM aud),
  'archives', (SELECT COALESCE(json_agg(arch), '[]') FROM arch),
  'schools', (SELECT COALESCE(json_agg(school_id), '[]') FROM near),
  'reach', (SELECT COALESCE(json_agg(school_id), '[]') FROM reach),
  'from', %(now)s,
  'until', (SELECT min(at) FROM moment WHERE at > %(now)s),
  'stamp', (SELECT p.epoch FROM public.directory_person p WHERE p.id = %(me)s)
           + (SELECT epoch FROM public.kernel_platform)
           + COALESCE((SELECT sum(epoch) FROM public.directory_school WHERE id IN (SELECT school_id FROM near)), 0)
)::text
""")
# Each says of which school it is. What is about a child who is a pupil elsewhere too is cut by these.
_OF_SCHOOL = (
    "me", "kid_schools", "kid_classes", "kid_groups", "own_classes", "attachments", "groups", "audiences", "archives",
)  # fmt: skip


def read_links(person_id: int, now: datetime) -> dict[str, Any]:
    """Return the links of a person as of `now`. Keys as in the statement; `until` is None when nothing will change."""
    [(links,)] = LINKS.rows(me=person_id, now=now)
    found: dict[str, Any] = json.loads(links)
    return found


def links_in_scope(links: Mapping[str, Any], scope: Collection[int]) -> dict[str, Any]:
    """Return the links inside `scope` (ids of schools); `partial` says whether a link in force is left out. Epochs and
    moments stay those of all links: they say when to read again, and nothing else."""
    kept: dict[str, Any] = dict(links)
    for rows in _OF_SCHOOL:
        kept[rows] = [link for link in links[rows] if _place(link) in scope]
    pupils = {link["child_id"] for link in kept["kid_schools"]}
    away = {link["child_id"] for link in links["kid_schools"] if link["school_id"] not in scope}
    kept["kids"] = [
        {**kid, "elsewhere": kid["child_id"] in away} for kid in links["kids"] if kid["child_id"] in pupils
    ]
    mandates = _mandates(links, scope)
    kept["mandates"] = [link for link in links["mandates"] if link["id"] in mandates]
    kept["serves"] = [link for link in links["serves"] if link["id"] in mandates]
    # Assistance is granted to who acts for a territory or a body.
    kept["supports"] = links.get("supports", []) if MANDATES in scope else []
    kept["partial"] = any(len(kept[rows]) < len(links[rows]) for rows in ("me", "kid_schools", "mandates"))
    return kept


def _place(link: Mapping[str, Any]) -> int:
    """The school of the link; what a mandate gives is of none."""
    return MANDATES if link["school_id"] is None else int(link["school_id"])


def _mandates(links: Mapping[str, Any], scope: Collection[int]) -> set[int]:
    """A mandate is of no school. An agent's is of the schools that the service serves, when all of them are here: whom
    a service serves is not told school by school."""
    if MANDATES in scope:
        return {link["id"] for link in links["mandates"]}
    serving: dict[int, set[int]] = {}
    for link in links["serves"]:
        serving.setdefault(link["id"], set()).add(link["school_id"])
    agents = {link["id"] for link in links["mandates"] if link["role"] == Role.COMMUNE_AGENT}
    return {mandate for mandate, schools in serving.items() if mandate in agents and schools <= set(scope)}
