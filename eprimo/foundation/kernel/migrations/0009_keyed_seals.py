from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0008_writers_of_lines'),
    ]

    operations = [
        migrations.AddField(
            model_name='auditseal',
            name='key',
            field=models.CharField(
                db_default='', help_text='the name of the key; empty: sealed before there was one', max_length=40
            ),
        ),
    ]
