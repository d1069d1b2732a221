"""Before the roll is called, the devices of a class ask who is there."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('classroom', '0003_same_school'),
    ]

    operations = [
        migrations.AddField(
            model_name='classdoor',
            name='says_here',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
