"""Assistance: a request of the contractor or of the platform, granted by who directs the school for some hours."""

import datetime
import django.db.models.deletion
import django.db.models.expressions
import eprimo.foundation.kernel.clock
import eprimo.foundation.kernel.ids
from django.db import migrations, models

# As any link: what is granted, or ended, raises the epoch of who asked.
TRIGGERS = "\n".join(
    f"CREATE TRIGGER directory_support_people_{operation.lower()} AFTER {operation} ON directory_supportaccess "
    f"REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION directory_mandate_people();"
    for operation, rows in (
        ("INSERT", "NEW TABLE AS new_rows"),
        ("UPDATE", "OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        ("DELETE", "OLD TABLE AS old_rows"),
    )
)


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0006_keys_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='SupportAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=eprimo.foundation.kernel.ids.uuid7, editable=False, unique=True)),
                ('role', models.CharField(choices=[('commune_agent', 'Agent territorial'), ('inspector', 'Inspection'), ('academy', 'Académie'), ('coordinator', 'Coordination du groupement'), ('member_rep', 'Représentant d’un membre'), ('managing_body', 'Prestataire de gestion'), ('commission', 'Commission d’appel d’offres'), ('contractor', 'Titulaire du marché'), ('platform', 'Plateforme')], max_length=14)),
                ('reason', models.CharField(max_length=300)),
                ('hours', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('asked', 'Attend la direction'), ('granted', 'Accordée'), ('refused', 'Refusée'), ('ended', 'Terminée')], default='asked', max_length=8)),
                ('asked_at', models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ('expires_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=300)),
                ('starts', models.DateTimeField(null=True)),
                ('ends', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='support_accesses', to='directory.person')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='support_accesses', to='directory.school')),
            ],
            options={
                'indexes': [models.Index(models.F('school'), models.OrderBy(models.F('asked_at'), descending=True), name='support_of_school')],
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['contractor', 'platform'])), name='support_role'), models.CheckConstraint(condition=models.Q(('hours__gte', 1), ('hours__lte', 4)), name='support_hours'), models.CheckConstraint(condition=models.Q(models.Q(('ends__gte', models.F('starts')), ('ends__lte', django.db.models.expressions.CombinedExpression(models.F('starts'), '+', models.Value(datetime.timedelta(seconds=14400))))), models.Q(('ends', None), ('starts', None)), _connector='OR'), name='support_four_hours'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'granted'), _negated=True), models.Q(('decided_at__isnull', False), ('ends__isnull', False), ('starts__isnull', False)), _connector='OR'), name='support_granted_dates'), models.CheckConstraint(condition=models.Q(('decided_by', models.F('person')), _negated=True), name='support_not_by_oneself'), models.UniqueConstraint(models.F('school'), models.F('person'), models.F('role'), condition=models.Q(('state', 'asked')), name='support_one_asked')],
            },
        ),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
