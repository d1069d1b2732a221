"""Who is at school, half-day by half-day: hours, calls, what a child was, why it was not there; by school year."""

import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import eprimo.foundation.kernel.clock
import eprimo.foundation.kernel.constraints
import eprimo.foundation.kernel.ids
import eprimo.foundation.presence.models
from django.db import migrations, models

from eprimo.foundation.kernel.partitions import CreatePartitionedModel


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0025_places_by_sets'),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE presence_rollcall_id", "DROP SEQUENCE presence_rollcall_id"),
        migrations.RunSQL("CREATE SEQUENCE presence_halfday_id", "DROP SEQUENCE presence_halfday_id"),
        migrations.RunSQL("CREATE SEQUENCE presence_absence_id", "DROP SEQUENCE presence_absence_id"),
        migrations.RunSQL("CREATE SEQUENCE presence_callattempt_id", "DROP SEQUENCE presence_callattempt_id"),
        migrations.RunSQL("CREATE SEQUENCE presence_correction_id", "DROP SEQUENCE presence_correction_id"),
        migrations.CreateModel(
            name='SchoolHours',
            fields=[
                ('school', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='hours', serialize=False, to='directory.school')),
                ('half_days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=eprimo.foundation.presence.models._usual)),
                ('morning_from', models.TimeField(default=datetime.time(8, 30))),
                ('morning_until', models.TimeField(default=datetime.time(12, 0))),
                ('afternoon_from', models.TimeField(default=datetime.time(13, 30))),
                ('afternoon_until', models.TimeField(default=datetime.time(16, 30))),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('morning_from__lt', models.F('morning_until')), ('morning_until__lte', models.F('afternoon_from')), ('afternoon_from__lt', models.F('afternoon_until'))), name='school_hours_in_order')],
            },
        ),
        CreatePartitionedModel(
            by="LIST (school_year)",
            name='Absence',
            fields=[
                ('pk', models.CompositePrimaryKey('school_year', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.SmallIntegerField()),
                ('id', models.BigIntegerField(db_default=models.Func(models.Value('presence_absence_id'), function='nextval'))),
                ('public_id', models.UUIDField(default=eprimo.foundation.kernel.ids.uuid7, editable=False)),
                ('sort', models.CharField(choices=[('whole', 'absence'), ('late', 'arrive plus tard'), ('early', 'part plus tôt')], default='whole', max_length=5)),
                ('first', models.DateField()),
                ('first_half', models.CharField(choices=[('am', 'matin'), ('pm', 'après-midi')], max_length=2)),
                ('last', models.DateField()),
                ('last_half', models.CharField(choices=[('am', 'matin'), ('pm', 'après-midi')], max_length=2)),
                ('hour', models.TimeField(null=True)),
                ('reason', models.CharField(blank=True, choices=[('ill', 'Malade'), ('contagious', 'Maladie contagieuse'), ('doctor', 'Médecin'), ('family', 'Famille'), ('transport', 'Transport'), ('away', 'Voyage avec les parents'), ('other', 'Autre'), ('later', 'Je le dirai')], max_length=10)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('said_at', models.DateTimeField(null=True)),
                ('means', models.CharField(blank=True, choices=[('web', 'par e-primo'), ('phone', 'par téléphone'), ('paper', 'sur papier')], max_length=5)),
                ('asked_at', models.DateTimeField(null=True)),
                ('judged', models.CharField(blank=True, choices=[('yes', 'motif légitime'), ('no', 'motif non retenu')], max_length=3)),
                ('made_at', models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ('key', models.UUIDField(null=True)),
                ('child', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person')),
                ('class_group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.classgroup')),
                ('judged_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('recorded_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('said_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'indexes': [models.Index(models.F('child'), models.F('first'), name='absence_of_child'), models.Index(models.F('school'), models.F('asked_at'), condition=models.Q(('reason', '')), name='absence_waiting')],
                'constraints': [eprimo.foundation.kernel.constraints.SameSchool('class_group', name='absence_class_same_school'), models.UniqueConstraint(models.F('school_year'), models.F('public_id'), name='absence_public_id'), models.UniqueConstraint(models.F('school_year'), models.F('id'), models.F('school'), name='absence_of_school'), models.UniqueConstraint(models.F('school_year'), models.F('child'), models.F('key'), name='absence_once_a_form'), models.CheckConstraint(condition=models.Q(('last__gt', models.F('first')), models.Q(('first_half', 'am'), ('last', models.F('first'))), models.Q(('last', models.F('first')), ('last_half', 'pm')), _connector='OR'), name='absence_ends_after_start'), models.CheckConstraint(condition=models.Q(models.Q(('hour', None), ('sort', 'whole')), models.Q(('hour__isnull', False), ('sort__in', ['late', 'early'])), _connector='OR'), name='absence_hour_of_late_or_early'), models.CheckConstraint(condition=models.Q(('reason', ''), ('said_at__isnull', False), _connector='OR'), name='absence_reason_said')],
            },
        ),
        CreatePartitionedModel(
            by="LIST (school_year)",
            name='CallAttempt',
            fields=[
                ('pk', models.CompositePrimaryKey('school_year', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.SmallIntegerField()),
                ('id', models.BigIntegerField(db_default=models.Func(models.Value('presence_callattempt_id'), function='nextval'))),
                ('absence_id', models.BigIntegerField()),
                ('result', models.CharField(choices=[('reassured', 'Rassuré'), ('none', 'Pas de réponse')], max_length=9)),
                ('at', models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ('adult', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'indexes': [models.Index(models.F('absence_id'), models.F('at'), name='callattempt_of_absence')],
            },
        ),
        CreatePartitionedModel(
            by="LIST (school_year)",
            name='Correction',
            fields=[
                ('pk', models.CompositePrimaryKey('school_year', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.SmallIntegerField()),
                ('id', models.BigIntegerField(db_default=models.Func(models.Value('presence_correction_id'), function='nextval'))),
                ('day', models.DateField()),
                ('half', models.CharField(choices=[('am', 'matin'), ('pm', 'après-midi')], max_length=2)),
                ('before', models.CharField(blank=True, choices=[('present', 'présent'), ('absent', 'absent'), ('late', 'en retard'), ('left', 'parti'), ('elsewhere', 'ailleurs'), ('arranged', 'aménagé')], max_length=9)),
                ('after', models.CharField(choices=[('present', 'présent'), ('absent', 'absent'), ('late', 'en retard'), ('left', 'parti'), ('elsewhere', 'ailleurs'), ('arranged', 'aménagé')], max_length=9)),
                ('reason', models.CharField(max_length=200)),
                ('at', models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person')),
                ('class_group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.classgroup')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'indexes': [models.Index(models.F('class_group'), models.F('day'), name='correction_of_class')],
                'constraints': [eprimo.foundation.kernel.constraints.SameSchool('class_group', name='correction_class_same_school')],
            },
        ),
        CreatePartitionedModel(
            by="LIST (school_year)",
            name='HalfDay',
            fields=[
                ('pk', models.CompositePrimaryKey('school_year', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.SmallIntegerField()),
                ('id', models.BigIntegerField(db_default=models.Func(models.Value('presence_halfday_id'), function='nextval'))),
                ('day', models.DateField()),
                ('half', models.CharField(choices=[('am', 'matin'), ('pm', 'après-midi')], max_length=2)),
                ('state', models.CharField(choices=[('present', 'présent'), ('absent', 'absent'), ('late', 'en retard'), ('left', 'parti'), ('elsewhere', 'ailleurs'), ('arranged', 'aménagé')], max_length=9)),
                ('arrived_at', models.TimeField(null=True)),
                ('left_at', models.TimeField(null=True)),
                ('left_with', models.CharField(blank=True, max_length=80)),
                ('absence_id', models.BigIntegerField(null=True)),
                ('said_at', models.DateTimeField()),
                ('source', models.CharField(choices=[('call', 'Call'), ('family', 'Family'), ('school', 'School')], max_length=6)),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person')),
                ('class_group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.classgroup')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'indexes': [models.Index(models.F('class_group'), models.F('day'), name='halfday_of_class'), models.Index(models.F('school'), models.F('day'), condition=models.Q(('state', 'present'), _negated=True), name='halfday_not_there'), models.Index(models.F('absence_id'), condition=models.Q(('absence_id__isnull', False)), name='halfday_of_absence')],
                'constraints': [eprimo.foundation.kernel.constraints.SameSchool('class_group', name='halfday_class_same_school'), models.UniqueConstraint(models.F('school_year'), models.F('school'), models.F('child'), models.F('day'), models.F('half'), name='halfday_once'), models.CheckConstraint(condition=models.Q(('half__in', ['am', 'pm'])), name='halfday_half'), models.CheckConstraint(condition=models.Q(('state__in', ['absent', 'arranged', 'elsewhere', 'late', 'left', 'present'])), name='halfday_state')],
            },
        ),
        CreatePartitionedModel(
            by="LIST (school_year)",
            name='RollCall',
            fields=[
                ('pk', models.CompositePrimaryKey('school_year', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.SmallIntegerField()),
                ('id', models.BigIntegerField(db_default=models.Func(models.Value('presence_rollcall_id'), function='nextval'))),
                ('day', models.DateField()),
                ('half', models.CharField(choices=[('am', 'matin'), ('pm', 'après-midi')], max_length=2)),
                ('taken_at', models.DateTimeField(null=True)),
                ('touched_at', models.DateTimeField(null=True)),
                ('key', models.UUIDField(null=True)),
                ('expected', models.PositiveSmallIntegerField(default=0)),
                ('absent', models.PositiveSmallIntegerField(default=0)),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('class_group', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.classgroup')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'indexes': [models.Index(models.F('school'), models.F('day'), name='rollcall_of_day')],
                'constraints': [eprimo.foundation.kernel.constraints.SameSchool('class_group', name='rollcall_class_same_school'), models.UniqueConstraint(models.F('school_year'), models.F('school'), models.F('class_group'), models.F('day'), models.F('half'), name='rollcall_once'), models.CheckConstraint(condition=models.Q(('half__in', ['am', 'pm'])), name='rollcall_half')],
            },
        ),
    ]
