"""Half-days that are not counted: arranged afternoons, and pupils of « toute petite section »; by school year."""

import django.contrib.postgres.fields
import django.db.models.deletion
import eprimo.foundation.kernel.clock
import eprimo.foundation.kernel.constraints
import eprimo.foundation.kernel.ids
from django.db import migrations, models

from eprimo.foundation.kernel.partitions import CreatePartitionedModel


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0025_places_by_sets'),
        ('presence', '0006_hosting_partitions'),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE presence_arrangement_id", "DROP SEQUENCE presence_arrangement_id"),
        migrations.RunSQL("CREATE SEQUENCE presence_littleone_id", "DROP SEQUENCE presence_littleone_id"),
        CreatePartitionedModel(
            by="LIST (school_year)",
            name='Arrangement',
            fields=[
                ('pk', models.CompositePrimaryKey('school_year', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.SmallIntegerField()),
                ('id', models.BigIntegerField(db_default=models.Func(models.Value('presence_arrangement_id'), function='nextval'))),
                ('public_id', models.UUIDField(default=eprimo.foundation.kernel.ids.uuid7, editable=False)),
                ('first', models.DateField()),
                ('last', models.DateField()),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField())),
                ('decided_on', models.DateField()),
                ('made_at', models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'indexes': [models.Index(models.F('school'), models.F('last'), name='arrangement_of_school')],
                'constraints': [models.UniqueConstraint(models.F('school_year'), models.F('public_id'), name='arrangement_public_id'), models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='arrangement_ends_after_start'), models.CheckConstraint(condition=models.Q(('weekdays', []), _negated=True), name='arrangement_has_weekdays')],
            },
        ),
        CreatePartitionedModel(
            by="LIST (school_year)",
            name='LittleOne',
            fields=[
                ('pk', models.CompositePrimaryKey('school_year', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.SmallIntegerField()),
                ('id', models.BigIntegerField(db_default=models.Func(models.Value('presence_littleone_id'), function='nextval'))),
                ('made_at', models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person')),
                ('class_group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.classgroup')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'constraints': [eprimo.foundation.kernel.constraints.SameSchool('class_group', name='littleone_class_same_school'), models.UniqueConstraint(models.F('school_year'), models.F('class_group'), models.F('child'), name='littleone_once')],
            },
        ),
    ]
