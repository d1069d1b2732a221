"""Places and epochs of many people in one statement cost as much a person as those of one."""

from django.db import migrations

# An array that a function is given is compared element by element for each row: a statement about all people of an
# academy compared each with each. A set is hashed, or looked for by key.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION directory_places_of(ids bigint[])
RETURNS TABLE (person_id bigint, places bigint[], works_at bigint[]) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH asked AS MATERIALIZED (SELECT DISTINCT unnest(ids) AS id)
  SELECT link.person_id, array_agg(DISTINCT link.place ORDER BY link.place),
         COALESCE(array_agg(DISTINCT link.place ORDER BY link.place) FILTER (WHERE link.works), '{}')
    FROM (
      SELECT a.person_id, a.school_id AS place, a.profile IN ('teacher', 'director', 'deputy', 'staff') AS works
        FROM asked JOIN public.directory_affiliation a ON a.person_id = asked.id
      -- Kept longer than the affiliation: the archive of a class.
      UNION ALL SELECT m.person_id, m.school_id, false
        FROM asked JOIN public.directory_classmembership m ON m.person_id = asked.id
      UNION ALL SELECT g.adult_id, a.school_id, false
        FROM asked JOIN public.directory_guardianship g ON g.adult_id = asked.id
        JOIN public.directory_affiliation a ON a.person_id = g.child_id
      UNION ALL SELECT g.adult_id, m.school_id, false
        FROM asked JOIN public.directory_guardianship g ON g.adult_id = asked.id
        JOIN public.directory_classmembership m ON m.person_id = g.child_id
      UNION ALL SELECT m.person_id, 0, false
        FROM asked JOIN public.directory_mandate m ON m.person_id = asked.id
      UNION ALL SELECT m.person_id, l.school_id, false
        FROM asked JOIN public.directory_mandate m ON m.person_id = asked.id
        JOIN public.directory_serviceschool l ON l.service_id = m.service_id
      UNION ALL SELECT s.person_id, s.school_id, false
        FROM asked JOIN public.directory_supportaccess s ON s.person_id = asked.id) link
   GROUP BY link.person_id
$$;

CREATE OR REPLACE FUNCTION directory_place_people(ids bigint[], moved bigint[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF moved IS NULL OR moved = '{}' THEN
    PERFORM public.directory_raise_people(ids);
    RETURN;
  END IF;
  PERFORM 1 FROM public.directory_person WHERE id = ANY(ids || moved) ORDER BY id FOR NO KEY UPDATE;
  UPDATE public.directory_person p
     SET epoch = p.epoch + named.raised,
         place_ids = CASE WHEN f.places IS NULL OR p.erased_at IS NOT NULL THEN p.place_ids ELSE f.places END,
         work_place_ids = CASE WHEN f.places IS NULL OR p.erased_at IS NOT NULL THEN p.work_place_ids ELSE f.works_at END
    FROM (SELECT id, max(raised) AS raised
            FROM (SELECT unnest(ids) AS id, 1 AS raised UNION ALL SELECT unnest(moved), 0) every GROUP BY id) named
    LEFT JOIN public.directory_places_of(moved) f ON f.person_id = named.id
   WHERE p.id = named.id;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0024_work_places")]

    operations = [migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop)]
