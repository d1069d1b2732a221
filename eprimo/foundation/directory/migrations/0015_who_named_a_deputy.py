"""Who gave a deputy the direction; of those named before, the trail says it."""

import django.db.models.deletion
from django.db import migrations, models

NAMED = """
UPDATE directory_affiliation a SET named_by_id = l.person_id
FROM kernel_auditline l JOIN directory_person p ON p.id = l.person_id
WHERE l.act = 'directory.deputy.named' AND l.object_id = a.id AND a.profile = 'deputy'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0014_animals'),
        ('kernel', '0003_platform_row'),
    ]

    operations = [
        migrations.AddField(
            model_name='affiliation',
            name='named_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person'),
        ),
        migrations.RunSQL(NAMED, migrations.RunSQL.noop),
    ]
