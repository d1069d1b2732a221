"""Facts about a date for one child."""

import django.db.models.deletion
import eprimo.foundation.kernel.clock
import eprimo.foundation.kernel.constraints
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0023_places_of_people'),
        ('occasions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('packed', 'Packed')], max_length=8)),
                ('at', models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person')),
                ('occasion', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='occasions.occasion')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'constraints': [eprimo.foundation.kernel.constraints.SameSchool('occasion', name='mark_occasion_same_school'), models.UniqueConstraint(models.F('occasion'), models.F('child'), name='mark_once'), models.CheckConstraint(condition=models.Q(('state__in', ['packed'])), name='mark_state')],
            },
        ),
    ]
