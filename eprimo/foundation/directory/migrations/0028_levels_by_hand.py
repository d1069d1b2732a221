"""Who said the level of a pupil of a class of several; and a class that loses a level takes it from its pupils.

A level that the class no longer has is of nobody's work: its pupil would see none of what is for one level, where who
is of no known level sees all of it. The database does it, whoever changes the class: a head, ONDE, the academy. It
works as the owner, as the triggers of epochs do: each name is written in full.
"""

from django.db import migrations, models

TRIGGER = """
CREATE FUNCTION directory_levels_lost() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM new_rows n JOIN old_rows o USING (id) WHERE n.levels IS DISTINCT FROM o.levels) THEN
    UPDATE public.directory_classmembership m SET level = '', level_by_hand = false
    FROM new_rows n JOIN old_rows o USING (id)
    WHERE n.levels IS DISTINCT FROM o.levels AND m.class_group_id = n.id
      AND m.level <> '' AND NOT (m.level = ANY(n.levels));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER classgroup_levels_lost AFTER UPDATE ON directory_classgroup
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION directory_levels_lost();
UPDATE directory_classmembership m SET level = ''
FROM directory_classgroup g WHERE g.id = m.class_group_id AND m.level <> '' AND NOT (m.level = ANY(g.levels));
"""


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0027_study_reads_homework'),
    ]

    operations = [
        migrations.AddField(
            model_name='classmembership',
            name='level_by_hand',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(TRIGGER, migrations.RunSQL.noop),
    ]
