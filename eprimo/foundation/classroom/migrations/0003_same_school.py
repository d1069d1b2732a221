"""Keys of two columns: a row of a school points to rows of its own school alone."""

from django.db import migrations, models

from eprimo.foundation.kernel.constraints import SameSchool


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0013_news_of_enrolments'),
        ('classroom', '0002_tries_of_devices'),
        ('directory', '0022_same_school'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='classdevice',
            constraint=models.UniqueConstraint(models.F('id'), models.F('school'), name='device_of_school'),
        ),
        migrations.AddConstraint(
            model_name='classdevice',
            constraint=SameSchool('class_group', name='classdevice_class_group_same_school'),
        ),
        migrations.AddConstraint(
            model_name='classdoor',
            constraint=SameSchool('class_group', name='classdoor_class_group_same_school'),
        ),
        migrations.AddConstraint(
            model_name='classsession',
            constraint=SameSchool('device', name='classsession_device_same_school'),
        ),
        migrations.AddConstraint(
            model_name='picturetry',
            constraint=SameSchool('device', name='picturetry_device_same_school'),
        ),
    ]
