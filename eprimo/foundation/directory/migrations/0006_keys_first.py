"""Links that may not overlap are indexed by who before when: a whole import begins its links at one instant."""

import django.contrib.postgres.constraints
import eprimo.foundation.kernel.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0005_mandates_by_two'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='affiliation',
            name='affiliation_no_overlap',
        ),
        migrations.RemoveConstraint(
            model_name='attachment',
            name='attachment_class_no_overlap',
        ),
        migrations.RemoveConstraint(
            model_name='attachment',
            name='attachment_child_no_overlap',
        ),
        migrations.RemoveConstraint(
            model_name='classmembership',
            name='class_membership_no_overlap',
        ),
        migrations.RemoveConstraint(
            model_name='groupmembership',
            name='group_membership_no_overlap',
        ),
        migrations.RemoveConstraint(
            model_name='guardianship',
            name='guardianship_no_overlap',
        ),
        migrations.RemoveConstraint(
            model_name='schoolcirconscription',
            name='school_circonscription_no_overlap',
        ),
        migrations.RemoveConstraint(
            model_name='serviceenrolment',
            name='service_enrolment_no_overlap',
        ),
        migrations.RemoveConstraint(
            model_name='serviceschool',
            name='service_school_no_overlap',
        ),
        migrations.AddConstraint(
            model_name='affiliation',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), ('school', '='), ('profile', '='), (eprimo.foundation.kernel.fields.Period('starts', 'ends'), '&&')], name='affiliation_no_overlap'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('child', None)), expressions=[('person', '='), ('class_group', '='), ('kind', '='), (eprimo.foundation.kernel.fields.Period('starts', 'ends'), '&&')], name='attachment_class_no_overlap'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('class_group', None)), expressions=[('person', '='), ('child', '='), ('school', '='), ('kind', '='), (eprimo.foundation.kernel.fields.Period('starts', 'ends'), '&&')], name='attachment_child_no_overlap'),
        ),
        migrations.AddConstraint(
            model_name='classmembership',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), ('class_group', '='), (eprimo.foundation.kernel.fields.Period('starts', 'ends'), '&&')], name='class_membership_no_overlap'),
        ),
        migrations.AddConstraint(
            model_name='groupmembership',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), ('group', '='), (eprimo.foundation.kernel.fields.Period('starts', 'ends'), '&&')], name='group_membership_no_overlap'),
        ),
        migrations.AddConstraint(
            model_name='guardianship',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('adult', '='), ('child', '='), (eprimo.foundation.kernel.fields.Period('starts', 'ends'), '&&')], name='guardianship_no_overlap'),
        ),
        migrations.AddConstraint(
            model_name='schoolcirconscription',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('school', '='), (eprimo.foundation.kernel.fields.Period('starts', 'ends'), '&&')], name='school_circonscription_no_overlap'),
        ),
        migrations.AddConstraint(
            model_name='serviceenrolment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('child', '='), ('service', '='), (eprimo.foundation.kernel.fields.Period('starts', 'ends'), '&&')], name='service_enrolment_no_overlap'),
        ),
        migrations.AddConstraint(
            model_name='serviceschool',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('service', '='), ('school', '='), (eprimo.foundation.kernel.fields.Period('starts', 'ends'), '&&')], name='service_school_no_overlap'),
        ),
    ]
