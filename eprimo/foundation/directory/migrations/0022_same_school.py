"""Keys of two columns: a row of a school points to rows of its own school alone."""

from django.db import migrations, models

from eprimo.foundation.kernel.constraints import SameSchool


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0021_territories'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='plannedattachment',
            constraint=SameSchool('planned_class', name='plannedattachment_planned_class_same_school'),
        ),
        migrations.AddConstraint(
            model_name='plannedclass',
            constraint=models.UniqueConstraint(models.F('id'), models.F('school'), name='planned_class_of_school'),
        ),
        migrations.AddConstraint(
            model_name='plannedclass',
            constraint=SameSchool('change', name='plannedclass_change_same_school'),
        ),
        migrations.AddConstraint(
            model_name='plannedclass',
            constraint=SameSchool('like', name='plannedclass_like_same_school'),
        ),
        migrations.AddConstraint(
            model_name='plannedclass',
            constraint=SameSchool('class_group', name='plannedclass_class_group_same_school'),
        ),
        migrations.AddConstraint(
            model_name='plannedpupil',
            constraint=SameSchool('change', name='plannedpupil_change_same_school'),
        ),
        migrations.AddConstraint(
            model_name='plannedpupil',
            constraint=SameSchool('planned_class', name='plannedpupil_planned_class_same_school'),
        ),
        migrations.AddConstraint(
            model_name='plannedpupil',
            constraint=SameSchool('told_class', name='plannedpupil_told_class_same_school'),
        ),
        migrations.AddConstraint(
            model_name='yearchange',
            constraint=models.UniqueConstraint(models.F('id'), models.F('school'), name='year_change_of_school'),
        ),
    ]
