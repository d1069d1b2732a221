"""A note says what it is about, in a word that each family reads in its own language."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('liaison', '0016_conversations'),
    ]

    operations = [
        migrations.AddField(
            model_name='note',
            name='what',
            field=models.CharField(blank=True, db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='notetemplate',
            name='what',
            field=models.CharField(blank=True, db_default='', default='', max_length=12),
        ),
    ]
