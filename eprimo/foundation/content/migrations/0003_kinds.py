"""What declared kinds keep beside a resource: its life, its draft, whom its author chose."""

import django.db.models.deletion
from django.db import migrations, models

from eprimo.foundation.kernel.constraints import SameSchool


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0002_draft_and_new_audiences'),
        ('directory', '0018_ties_proposed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('school', 'school'), ('team', 'team'), ('class', 'class'), ('group', 'group'), ('child', 'child'), ('family', 'family')], max_length=6)),
                ('target', models.BigIntegerField(help_text='id of the school, class, group or child')),
                ('pupils', models.BooleanField(default=False)),
            ],
        ),
        migrations.AddField(
            model_name='resource',
            name='draft_key',
            field=models.UUIDField(null=True, unique=True),
        ),
        migrations.AddField(
            model_name='resource',
            name='ends_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='resource',
            name='published_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='resource',
            name='revision',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='resource',
            name='trashed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='resource',
            name='visible_from',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='resource',
            name='withdrawn_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='version',
            name='facts',
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddIndex(
            model_name='resource',
            index=models.Index(models.F('trashed_at'), condition=models.Q(('trashed_at__isnull', False)), name='resource_trash'),
        ),
        migrations.AddIndex(
            model_name='resource',
            index=models.Index(models.F('ends_at'), condition=models.Q(('ends_at__isnull', False)), name='resource_ends'),
        ),
        migrations.AddConstraint(
            model_name='resource',
            constraint=models.UniqueConstraint(models.F('id'), models.F('school'), name='resource_of_school'),
        ),
        migrations.AddField(
            model_name='target',
            name='resource',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='content.resource'),
        ),
        migrations.AddField(
            model_name='target',
            name='school',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.UniqueConstraint(models.F('resource'), models.F('kind'), models.F('target'), name='target_once'),
        ),
        # A target is of the school of its resource.
        migrations.AddConstraint(
            model_name='target',
            constraint=SameSchool('resource', name='target_of_resource'),
        ),
    ]
