"""A voice speaks for the words and the day that it was joined to; files of a line that was taken back go by night."""

from django.db import migrations, models

# Until now nobody could say so: what the line says is what its voice said.
FILL = """
UPDATE homework_homeworkfile f SET text = h.text, due_on = h.due_on
FROM homework_homework h WHERE h.id = f.line_id AND f.due_on IS NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('homework', '0002_files_of_lines'),
    ]

    operations = [
        migrations.AddField(
            model_name='homework',
            name='files_gone_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='homeworkfile',
            name='text',
            field=models.CharField(blank=True, db_default='', default='', max_length=500),
        ),
        migrations.AddField(
            model_name='homeworkfile',
            name='due_on',
            field=models.DateField(null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
