"""Keys of two columns: a row of a school points to rows of its own school alone."""

from django.db import migrations

from eprimo.foundation.kernel.constraints import SameSchool


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0004_same_school'),
        ('content', '0007_same_school'),
        ('directory', '0022_same_school'),
        ('notifications', '0006_devices_of_sheets'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='notice',
            constraint=SameSchool('resource', name='notice_resource_same_school'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=SameSchool('audience', name='notice_audience_same_school'),
        ),
    ]
