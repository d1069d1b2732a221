from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0009_keyed_seals'),
    ]

    operations = [
        migrations.AddField(
            model_name='auditline',
            name='result',
            field=models.CharField(
                choices=[('done', 'Done'), ('refused', 'Refused'), ('stopped', 'Stopped')],
                db_default='done', default='done', max_length=10,
            ),
        ),
    ]
