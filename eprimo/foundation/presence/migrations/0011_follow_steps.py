"""The steps of a school about absences without a legitimate reason, by school year."""

import django.db.models.deletion
import eprimo.foundation.kernel.clock
import eprimo.foundation.kernel.ids
from django.db import migrations, models

from eprimo.foundation.kernel.partitions import CreatePartitionedModel


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0025_places_by_sets'),
        ('presence', '0010_paper_of_its_absence'),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE presence_followstep_id", "DROP SEQUENCE presence_followstep_id"),
        CreatePartitionedModel(
            by="LIST (school_year)",
            name='FollowStep',
            fields=[
                ('pk', models.CompositePrimaryKey('school_year', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.SmallIntegerField()),
                ('id', models.BigIntegerField(db_default=models.Func(models.Value('presence_followstep_id'), function='nextval'))),
                ('public_id', models.UUIDField(default=eprimo.foundation.kernel.ids.uuid7, editable=False)),
                ('step', models.CharField(choices=[('dialogue', 'Dialogue avec la famille'), ('team', 'Équipe éducative'), ('measures', 'Mesures décidées'), ('warned', 'Famille prévenue du signalement'), ('report', 'Signalement à la DSDEN, par l’inspecteur')], max_length=8)),
                ('day', models.DateField()),
                ('way', models.CharField(blank=True, choices=[('meeting', 'en entretien'), ('phone', 'par téléphone'), ('letter', 'par une lettre')], max_length=7)),
                ('words', models.CharField(blank=True, max_length=300)),
                ('key', models.UUIDField()),
                ('pdf', models.BinaryField(null=True)),
                ('hash', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ('adult', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'indexes': [models.Index(models.F('school'), models.F('child'), name='followstep_of_child')],
                'constraints': [models.UniqueConstraint(models.F('school_year'), models.F('public_id'), name='followstep_public_id'), models.UniqueConstraint(models.F('school_year'), models.F('child'), models.F('key'), name='followstep_once_a_form'), models.CheckConstraint(condition=models.Q(('step__in', ['dialogue', 'measures', 'report', 'team', 'warned'])), name='followstep_step'), models.CheckConstraint(condition=models.Q(models.Q(('step', 'report'), _negated=True), models.Q(('hash__gt', ''), ('pdf__isnull', False)), _connector='OR'), name='followstep_paper_of_report')],
            },
        ),
    ]
