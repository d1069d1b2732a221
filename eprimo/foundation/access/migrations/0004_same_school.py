"""Keys of two columns: a row of a school points to rows of its own school alone."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_territories'),
        ('directory', '0022_same_school'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='audience',
            constraint=models.UniqueConstraint(models.F('id'), models.F('school'), name='audience_of_school'),
        ),
    ]
