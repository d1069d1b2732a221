-- The first names of the children who are there now, and whether the roll of each of their classes was called, for a
-- partner during an intervention. Roll calls, what a child was on a half-day, where it is hosted and its arranged
-- afternoons are read by who works in the school alone: a partner asks this function, which tells no more than names. It
-- looks by itself at who asks, at the invitation and at the hour. No row: there is nothing to tell.
--
-- A doubt leaves a name out. `on_half`: which half-day of its day runs, by the hours of the school. `shut`: the classes
-- that have none on it, which is asked of `presence.Hours.class_time`, as everywhere; null: nobody is named.
DROP FUNCTION IF EXISTS wall.present_for(uuid, text);
CREATE OR REPLACE FUNCTION wall.present_for(thing uuid, on_half text, shut bigint[])
RETURNS TABLE (names text[], called boolean)
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH asked AS MATERIALIZED (
    SELECT wall.now() AS at, wall.me() AS me
  ), its AS MATERIALIZED (
    SELECT DISTINCT r.id, r.school_id, s.running_year_id AS year, a.at, a.me, d.day, d.hour
      FROM asked a
      JOIN public.content_resource r ON r.public_id = thing AND r.service = 'interventions' AND r.state = 'published'
       AND r.visible_from <= a.at
      JOIN public.directory_school s ON s.id = r.school_id AND s.id = ANY ((SELECT wall.schools())::bigint[])
      CROSS JOIN LATERAL (
        SELECT (a.at AT TIME ZONE s.time_zone)::date AS day, (a.at AT TIME ZONE s.time_zone)::time AS hour) d
      JOIN public.occasions_occasion o ON o.resource_id = r.id AND o.sort = 'event' AND NOT o.struck
       AND d.day BETWEEN o."on" AND o.until AND d.hour >= o.starts_at AND d.hour < o.ends_at
     WHERE EXISTS (
       SELECT FROM public.directory_affiliation f
        WHERE f.person_id = a.me AND f.school_id = s.id AND f.profile = 'partner'
          AND in_force(f.starts, f.ends, a.at))
  ), place AS MATERIALIZED (
    -- Of the classes and groups whom it is for, those that invited.
    SELECT t.kind, t.target
      FROM its
      JOIN public.content_target t ON t.resource_id = its.id
     WHERE (t.kind = 'class' AND EXISTS (
              SELECT FROM public.partners_invitation i
               WHERE i.resource_id = its.id AND i.person_id = its.me AND i.opened_at IS NOT NULL
                 AND t.target = ANY (i.classes)
                 -- Not of an invitation to the school that is over: another one does not bring it back.
                 AND NOT EXISTS (
                   SELECT FROM public.directory_affiliation f
                    WHERE f.person_id = its.me AND f.school_id = its.school_id AND f.profile = 'partner'
                      AND f.ends > i.opened_at AND f.ends <= its.at))
            OR t.kind = 'group' AND EXISTS (
              SELECT FROM public.directory_groupmembership m
               WHERE m.group_id = t.target AND m.person_id = its.me AND m.school_id = its.school_id
                 AND in_force(m.starts, m.ends, its.at)))
       AND (t.kind <> 'class' OR t.target <> ALL (shut))
  ), invited AS (
    SELECT m.person_id AS child, false AS grouped
      FROM its
      JOIN place ON place.kind = 'class'
      JOIN public.directory_classgroup c ON c.id = place.target AND c.school_id = its.school_id AND c.closed_at IS NULL
      JOIN public.directory_classmembership m ON m.class_group_id = c.id AND m.school_id = its.school_id
       AND in_force(m.starts, m.ends, its.at)
    UNION ALL
    SELECT m.person_id, true
      FROM its
      JOIN place ON place.kind = 'group'
      JOIN public.directory_group g ON g.id = place.target AND g.school_id = its.school_id AND g.closed_at IS NULL
      JOIN public.directory_groupmembership m ON m.group_id = g.id AND m.school_id = its.school_id
       AND in_force(m.starts, m.ends, its.at)
  ), member AS MATERIALIZED (
    -- Who is with a group is with it, whatever became of the own class.
    SELECT i.child, bool_or(i.grouped) AS grouped, ARRAY(
             SELECT m.class_group_id FROM public.directory_classmembership m
              WHERE m.person_id = i.child AND m.school_id = its.school_id
                AND in_force(m.starts, m.ends, its.at)) AS classes
      FROM its CROSS JOIN invited i
     WHERE EXISTS (
       SELECT FROM public.directory_affiliation f
        WHERE f.person_id = i.child AND f.school_id = its.school_id AND f.profile = 'pupil'
          AND in_force(f.starts, f.ends, its.at))
     GROUP BY i.child, its.school_id, its.at
  ), named AS (
    SELECT p.first_name
      FROM its CROSS JOIN member m
      JOIN public.directory_person p ON p.id = m.child
      LEFT JOIN public.presence_halfday h ON h.school_year = its.year AND h.school_id = its.school_id
       AND h.child_id = m.child AND h.day = its.day AND h.half = on_half
      LEFT JOIN public.presence_halfday before ON on_half = 'pm' AND h.child_id IS NULL
       AND before.school_year = its.year AND before.school_id = its.school_id
       AND before.child_id = m.child AND before.day = its.day AND before.half = 'am'
     WHERE CASE
             -- In the afternoon, what was said of the morning stands until something else is said.
             WHEN h.child_id IS NULL
               THEN COALESCE(before.state, '') NOT IN ('absent', 'left', 'arranged')
             WHEN h.state = 'left' AND h.left_at IS NOT NULL THEN its.hour < h.left_at
             WHEN h.state = 'late' AND h.arrived_at IS NOT NULL THEN its.hour >= h.arrived_at
             -- Who is elsewhere at school may be with a group, not with the class.
             WHEN h.state = 'elsewhere' THEN m.grouped
             ELSE h.state NOT IN ('absent', 'left', 'arranged')
           END
       -- An arranged afternoon, unless the call says that the child came.
       AND (on_half <> 'pm' OR h.source IS NOT DISTINCT FROM 'call' OR NOT EXISTS (
         SELECT FROM public.presence_arrangement r
          WHERE r.school_year = its.year AND r.school_id = its.school_id AND r.child_id = m.child
            AND its.day BETWEEN r.first AND r.last
            AND extract(isodow FROM its.day)::smallint - 1 = ANY (r.weekdays)))
       -- Of a class that is spread, who is hosted elsewhere is not there.
       AND (m.grouped OR NOT EXISTS (
         SELECT FROM public.presence_hosting g
          WHERE g.school_year = its.year AND g.school_id = its.school_id AND g.child_id = m.child
            AND g.day = its.day AND g.half = on_half AND g.class_group_id = ANY (m.classes)
            AND NOT EXISTS (SELECT FROM place WHERE place.kind = 'class' AND place.target = g.host_id)))
       AND NOT m.classes && shut
       -- A decision of justice keeps the reader away, whatever the role in use.
       AND NOT EXISTS (
         SELECT FROM public.directory_guardianship g
           JOIN public.directory_guardianrestriction r ON r.guardianship_id = g.id
          WHERE g.adult_id = its.me AND g.child_id = m.child AND r.level > 0
            AND in_force(r.starts, r.in_force_until, its.at)
            AND (r.lifted_at IS NULL OR r.lifted_at > its.at))
  )
  SELECT ARRAY(SELECT first_name::text FROM named),
         EXISTS (SELECT FROM member WHERE classes <> '{}') AND NOT EXISTS (
           SELECT FROM member m CROSS JOIN LATERAL unnest(m.classes) AS one
            WHERE NOT EXISTS (
              SELECT FROM public.presence_rollcall c
               WHERE c.school_year = its.year AND c.school_id = its.school_id AND c.class_group_id = one
                 AND c.day = its.day AND c.half = on_half AND c.taken_at IS NOT NULL))
    FROM its
   WHERE EXISTS (SELECT FROM place)
$$;
