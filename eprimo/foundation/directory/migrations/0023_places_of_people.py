"""Where people are: the schools of their links, kept on the person by the database itself, whoever writes."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

# Statement triggers, as those of the epochs, whose UPDATE of the person they share: a row is written once. Whose places
# a link changes is known from the link alone; only theirs are read again. They work as the owner (0002).
FUNCTIONS = """
-- The places of these people, and those where they work, by all their links, whether these run, ended or are to come:
-- what an ended link left behind is still read. 0: a territory or the group. Who has no link is not told.
CREATE FUNCTION directory_places_of(ids bigint[])
RETURNS TABLE (person_id bigint, places bigint[], works_at bigint[]) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT link.person_id, array_agg(DISTINCT link.place ORDER BY link.place),
         COALESCE(array_agg(DISTINCT link.place ORDER BY link.place) FILTER (WHERE link.works), '{}')
    FROM (
      SELECT a.person_id, a.school_id AS place, a.profile IN ('teacher', 'director', 'deputy', 'staff') AS works
        FROM public.directory_affiliation a WHERE a.person_id = ANY(ids)
      -- Kept longer than the affiliation: the archive of a class.
      UNION ALL SELECT m.person_id, m.school_id, false
        FROM public.directory_classmembership m WHERE m.person_id = ANY(ids)
      UNION ALL SELECT g.adult_id, a.school_id, false
        FROM public.directory_guardianship g JOIN public.directory_affiliation a ON a.person_id = g.child_id
       WHERE g.adult_id = ANY(ids)
      UNION ALL SELECT g.adult_id, m.school_id, false
        FROM public.directory_guardianship g JOIN public.directory_classmembership m ON m.person_id = g.child_id
       WHERE g.adult_id = ANY(ids)
      UNION ALL SELECT m.person_id, 0, false FROM public.directory_mandate m WHERE m.person_id = ANY(ids)
      UNION ALL SELECT m.person_id, l.school_id, false
        FROM public.directory_mandate m JOIN public.directory_serviceschool l ON l.service_id = m.service_id
       WHERE m.person_id = ANY(ids)
      UNION ALL SELECT s.person_id, s.school_id, false
        FROM public.directory_supportaccess s WHERE s.person_id = ANY(ids)) link
   GROUP BY link.person_id
$$;

-- Raise the epochs of `ids` and read the places of `moved` again. Who has no link any more stays where the last ones
-- were, until erased: what names the person stands there.
CREATE FUNCTION directory_place_people(ids bigint[], moved bigint[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF moved IS NULL OR moved = '{}' THEN
    PERFORM public.directory_raise_people(ids);
    RETURN;
  END IF;
  PERFORM 1 FROM public.directory_person WHERE id = ANY(ids || moved) ORDER BY id FOR NO KEY UPDATE;
  UPDATE public.directory_person p
     SET epoch = p.epoch + (p.id = ANY(ids))::int,
         place_ids = CASE WHEN f.places IS NULL OR p.erased_at IS NOT NULL THEN p.place_ids ELSE f.places END,
         work_place_ids = CASE WHEN f.places IS NULL OR p.erased_at IS NOT NULL THEN p.work_place_ids ELSE f.works_at END
    FROM (SELECT DISTINCT unnest(ids || moved) AS id) named
    LEFT JOIN public.directory_places_of(moved) f ON f.person_id = named.id
   WHERE p.id = named.id;
END $$;

-- Links of people to schools: of whom the place is new, or gone, and who answers for them.
CREATE OR REPLACE FUNCTION directory_affiliation_people() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  ids bigint[];
  moved bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(DISTINCT person_id) INTO ids FROM new_rows;
    SELECT array_agg(DISTINCT p.id) INTO moved
      FROM (SELECT person_id AS id, school_id, profile IN ('teacher', 'director', 'deputy', 'staff') AS works
              FROM new_rows
            UNION ALL SELECT g.adult_id, n.school_id, false
              FROM new_rows n JOIN public.directory_guardianship g ON g.child_id = n.person_id) found
      JOIN public.directory_person p ON p.id = found.id
     WHERE NOT found.school_id = ANY(p.place_ids) OR found.works AND NOT found.school_id = ANY(p.work_place_ids);
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(DISTINCT person_id) INTO ids FROM old_rows;
    moved := ids || ARRAY(SELECT adult_id FROM public.directory_guardianship WHERE child_id = ANY(ids));
  ELSE
    SELECT array_agg(DISTINCT person_id) INTO ids
      FROM (SELECT person_id FROM new_rows UNION SELECT person_id FROM old_rows) both_rows;
    SELECT array_agg(DISTINCT person_id) INTO moved
      FROM ((SELECT person_id, school_id, profile FROM new_rows EXCEPT SELECT person_id, school_id, profile FROM old_rows)
            UNION
            (SELECT person_id, school_id, profile FROM old_rows EXCEPT SELECT person_id, school_id, profile FROM new_rows)
           ) other_rows;
    moved := moved || ARRAY(SELECT adult_id FROM public.directory_guardianship WHERE child_id = ANY(moved));
  END IF;
  PERFORM public.directory_place_people(
    ids || ARRAY(SELECT adult_id FROM public.directory_guardianship WHERE child_id = ANY(ids)), moved);
  RETURN NULL;
END $$;

CREATE FUNCTION directory_member_places() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE moved bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(DISTINCT p.id) INTO moved
      FROM (SELECT person_id AS id, school_id FROM new_rows
            UNION ALL SELECT g.adult_id, n.school_id
              FROM new_rows n JOIN public.directory_guardianship g ON g.child_id = n.person_id) found
      JOIN public.directory_person p ON p.id = found.id
     WHERE NOT found.school_id = ANY(p.place_ids);
    PERFORM public.directory_place_people('{}', moved) WHERE moved IS NOT NULL;
    RETURN NULL;
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(DISTINCT person_id) INTO moved FROM old_rows;
  ELSE
    SELECT array_agg(DISTINCT person_id) INTO moved
      FROM ((SELECT person_id, school_id FROM new_rows EXCEPT SELECT person_id, school_id FROM old_rows)
            UNION
            (SELECT person_id, school_id FROM old_rows EXCEPT SELECT person_id, school_id FROM new_rows)) other_rows;
  END IF;
  IF moved IS NOT NULL THEN
    PERFORM public.directory_place_people(
      '{}', moved || ARRAY(SELECT adult_id FROM public.directory_guardianship WHERE child_id = ANY(moved)));
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION directory_mandate_people() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE ids bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT person_id) INTO ids FROM new_rows;
  ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT person_id) INTO ids FROM old_rows;
  ELSE SELECT array_agg(DISTINCT person_id) INTO ids
       FROM (SELECT person_id FROM new_rows UNION SELECT person_id FROM old_rows) both_rows;
  END IF;
  PERFORM public.directory_place_people(ids, ids);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION directory_guardianship_people() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  ids bigint[];
  moved bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(DISTINCT adult_id) INTO ids FROM new_rows;
    SELECT array_agg(DISTINCT n.adult_id) INTO moved
      FROM new_rows n JOIN public.directory_person p ON p.id = n.adult_id
      JOIN (SELECT person_id, school_id FROM public.directory_affiliation
            UNION ALL SELECT person_id, school_id FROM public.directory_classmembership) link ON link.person_id = n.child_id
     WHERE NOT link.school_id = ANY(p.place_ids);
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(DISTINCT adult_id) INTO ids FROM old_rows;
    moved := ids;
  ELSE
    SELECT array_agg(DISTINCT adult_id) INTO ids
      FROM (SELECT adult_id FROM new_rows UNION SELECT adult_id FROM old_rows) both_rows;
    SELECT array_agg(DISTINCT adult_id) INTO moved
      FROM ((SELECT adult_id, child_id FROM new_rows EXCEPT SELECT adult_id, child_id FROM old_rows)
            UNION
            (SELECT adult_id, child_id FROM old_rows EXCEPT SELECT adult_id, child_id FROM new_rows)) other_rows;
  END IF;
  PERFORM public.directory_place_people(ids, moved);
  RETURN NULL;
