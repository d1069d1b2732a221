"""The adults of a territory's schools are found among all people."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0023_places_of_people'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='person',
            index=django.contrib.postgres.indexes.GinIndex(condition=models.Q(('work_place_ids', []), _negated=True), fastupdate=False, fields=['work_place_ids'], name='person_work_places'),
        ),
    ]
