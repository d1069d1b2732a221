"""What a guardian and a school write to each other: conversations, who reads them, messages, by school year."""

import django.db.models.deletion
import eprimo.foundation.kernel.clock
import eprimo.foundation.kernel.constraints
import eprimo.foundation.kernel.ids
from django.db import migrations, models

from eprimo.foundation.kernel.partitions import CreatePartitionedModel


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0004_same_school'),
        ('content', '0010_words_of_versions'),
        ('directory', '0024_work_places'),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE conversations_conversation_id", "DROP SEQUENCE conversations_conversation_id"),
        migrations.RunSQL("CREATE SEQUENCE conversations_message_id", "DROP SEQUENCE conversations_message_id"),
        migrations.RunSQL("CREATE SEQUENCE conversations_seat_id", "DROP SEQUENCE conversations_seat_id"),
        CreatePartitionedModel(
            by="LIST (school_year)",
            name='Conversation',
            fields=[
                ('pk', models.CompositePrimaryKey('school_year', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.SmallIntegerField()),
                ('id', models.BigIntegerField(db_default=models.Func(models.Value('conversations_conversation_id'), function='nextval'))),
                ('public_id', models.UUIDField(default=eprimo.foundation.kernel.ids.uuid7, editable=False)),
                ('matter', models.CharField(blank=True, choices=[('health', 'Santé'), ('leaving', 'Sortie de l’école'), ('work', 'Travail'), ('other', 'Autre')], max_length=7)),
                ('family_at', models.DateTimeField(null=True)),
                ('school_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('last_at', models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person')),
                ('guardian', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='conversations', to='directory.person')),
                ('resource', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='conversations', to='content.resource')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'indexes': [models.Index(models.F('guardian'), models.OrderBy(models.F('last_at'), descending=True), name='conversation_of_family'), models.Index(models.F('school'), models.OrderBy(models.F('last_at'), descending=True), name='conversation_at_school'), models.Index(models.F('school'), models.F('family_at'), condition=models.Q(('closed_at', None), models.Q(('school_at', None), ('family_at__gt', models.F('school_at')), _connector='OR'), ('family_at__isnull', False)), name='conversation_waiting')],
                'constraints': [eprimo.foundation.kernel.constraints.SameSchool('resource', name='conversation_resource_same_school'), models.UniqueConstraint(models.F('school_year'), models.F('public_id'), name='conversation_public_id'), models.UniqueConstraint(models.F('school_year'), models.F('id'), models.F('school'), name='conversation_of_school'), models.UniqueConstraint(models.F('school_year'), models.F('resource'), models.F('child'), models.F('guardian'), condition=models.Q(('resource__isnull', False)), name='conversation_once_a_thing'), models.UniqueConstraint(models.F('school_year'), models.F('school'), models.F('child'), models.F('guardian'), models.F('matter'), condition=models.Q(('resource', None)), name='conversation_once_a_matter'), models.CheckConstraint(condition=models.Q(models.Q(('matter__in', ['health', 'leaving', 'other', 'work']), ('resource', None)), models.Q(('matter', ''), ('resource__isnull', False)), _connector='OR'), name='conversation_of_thing_or_matter')],
            },
        ),
        CreatePartitionedModel(
            by="LIST (school_year)",
            name='Message',
            fields=[
                ('pk', models.CompositePrimaryKey('school_year', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.SmallIntegerField()),
                ('id', models.BigIntegerField(db_default=models.Func(models.Value('conversations_message_id'), function='nextval'))),
                ('conversation_id', models.BigIntegerField()),
                ('from_school', models.BooleanField()),
                ('body', models.CharField(max_length=2000)),
                ('state', models.CharField(choices=[('sent', 'Sent'), ('recalled', 'Recalled'), ('held', 'Held')], default='sent', max_length=8)),
                ('written_at', models.DateTimeField()),
                ('visible_from', models.DateTimeField()),
                ('key', models.UUIDField(null=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person')),
                ('guardian', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'indexes': [models.Index(models.F('conversation_id'), models.F('id'), name='message_in_order')],
                'constraints': [models.UniqueConstraint(models.F('school_year'), models.F('conversation_id'), models.F('key'), name='message_once_a_form'), models.CheckConstraint(condition=models.Q(('state__in', ['held', 'recalled', 'sent'])), name='message_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'recalled'), _negated=True), ('body', ''), _connector='OR'), name='message_recalled_is_empty')],
            },
        ),
        CreatePartitionedModel(
            by="LIST (school_year)",
            name='Seat',
            fields=[
                ('pk', models.CompositePrimaryKey('school_year', 'id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('school_year', models.SmallIntegerField()),
                ('id', models.BigIntegerField(db_default=models.Func(models.Value('conversations_seat_id'), function='nextval'))),
                ('conversation_id', models.BigIntegerField()),
                ('starts', models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ('ends', models.DateTimeField(null=True)),
                ('audience', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.audience')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person')),
                ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
            options={
                'constraints': [eprimo.foundation.kernel.constraints.SameSchool('audience', name='seat_audience_same_school'), models.CheckConstraint(condition=models.Q(models.Q(('audience__isnull', False), ('person', None)), models.Q(('audience', None), ('person__isnull', False)), _connector='OR'), name='seat_of_person_or_audience'), models.CheckConstraint(condition=models.Q(('ends', None), ('ends__gt', models.F('starts')), _connector='OR'), name='seat_ends_after_start'), models.UniqueConstraint(models.F('school_year'), models.F('conversation_id'), models.F('person'), models.F('audience'), condition=models.Q(('ends', None)), name='seat_once', nulls_distinct=False)],
            },
        ),
    ]
