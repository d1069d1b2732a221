"""All that has a date, in one table."""
import django.contrib.postgres.fields
import django.db.models.deletion
import eprimo.foundation.kernel.constraints
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('content', '0008_of_territories'),
        ('directory', '0022_same_school'),
    ]

    operations = [
        migrations.CreateModel(
            name='Occasion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveSmallIntegerField()),
                ('sort', models.CharField(choices=[('event', 'Event'), ('deadline', 'Deadline'), ('closure', 'Closure')], max_length=8)),
                ('verb', models.CharField(blank=True, choices=[('sign', 'Sign'), ('answer', 'Answer')], max_length=8)),
                ('on', models.DateField()),
                ('until', models.DateField()),
                ('starts_at', models.TimeField(null=True)),
                ('ends_at', models.TimeField(null=True)),
                ('place', models.CharField(blank=True, max_length=120)),
                ('bring', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list)),
                ('picture', models.CharField(blank=True, max_length=40)),
                ('over_at', models.DateTimeField()),
                ('resource', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='occasions', to='content.resource')),
                ('school', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'indexes': [models.Index(models.F('school'), models.F('over_at'), name='occasion_ahead')],
                'constraints': [eprimo.foundation.kernel.constraints.SameSchool('resource', name='occasion_resource_same_school'), models.UniqueConstraint(models.F('resource'), models.F('n'), name='occasion_once'), models.UniqueConstraint(models.F('id'), models.F('school'), name='occasion_of_school'), models.CheckConstraint(condition=models.Q(('until__gte', models.F('on'))), name='occasion_days_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('sort', 'deadline'), ('verb__in', ['answer', 'sign'])), models.Q(('sort__in', ['event', 'closure']), ('verb', '')), _connector='OR'), name='occasion_deadline_has_verb'), models.CheckConstraint(condition=models.Q(('sort', 'event'), models.Q(('ends_at', None), ('place', ''), ('starts_at', None)), _connector='OR'), name='occasion_hours_of_events')],
            },
        ),
        # What a territory announces is of no school, and about no child.
        migrations.RunSQL(
            "CREATE TRIGGER of_no_school BEFORE INSERT OR UPDATE ON occasions_occasion FOR EACH ROW "
            "WHEN (NEW.school_id IS NULL) EXECUTE FUNCTION content_of_no_school()",
            "DROP TRIGGER of_no_school ON occasions_occasion",
        ),
    ]
