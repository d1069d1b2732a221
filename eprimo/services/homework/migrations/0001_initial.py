"""The homework of classes and groups: weeks, their lines, and which head read them."""

import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.db.models.deletion
import eprimo.foundation.content.models
import eprimo.foundation.kernel.clock
import eprimo.foundation.kernel.constraints
import eprimo.foundation.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('content', '0011_words_of_rows'),
        ('directory', '0026_levels'),
    ]

    operations = [
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person')),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consultations', to='content.resource')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'constraints': [eprimo.foundation.kernel.constraints.SameSchool('resource', name='consultation_same_school'), models.UniqueConstraint(models.F('resource'), models.F('person'), name='consultation_once')],
            },
        ),
        migrations.CreateModel(
            name='Homework',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=500)),
                ('levels', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=4), blank=True, default=list)),
                ('words', models.GeneratedField(db_persist=True, expression=eprimo.foundation.content.models.LineWords('text'), output_field=django.contrib.postgres.search.SearchVectorField())),
                ('removed_at', models.DateTimeField(null=True)),
                ('public_id', models.UUIDField(default=eprimo.foundation.kernel.ids.uuid7, editable=False, unique=True)),
                ('subject', models.CharField(choices=[('fr', 'Français'), ('ma', 'Maths'), ('sc', 'Sciences'), ('hg', 'Histoire et géographie'), ('la', 'Langue vivante'), ('ar', 'Arts et musique'), ('ep', 'Sport'), ('ve', 'Vivre ensemble')], max_length=2)),
                ('verb', models.CharField(choices=[('read', 'À lire'), ('review', 'À revoir'), ('bring', 'À apporter'), ('class', 'Fait en classe')], max_length=6)),
                ('given_on', models.DateField()),
                ('due_on', models.DateField()),
                ('series', models.UUIDField(null=True)),
                ('key', models.UUIDField(null=True)),
                ('made_at', models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ('before', models.CharField(blank=True, max_length=500)),
                ('corrected_at', models.DateTimeField(null=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('resource', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)s_rows', to='content.resource')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'verbose_name_plural': 'homework',
                'abstract': False,
                'base_manager_name': 'objects',
                'indexes': [models.Index(models.F('school'), models.F('due_on'), name='homework_of_days'), models.Index(models.F('series'), condition=models.Q(('series__isnull', False)), name='homework_of_series'), models.Index(models.F('key'), condition=models.Q(('key__isnull', False)), name='homework_of_form')],
                'constraints': [eprimo.foundation.kernel.constraints.SameSchool('resource', name='homework_same_school'), models.UniqueConstraint(models.F('resource'), models.F('n'), name='homework_number'), models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('given_on'))), name='homework_days_in_order'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='homework_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('verb', 'class'), _negated=True), ('due_on', models.F('given_on')), _connector='OR'), name='homework_done_in_class_that_day')],
            },
        ),
        migrations.CreateModel(
            name='HomeworkWeek',
            fields=[
                ('resource', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='homeworkweek', serialize=False, to='content.resource')),
                ('to', models.CharField(choices=[('class', 'Classe'), ('group', 'Groupe')], max_length=5)),
                ('target', models.BigIntegerField(help_text='id of the class or group')),
                ('monday', models.DateField()),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'constraints': [eprimo.foundation.kernel.constraints.SameSchool('resource', name='homeworkweek_same_school'), models.UniqueConstraint(models.F('to'), models.F('target'), models.F('monday'), name='homeworkweek_once'), models.CheckConstraint(condition=models.Q(('monday__iso_week_day', 1)), name='homeworkweek_on_monday')],
            },
        ),
    ]
