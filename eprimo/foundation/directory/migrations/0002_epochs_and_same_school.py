"""Epochs raised by the database itself, whoever writes; and links whose class or group is of their own school."""

from django.db import migrations

from eprimo.foundation.kernel.constraints import SameSchool

# Statement triggers: one UPDATE per statement, whatever the number of rows. School rows are locked in order of id,
# so that two imports cannot wait for each other. They work as the owner: who ties a person to a school raises epochs of
# rows that the own reach may not hold. So each name is written in full, and no table of the caller's is looked at.
FUNCTIONS = """
CREATE FUNCTION directory_raise_schools(ids bigint[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- Called by name, and not by a trigger: of the schools that a page reaches or directs.
  IF pg_trigger_depth() = 0 THEN
    IF wall.serves_a_page() AND NOT ids <@ (COALESCE(wall.schools(), '{}') || COALESCE(wall.directed(), '{}')) THEN
      RAISE insufficient_privilege USING MESSAGE = 'a page raises the epochs of schools that it does not reach';
    END IF;
  END IF;
  PERFORM 1 FROM public.directory_school WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE;
  UPDATE public.directory_school SET epoch = epoch + 1 WHERE id = ANY(ids);
END $$;

CREATE FUNCTION directory_raise_people(ids bigint[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- Called by name: of oneself, and of the two whom the transaction makes one or parts.
  IF pg_trigger_depth() = 0 THEN
    IF wall.serves_a_page() AND NOT ids <@ (wall.me() || COALESCE(wall.joined(), '{}')) THEN
      RAISE insufficient_privilege USING MESSAGE = 'a page raises the epochs of people who are not its own';
    END IF;
  END IF;
  PERFORM 1 FROM public.directory_person WHERE id = ANY(ids) ORDER BY id FOR NO KEY UPDATE;
  UPDATE public.directory_person SET epoch = epoch + 1 WHERE id = ANY(ids);
END $$;

CREATE FUNCTION directory_school_link() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE ids bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT school_id) INTO ids FROM new_rows;
  ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT school_id) INTO ids FROM old_rows;
  ELSE SELECT array_agg(DISTINCT school_id) INTO ids
       FROM (SELECT school_id FROM new_rows UNION SELECT school_id FROM old_rows) both_rows;
  END IF;
  PERFORM public.directory_raise_schools(ids);
  RETURN NULL;
END $$;

-- An affiliation also touches the person, and who answers for the person: their own list of schools may change.
CREATE FUNCTION directory_affiliation_people() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE ids bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT person_id) INTO ids FROM new_rows;
  ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT person_id) INTO ids FROM old_rows;
  ELSE SELECT array_agg(DISTINCT person_id) INTO ids
       FROM (SELECT person_id FROM new_rows UNION SELECT person_id FROM old_rows) both_rows;
  END IF;
  PERFORM public.directory_raise_people(ids || ARRAY(SELECT adult_id FROM public.directory_guardianship WHERE child_id = ANY(ids)));
  RETURN NULL;
END $$;

CREATE FUNCTION directory_mandate_people() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE ids bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT person_id) INTO ids FROM new_rows;
  ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT person_id) INTO ids FROM old_rows;
  ELSE SELECT array_agg(DISTINCT person_id) INTO ids
       FROM (SELECT person_id FROM new_rows UNION SELECT person_id FROM old_rows) both_rows;
  END IF;
  PERFORM public.directory_raise_people(ids);
  RETURN NULL;
END $$;

CREATE FUNCTION directory_guardianship_people() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE ids bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT adult_id) INTO ids FROM new_rows;
  ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT adult_id) INTO ids FROM old_rows;
  ELSE SELECT array_agg(DISTINCT adult_id) INTO ids
       FROM (SELECT adult_id FROM new_rows UNION SELECT adult_id FROM old_rows) both_rows;
  END IF;
  PERFORM public.directory_raise_people(ids);
  RETURN NULL;
END $$;

CREATE FUNCTION directory_restriction_people() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE ids bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN SELECT array_agg(DISTINCT guardianship_id) INTO ids FROM new_rows;
  ELSIF TG_OP = 'DELETE' THEN SELECT array_agg(DISTINCT guardianship_id) INTO ids FROM old_rows;
  ELSE SELECT array_agg(DISTINCT guardianship_id) INTO ids
       FROM (SELECT guardianship_id FROM new_rows UNION SELECT guardianship_id FROM old_rows) both_rows;
  END IF;
  PERFORM public.directory_raise_people(ARRAY(SELECT adult_id FROM public.directory_guardianship WHERE id = ANY(ids)));
  RETURN NULL;
END $$;

CREATE FUNCTION directory_school_itself() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.epoch := OLD.epoch + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER school_itself BEFORE UPDATE OF running_year_id, name, time_zone ON directory_school
  FOR EACH ROW EXECUTE FUNCTION directory_school_itself();
"""

TRIGGERS = {
    "directory_affiliation": ("directory_school_link", "directory_affiliation_people"),
    "directory_classmembership": ("directory_school_link",),
    "directory_groupmembership": ("directory_school_link",),
    "directory_attachment": ("directory_school_link",),
    "directory_classgroup": ("directory_school_link",),
    "directory_group": ("directory_school_link",),
    "directory_entitlement": ("directory_school_link",),
    "directory_serviceschool": ("directory_school_link",),
    "directory_guardianship": ("directory_guardianship_people",),
    "directory_guardianrestriction": ("directory_restriction_people",),
    "directory_mandate": ("directory_mandate_people",),
}


def _triggers() -> str:
    statements = []
    for table, functions in TRIGGERS.items():
        for function in functions:
            for operation, rows in (
                ("INSERT", "NEW TABLE AS new_rows"),
                ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
                ("DELETE", "OLD TABLE AS old_rows"),
            ):
                statements.append(
                    f"CREATE TRIGGER {function}_{operation.lower()} AFTER {operation} ON {table} "
                    f"REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {function}();"
                )
    return "\n".join(statements)


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(_triggers(), migrations.RunSQL.noop),
        migrations.AddConstraint("classmembership", SameSchool("class_group", name="classmembership_same_school")),
        migrations.AddConstraint("attachment", SameSchool("class_group", name="attachment_same_school")),
        migrations.AddConstraint("groupmembership", SameSchool("group", name="groupmembership_same_school")),
        migrations.RunSQL(
            "CREATE INDEX person_sort_key ON directory_person (sort_key); "
            "CREATE INDEX person_name_trigram ON directory_person USING gin (sort_key gin_trgm_ops)",
            "DROP INDEX person_sort_key, person_name_trigram",
        ),
    ]
