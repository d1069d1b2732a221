"""Files: bytes given to a school, pictures shown of them, what carries them."""

import django.db.models.deletion
import eprimo.foundation.kernel.clock
import eprimo.foundation.kernel.constraints
import eprimo.foundation.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('content', '0010_words_of_versions'),
        ('directory', '0025_places_by_sets'),
    ]

    operations = [
        migrations.CreateModel(
            name='Blob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('checking', 'Checking'), ('ready', 'Ready'), ('refused', 'Refused')], default='checking', max_length=8)),
                ('refusal', models.CharField(blank=True, max_length=300)),
                ('kind', models.CharField(blank=True, choices=[('image', 'Image'), ('pdf', 'Pdf')], max_length=5)),
                ('weight', models.PositiveBigIntegerField()),
                ('read_weight', models.PositiveIntegerField(default=0)),
                ('pages', models.PositiveSmallIntegerField(default=0)),
                ('width', models.PositiveSmallIntegerField(default=0)),
                ('height', models.PositiveSmallIntegerField(default=0)),
                ('wanted_at', models.DateTimeField(default=eprimo.foundation.kernel.clock.now)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=eprimo.foundation.kernel.ids.uuid7, editable=False, unique=True)),
                ('number', models.PositiveSmallIntegerField()),
                ('label', models.CharField(max_length=120)),
                ('reserved', models.BooleanField(default=True)),
                ('resource', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='content.resource')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
                ('blob', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='files.blob')),
            ],
        ),
        migrations.CreateModel(
            name='Piece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('size', models.CharField(choices=[('small', 'Small'), ('page', 'Page'), ('large', 'Large')], max_length=5)),
                ('sha256', models.CharField(max_length=64)),
                ('weight', models.PositiveIntegerField()),
                ('width', models.PositiveSmallIntegerField()),
                ('height', models.PositiveSmallIntegerField()),
                ('blob', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='files.blob')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.school')),
            ],
        ),
        migrations.AddConstraint(
            model_name='blob',
            constraint=models.UniqueConstraint(models.F('school'), models.F('sha256'), name='blob_once'),
        ),
        migrations.AddConstraint(
            model_name='blob',
            constraint=models.UniqueConstraint(models.F('id'), models.F('school'), name='blob_of_school'),
        ),
        migrations.AddConstraint(
            model_name='blob',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pages__gte', 1), ('state', 'ready')), models.Q(models.Q(('state', 'ready'), _negated=True), ('pages', 0)), _connector='OR'), name='blob_ready_has_pages'),
        ),
        migrations.AddConstraint(
            model_name='blob',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'refused'), ('refusal', ''), _connector='OR'), name='blob_refused_says_why'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=eprimo.foundation.kernel.constraints.SameSchool('resource', name='attachment_resource_same_school'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=eprimo.foundation.kernel.constraints.SameSchool('blob', name='attachment_blob_same_school'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(models.F('resource'), models.F('number'), name='attachment_number'),
        ),
        migrations.AddConstraint(
            model_name='piece',
            constraint=eprimo.foundation.kernel.constraints.SameSchool('blob', name='piece_blob_same_school'),
        ),
        migrations.AddConstraint(
            model_name='piece',
            constraint=models.UniqueConstraint(models.F('blob'), models.F('number'), models.F('size'), name='piece_once'),
        ),
    ]
