"""The academy in the place of a direction that may not act for its own family."""

import datetime
import django.db.models.deletion
import django.db.models.expressions
import eprimo.foundation.kernel.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0015_who_named_a_deputy'),
    ]

    operations = [
        migrations.CreateModel(
            name='FamilyOpening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300)),
                ('starts', models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ('ends', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='family_openings', to='directory.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'indexes': [models.Index(models.F('person'), models.F('ends'), name='family_opening_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='family_opening_has_reason'), models.CheckConstraint(condition=models.Q(('ends__gte', models.F('starts')), ('ends__lte', django.db.models.expressions.CombinedExpression(models.F('starts'), '+', models.Value(datetime.timedelta(seconds=7200))))), name='family_opening_two_hours')],
            },
        ),
    ]
