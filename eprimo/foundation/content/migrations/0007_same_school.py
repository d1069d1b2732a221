"""Keys of two columns: a row of a school points to rows of its own school alone."""

from django.db import migrations

from eprimo.foundation.kernel.constraints import SameSchool


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0004_same_school'),
        ('content', '0006_target_of_people'),
        ('directory', '0022_same_school'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='share',
            constraint=SameSchool('resource', name='share_resource_same_school'),
        ),
        migrations.AddConstraint(
            model_name='share',
            constraint=SameSchool('audience', name='share_audience_same_school'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=SameSchool('resource', name='version_resource_same_school'),
        ),
    ]
