"""Audiences of one level of a class that has several."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_refusal_alarms'),
        ('directory', '0026_levels'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='audience',
            name='audience_rule',
        ),
        migrations.AddField(
            model_name='audience',
            name='level',
            field=models.CharField(blank=True, db_default='', default='', max_length=4),
        ),
        migrations.AddConstraint(
            model_name='audience',
            constraint=models.UniqueConstraint(fields=('kind', 'target', 'profile', 'school', 'level'), name='audience_rule', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='audience',
            constraint=models.CheckConstraint(condition=models.Q(('level', ''), ('kind', 'class'), _connector='OR'), name='audience_level_of_class'),
        ),
    ]