END $$;

-- Who acts for a service is where it serves.
CREATE FUNCTION directory_places_of_service() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE services bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT service_id) INTO services FROM new_rows;
  ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT service_id) INTO services FROM old_rows;
  ELSE SELECT array_agg(DISTINCT service_id) INTO services
       FROM (SELECT service_id FROM new_rows UNION SELECT service_id FROM old_rows) both_rows;
  END IF;
  PERFORM public.directory_place_people(
    '{}', ARRAY(SELECT DISTINCT person_id FROM public.directory_mandate WHERE service_id = ANY(services)));
  RETURN NULL;
END $$;

-- People who come after their links, as in a delivery of an academy, and who do not say where they are.
CREATE FUNCTION directory_new_people() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE ids bigint[];
BEGIN
  SELECT array_agg(n.id) INTO ids FROM new_rows n WHERE n.place_ids = '{}';
  IF ids IS NOT NULL THEN
    UPDATE public.directory_person p SET place_ids = f.places, work_place_ids = f.works_at
      FROM public.directory_places_of(ids) f WHERE f.person_id = p.id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER directory_new_people AFTER INSERT ON directory_person
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION directory_new_people();

-- What names an erased person says « personne effacée », wherever it stands.
CREATE FUNCTION directory_erased_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.place_ids := '{0}';
  NEW.work_place_ids := '{}';
  RETURN NEW;
END $$;
CREATE TRIGGER erased_place BEFORE UPDATE OF erased_at ON directory_person
  FOR EACH ROW WHEN (NEW.erased_at IS NOT NULL) EXECUTE FUNCTION directory_erased_place();

-- Those who are there already: no link moves, so no epoch does.
UPDATE directory_person p SET place_ids = f.places, work_place_ids = f.works_at
  FROM directory_places_of(ARRAY(SELECT id FROM directory_person)) f WHERE f.person_id = p.id;
"""

# Before the epochs of schools are raised, by name: people are locked first, as everywhere.
TRIGGERS = "\n".join(
    f"CREATE TRIGGER {function}_{operation.lower()} AFTER {operation} ON {table} "
    f"REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {function}();"
    for table, function in (
        ("directory_classmembership", "directory_member_places"),
        ("directory_serviceschool", "directory_places_of_service"),
    )
    for operation, rows in (
        ("INSERT", "NEW TABLE AS new_rows"),
        ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        ("DELETE", "OLD TABLE AS old_rows"),
    )
)


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0022_same_school'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='place_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_default=[], default=list, editable=False, size=None),
        ),
        migrations.AddField(
            model_name='person',
            name='work_place_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_default=[], default=list, editable=False, size=None),
        ),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='person',
            index=django.contrib.postgres.indexes.GinIndex(fields=['place_ids'], name='person_places', fastupdate=False),
        ),
    ]
