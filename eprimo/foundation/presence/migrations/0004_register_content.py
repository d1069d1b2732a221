"""What a signed register says, apart from its paper: to see that something is said otherwise since."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('presence', '0003_register'),
    ]

    operations = [
        migrations.AddField(
            model_name='register',
            name='content_hash',
            field=models.CharField(blank=True, db_default='', max_length=64),
        ),
    ]
