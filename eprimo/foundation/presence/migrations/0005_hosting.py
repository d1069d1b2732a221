"""With which class a child is whose own class is spread over others; by school year."""

import django.db.models.deletion
import eprimo.foundation.kernel.clock
import eprimo.foundation.kernel.constraints
from django.db import migrations, models

from eprimo.foundation.kernel.partitions import CreatePartitionedModel


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0025_places_by_sets'),
        ('presence', '0004_register_content'),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE presence_hosting_id", "DROP SEQUENCE presence_hosting_id"),
        CreatePartitionedModel(
            by="LIST (school_year)",
            name='Hosting',
            fields=[
                ('pk', models.CompositePrimaryKey('school_year', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.SmallIntegerField()),
                ('id', models.BigIntegerField(db_default=models.Func(models.Value('presence_hosting_id'), function='nextval'))),
                ('day', models.DateField()),
                ('half', models.CharField(choices=[('am', 'matin'), ('pm', 'après-midi')], max_length=2)),
                ('made_at', models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person')),
                ('class_group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.classgroup')),
                ('host', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.classgroup')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'indexes': [models.Index(models.F('host'), models.F('day'), name='hosting_of_host'), models.Index(models.F('class_group'), models.F('day'), name='hosting_of_class')],
                'constraints': [eprimo.foundation.kernel.constraints.SameSchool('class_group', name='hosting_class_same_school'), eprimo.foundation.kernel.constraints.SameSchool('host', name='hosting_host_same_school'), models.UniqueConstraint(models.F('school_year'), models.F('school'), models.F('child'), models.F('day'), models.F('half'), name='hosting_once'), models.CheckConstraint(condition=models.Q(('half__in', ['am', 'pm'])), name='hosting_half'), models.CheckConstraint(condition=models.Q(('host', models.F('class_group')), _negated=True), name='hosting_elsewhere')],
            },
        ),
    ]
