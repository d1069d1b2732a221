"""Audiences of a territory, which are of no school: naming one reaches the open sessions of who is in it."""

import django.db.models.deletion
from django.db import migrations, models

NAMED = """
CREATE FUNCTION access_territory_named() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE named bigint[];
BEGIN
  SELECT array_agg(DISTINCT target) INTO named FROM new_rows WHERE school_id IS NULL;
  IF named IS NULL THEN RETURN NULL; END IF;
  -- In order, so that two statements cannot wait for each other.
  UPDATE public.directory_school SET epoch = epoch + 1 WHERE id IN (
    SELECT s.id FROM public.directory_school s
    WHERE EXISTS (
      SELECT FROM public.directory_territory t
      JOIN public.directory_commune c ON c.id = s.commune_id
      WHERE t.id = ANY(named) AND (t.academy_id = s.academy_id OR t.department_id = c.department_id
        OR EXISTS (SELECT FROM public.directory_schoolcirconscription l
                   WHERE l.school_id = s.id AND l.circonscription_id = t.circonscription_id)))
    ORDER BY s.id FOR NO KEY UPDATE);
  UPDATE public.directory_person SET epoch = epoch + 1 WHERE id IN (
    SELECT p.id FROM public.directory_person p
    WHERE p.id IN (
      SELECT m.person_id FROM public.directory_mandate m JOIN public.directory_territory t
        ON m.role = 'academy' AND (t.academy_id = m.academy_id OR t.department_id = m.department_id)
          OR m.role = 'inspector' AND t.circonscription_id = m.circonscription_id
      WHERE t.id = ANY(named))
    ORDER BY p.id FOR NO KEY UPDATE);
  RETURN NULL;
END $$;
CREATE TRIGGER territory_named AFTER INSERT ON access_audience REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION access_territory_named();
"""
UNNAMED = "DROP TRIGGER territory_named ON access_audience; DROP FUNCTION access_territory_named();"
# Sessions keep the territories of mandates: those that do not say them are read again.
AGAIN = "UPDATE kernel_platform SET epoch = epoch + 1"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_children_of_audiences'),
        ('directory', '0021_territories'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='audience',
            name='audience_rule',
        ),
        migrations.AlterField(
            model_name='audience',
            name='kind',
            field=models.CharField(choices=[('school', 'École'), ('class', 'Classe'), ('group', 'Groupe'), ('child', 'Enfant'), ('person', 'Personne'), ('service', 'Service'), ('territory', 'Territoire')], max_length=9),
        ),
        migrations.AlterField(
            model_name='audience',
            name='profile',
            field=models.CharField(choices=[('pupil', 'Pupil'), ('guardian', 'Guardian'), ('teacher', 'Teacher'), ('staff', 'Staff'), ('head', 'Head'), ('delegate', 'Delegate'), ('agent', 'Agent'), ('partner', 'Partner'), ('mandate', 'Mandate'), ('self', 'Self')], max_length=8),
        ),
        migrations.AlterField(
            model_name='audience',
            name='school',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='audiences', to='directory.school'),
        ),
        migrations.AlterField(
            model_name='audience',
            name='target',
            field=models.BigIntegerField(help_text='id of the class, group, child, person, school, service or territory'),
        ),
        migrations.AddConstraint(
            model_name='audience',
            constraint=models.UniqueConstraint(fields=('kind', 'target', 'profile', 'school'), name='audience_rule', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='audience',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'territory'), ('school', None)), models.Q(models.Q(('kind', 'territory'), _negated=True), ('school__isnull', False)), _connector='OR'), name='audience_of_territory_or_school'),
        ),
        migrations.RunSQL(NAMED, UNNAMED),
        migrations.RunSQL(AGAIN, AGAIN),
    ]
