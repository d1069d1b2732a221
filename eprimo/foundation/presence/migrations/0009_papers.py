"""Papers that families give with an absence; by school year."""

import django.db.models.deletion
import eprimo.foundation.kernel.clock
import eprimo.foundation.kernel.constraints
import eprimo.foundation.kernel.ids
from django.db import migrations, models

from eprimo.foundation.kernel.partitions import CreatePartitionedModel


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0025_places_by_sets'),
        ('files', '0006_to_keep'),
        ('presence', '0008_not_counted_partitions'),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE presence_absencepaper_id", "DROP SEQUENCE presence_absencepaper_id"),
        CreatePartitionedModel(
            by="LIST (school_year)",
            name='AbsencePaper',
            fields=[
                ('pk', models.CompositePrimaryKey('school_year', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.SmallIntegerField()),
                ('id', models.BigIntegerField(db_default=models.Func(models.Value('presence_absencepaper_id'), function='nextval'))),
                ('public_id', models.UUIDField(default=eprimo.foundation.kernel.ids.uuid7, editable=False)),
                ('absence_id', models.BigIntegerField()),
                ('label', models.CharField(max_length=120)),
                ('at', models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.blob')),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'indexes': [models.Index(models.F('absence_id'), name='absencepaper_of_absence')],
                'constraints': [eprimo.foundation.kernel.constraints.SameSchool('blob', name='absencepaper_blob_same_school'), models.UniqueConstraint(models.F('school_year'), models.F('public_id'), name='absencepaper_public_id')],
            },
        ),
    ]
