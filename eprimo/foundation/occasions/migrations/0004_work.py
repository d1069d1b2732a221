"""Work for a day: what it says, and the levels whom it is for; and that it is done."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0010_words_of_versions'),
        ('directory', '0026_levels'),
        ('occasions', '0003_touched'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='mark',
            name='mark_state',
        ),
        migrations.RemoveConstraint(
            model_name='occasion',
            name='occasion_deadline_has_verb',
        ),
        migrations.AddField(
            model_name='occasion',
            name='levels',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=4), blank=True, db_default=[], default=list),
        ),
        migrations.AddField(
            model_name='occasion',
            name='words',
            field=models.CharField(blank=True, db_default='', default='', max_length=500),
        ),
        migrations.AlterField(
            model_name='mark',
            name='state',
            field=models.CharField(choices=[('packed', 'Packed'), ('out', 'Out'), ('done', 'Done'), ('undone', 'Undone')], max_length=8),
        ),
        migrations.AlterField(
            model_name='occasion',
            name='sort',
            field=models.CharField(choices=[('event', 'Event'), ('deadline', 'Deadline'), ('closure', 'Closure'), ('work', 'Work')], max_length=8),
        ),
        migrations.AlterField(
            model_name='occasion',
            name='verb',
            field=models.CharField(blank=True, choices=[('sign', 'Sign'), ('answer', 'Answer'), ('read', 'Read'), ('review', 'Review'), ('bring', 'Bring')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['done', 'out', 'packed', 'undone'])), name='mark_state'),
        ),
        migrations.AddConstraint(
            model_name='occasion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sort', 'deadline'), ('verb__in', ['answer', 'sign'])), models.Q(('sort', 'work'), ('verb__in', ['bring', 'read', 'review'])), models.Q(('sort__in', ['event', 'closure']), ('verb', '')), _connector='OR'), name='occasion_has_its_verb'),
        ),
    ]
