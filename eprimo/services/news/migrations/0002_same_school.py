"""Keys of two columns: a row of a school points to rows of its own school alone."""

from django.db import migrations

from eprimo.foundation.kernel.constraints import SameSchool


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0007_same_school'),
        ('directory', '0022_same_school'),
        ('news', '0001_initial'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='news',
            constraint=SameSchool('resource', name='news_resource_same_school'),
        ),
    ]
