"""When notices ring, how each person wants to be told, what each channel told them."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_initial'),
        ('content', '0002_draft_and_new_audiences'),
        ('directory', '0003_days_without_school'),
        ('notifications', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DigestDay',
            fields=[
                ('school', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='digest_day', serialize=False, to='directory.school')),
                ('daily_on', models.DateField(null=True)),
                ('weekly_on', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('channel', models.CharField(max_length=10, primary_key=True, serialize=False)),
                ('until', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='notice_pause', serialize=False, to='directory.person')),
                ('until', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lane', models.CharField(choices=[('todo', 'À faire'), ('child', 'Pour mon enfant'), ('life', 'La vie de la classe')], max_length=5)),
                ('channel', models.CharField(max_length=10)),
                ('rhythm', models.CharField(choices=[('now', 'Tout de suite'), ('daily', 'Une fois par jour'), ('weekly', 'Une fois par semaine'), ('never', 'Jamais')], max_length=6)),
            ],
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('channel', models.CharField(max_length=10)),
                ('rhythm', models.CharField(choices=[('now', 'Tout de suite'), ('daily', 'Une fois par jour'), ('weekly', 'Une fois par semaine'), ('never', 'Jamais')], max_length=6)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('next_until', models.DateTimeField(null=True)),
                ('due_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('claimed', 'Claimed'), ('sent', 'Sent'), ('empty', 'Empty'), ('refused', 'Refused')], default='pending', max_length=7)),
                ('tries', models.SmallIntegerField(default=0)),
                ('sent_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='notice',
            name='ring_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(models.F('ring_at'), condition=models.Q(('ring_at__isnull', False)), name='notice_ring'),
        ),
        migrations.AddField(
            model_name='preference',
            name='child',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person'),
        ),
        migrations.AddField(
            model_name='preference',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notice_preferences', to='directory.person'),
        ),
        migrations.AddField(
            model_name='round',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notice_rounds', to='directory.person'),
        ),
        migrations.AddConstraint(
            model_name='preference',
            constraint=models.UniqueConstraint(models.F('person'), models.F('child'), models.F('lane'), models.F('channel'), name='preference_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='preference',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rhythm', 'now'), _negated=True), ('lane', 'todo'), _connector='OR'), name='preference_only_to_do_rings'),
        ),
        migrations.AddIndex(
            model_name='round',
            index=models.Index(models.F('due_at'), models.F('id'), condition=models.Q(('state__in', ['pending', 'claimed'])), name='round_due'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.UniqueConstraint(models.F('person'), models.F('channel'), models.F('rhythm'), name='round_once'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='round_until_after_since'),
        ),
    ]
