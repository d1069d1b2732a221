"""Holidays that an operator loads, days off of a school."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import eprimo.foundation.kernel.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0002_epochs_and_same_school'),
    ]

    operations = [
        migrations.CreateModel(
            name='ZoneHoliday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('zone', models.CharField(max_length=12)),
                ('year', models.SmallIntegerField(help_text='the calendar year that the school year starts in')),
                ('name', models.CharField(max_length=60)),
                ('first', models.DateField(help_text='first day without school')),
                ('resumes', models.DateField(help_text='day of return')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('resumes__gt', models.F('first'))), name='zone_holiday_resumes_after'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(eprimo.foundation.kernel.fields.Days('first', 'resumes'), '&&'), ('zone', '=')], name='zone_holiday_no_overlap')],
            },
        ),
        migrations.CreateModel(
            name='SchoolDayOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.DateField()),
                ('last', models.DateField()),
                ('label', models.CharField(max_length=60)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days_off', to='directory.school')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='day_off_ends_after_start'), models.UniqueConstraint(models.F('school'), models.F('first'), name='day_off_once')],
            },
        ),
    ]
