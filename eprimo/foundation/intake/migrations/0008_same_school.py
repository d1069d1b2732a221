"""Keys of two columns: a row of a school points to rows of its own school alone."""

from django.db import migrations, models

from eprimo.foundation.kernel.constraints import SameSchool


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0022_same_school'),
        ('intake', '0007_said_of_objects'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='deliveryfile',
            constraint=SameSchool('delivery', name='deliveryfile_delivery_same_school'),
        ),
        migrations.AddConstraint(
            model_name='ondedelivery',
            constraint=models.UniqueConstraint(models.F('id'), models.F('school'), name='delivery_of_school'),
        ),
    ]
