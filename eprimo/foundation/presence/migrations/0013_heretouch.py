"""Who touched the own animal on a device of the class; kept for a day."""

import django.db.models.deletion
import eprimo.foundation.kernel.constraints
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0026_levels'),
        ('presence', '0012_partitions_of_steps'),
    ]

    operations = [
        migrations.CreateModel(
            name='HereTouch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('half', models.CharField(choices=[('am', 'matin'), ('pm', 'après-midi')], max_length=2)),
                ('here', models.BooleanField(default=True)),
                ('touched_at', models.DateTimeField(db_index=True)),
                ('taken_back', models.BooleanField(default=False)),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person')),
                ('class_group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.classgroup')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'constraints': [eprimo.foundation.kernel.constraints.SameSchool('class_group', name='heretouch_class_same_school'), models.UniqueConstraint(models.F('school'), models.F('child'), models.F('day'), models.F('half'), name='heretouch_once'), models.CheckConstraint(condition=models.Q(('half__in', ['am', 'pm'])), name='heretouch_half')],
            },
        ),
    ]
