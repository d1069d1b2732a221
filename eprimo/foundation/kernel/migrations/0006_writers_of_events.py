from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0005_second_factors'),
    ]

    operations = [
        migrations.AddField(
            model_name='outboxevent',
            name='written_in',
            field=models.BigIntegerField(editable=False, null=True),
        ),
    ]
