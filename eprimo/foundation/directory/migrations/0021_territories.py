"""A row for each academy, department and circonscription, made by the database; and what moves a school from one to
another reaches open sessions, since what is written for a territory is read in its schools."""

import django.contrib.postgres.functions
import django.db.models.deletion
from django.db import migrations, models

MAKE = """
CREATE FUNCTION directory_territory_of() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO public.directory_territory (academy_id, department_id, circonscription_id, name)
    VALUES (CASE TG_ARGV[0] WHEN 'academy' THEN NEW.id END, CASE TG_ARGV[0] WHEN 'department' THEN NEW.id END,
            CASE TG_ARGV[0] WHEN 'circonscription' THEN NEW.id END, NEW.name);
  ELSE
    UPDATE public.directory_territory SET name = NEW.name
    WHERE CASE TG_ARGV[0] WHEN 'academy' THEN academy_id WHEN 'department' THEN department_id
          ELSE circonscription_id END = NEW.id;
  END IF;
  RETURN NULL;
END $$;
"""
_PLACES = ("academy", "department", "circonscription")
KEEP = "\n".join(
    f"INSERT INTO directory_territory ({place}_id, name) SELECT id, name FROM directory_{place};"
    f"CREATE TRIGGER territory_of AFTER INSERT OR UPDATE OF name ON directory_{place} "
    f"FOR EACH ROW EXECUTE FUNCTION directory_territory_of('{place}');"
    for place in _PLACES
)
UNKEEP = "\n".join(f"DROP TRIGGER territory_of ON directory_{place};" for place in _PLACES) + (
    "DROP FUNCTION directory_territory_of();"
)

_MOVES = (
    ("INSERT", "NEW TABLE AS new_rows"),
    ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
    ("DELETE", "OLD TABLE AS old_rows"),
)
MOVE = (
    "\n".join(
        f"CREATE TRIGGER directory_school_link_{move.lower()} AFTER {move} ON directory_schoolcirconscription "
        f"REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION directory_school_link();"
        for move, rows in _MOVES
    )
    + """
DROP TRIGGER school_itself ON directory_school;
CREATE TRIGGER school_itself BEFORE UPDATE OF running_year_id, name, time_zone, academy_id, commune_id
  ON directory_school FOR EACH ROW EXECUTE FUNCTION directory_school_itself();
CREATE FUNCTION directory_commune_moved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.directory_school SET epoch = epoch + 1 WHERE id IN (
    SELECT id FROM public.directory_school WHERE commune_id = NEW.id ORDER BY id FOR NO KEY UPDATE);
  RETURN NULL;
END $$;
CREATE TRIGGER commune_moved AFTER UPDATE OF department_id ON directory_commune FOR EACH ROW
  WHEN (OLD.department_id IS DISTINCT FROM NEW.department_id) EXECUTE FUNCTION directory_commune_moved();
"""
)
UNMOVE = (
    "\n".join(
        f"DROP TRIGGER directory_school_link_{move.lower()} ON directory_schoolcirconscription;"
        for move, _ in _MOVES
    )
    + """
DROP TRIGGER commune_moved ON directory_commune;
DROP FUNCTION directory_commune_moved();
DROP TRIGGER school_itself ON directory_school;
CREATE TRIGGER school_itself BEFORE UPDATE OF running_year_id, name, time_zone ON directory_school
  FOR EACH ROW EXECUTE FUNCTION directory_school_itself();
"""
)


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0020_surnames_in_capitals'),
    ]

    operations = [
        migrations.CreateModel(
            name='Territory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('academy', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='territory', to='directory.academy')),
                ('circonscription', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='territory', to='directory.circonscription')),
                ('department', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='territory', to='directory.department')),
            ],
            options={
                'verbose_name_plural': 'territories',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('academy__isnull', False), ('circonscription', None), ('department', None)), models.Q(('academy', None), ('circonscription', None), ('department__isnull', False)), models.Q(('academy', None), ('circonscription__isnull', False), ('department', None)), _connector='OR'), name='territory_is_one_place')],
            },
        ),
        migrations.RunSQL(MAKE, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP, UNKEEP),
        migrations.RunSQL(MOVE, UNMOVE),
    ]
