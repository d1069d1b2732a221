"""Keys of two columns: a row of a school points to rows of its own school alone."""

from django.db import migrations, models

from eprimo.foundation.kernel.constraints import SameSchool


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0007_same_school'),
        ('directory', '0022_same_school'),
        ('liaison', '0013_targets_of_contents'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='note',
            constraint=models.UniqueConstraint(models.F('resource'), models.F('school'), name='note_of_school'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=SameSchool('resource', name='note_resource_same_school'),
        ),
        migrations.AddConstraint(
            model_name='owed',
            constraint=SameSchool('note', name='owed_note_same_school'),
        ),
        migrations.AddConstraint(
            model_name='owed',
            constraint=SameSchool('class_group', name='owed_class_group_same_school'),
        ),
        migrations.AddConstraint(
            model_name='pile',
            constraint=models.UniqueConstraint(models.F('id'), models.F('school'), name='pile_of_school'),
        ),
        migrations.AddConstraint(
            model_name='pilephoto',
            constraint=models.UniqueConstraint(models.F('id'), models.F('school'), name='pile_photo_of_school'),
        ),
        migrations.AddConstraint(
            model_name='pilephoto',
            constraint=SameSchool('pile', name='pilephoto_pile_same_school'),
        ),
        migrations.AddConstraint(
            model_name='pileslip',
            constraint=SameSchool('pile', name='pileslip_pile_same_school'),
        ),
        migrations.AddConstraint(
            model_name='pileslip',
            constraint=SameSchool('photo', name='pileslip_photo_same_school'),
        ),
        migrations.AddConstraint(
            model_name='pileslip',
            constraint=SameSchool('slip', name='pileslip_slip_same_school'),
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=SameSchool('note', name='recipient_note_same_school'),
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=SameSchool('class_group', name='recipient_class_group_same_school'),
        ),
        migrations.AddConstraint(
            model_name='recipient',
            constraint=SameSchool('group', name='recipient_group_same_school'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=SameSchool('note', name='reply_note_same_school'),
        ),
        migrations.AddConstraint(
            model_name='slip',
            constraint=models.UniqueConstraint(models.F('id'), models.F('school'), name='slip_of_school'),
        ),
        migrations.AddConstraint(
            model_name='slip',
            constraint=SameSchool('note', name='slip_note_same_school'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=SameSchool('note', name='thread_note_same_school'),
        ),
    ]
