"""Whom a class or a group holds is found without reading the links of the whole academy."""

import django.contrib.postgres.constraints
import django.db.models.deletion
import eprimo.foundation.kernel.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0009_year_changes'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='classmembership',
            name='class_membership_no_overlap',
        ),
        migrations.RemoveConstraint(
            model_name='groupmembership',
            name='group_membership_no_overlap',
        ),
        migrations.AlterField(
            model_name='classgroup',
            name='year',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.schoolyear'),
        ),
        migrations.AlterField(
            model_name='group',
            name='year',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.schoolyear'),
        ),
        migrations.AddConstraint(
            model_name='classmembership',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('class_group', '='), ('person', '='), (eprimo.foundation.kernel.fields.Period('starts', 'ends'), '&&')], name='class_membership_no_overlap'),
        ),
        migrations.AddConstraint(
            model_name='groupmembership',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('group', '='), ('person', '='), (eprimo.foundation.kernel.fields.Period('starts', 'ends'), '&&')], name='group_membership_no_overlap'),
        ),
    ]
